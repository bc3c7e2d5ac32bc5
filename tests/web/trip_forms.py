"""The form of a trip as a test fills it in and reads it."""

from services import trips
from tests.cast import Cast
from tests.phones import GEOCHANG
from tests.web.page import Node
from webapp.context import Parts


def form_of(page: Node) -> Node:
    return page.one("form", action="/trips")


def kept(parts: Parts, cast: Cast) -> list[trips.TripView]:
    with parts.database.reading() as session:
        return trips.list_trips(session, cast.traveller.staff_id)


def add_place(parts: Parts, name: str = "거창군청") -> None:
    with parts.database.writing() as session:
        trips.save_place(session, name, GEOCHANG, 450)
