"""Destinations that the organisation keeps in a list."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.errors import Invalid
from services.texts import N_, tidy_line
from services.trips.geo import Point
from services.trips.models import LONGEST_PLACE, Place
from services.trips.plan_rules import LARGEST_RADIUS_M, SMALLEST_RADIUS_M, is_possible


@dataclass(frozen=True)
class PlaceView:
    id: int
    name: str
    point: Point
    radius_m: int


def list_places(session: Session, text: str = "", limit: int = 50) -> list[PlaceView]:
    """The organisation's places whose name contains `text`, whatever its spaces and cases, by name."""
    wanted = "".join(tidy_line(text).split()).lower()
    query = select(Place).order_by(Place.name).limit(limit)
    if wanted:
        name = func.lower(func.replace(Place.name, " ", ""))
        query = query.where(name.contains(wanted, autoescape=True))
    return [_to_view(row) for row in session.scalars(query)]


def save_place(session: Session, name: str, point: Point, radius_m: int) -> PlaceView:
    """Adds a place, or moves the one of that name. Raises: Invalid with the wrong field."""
    name = tidy_line(name)
    _refuse_wrong(name, point, radius_m)
    row = session.scalars(select(Place).where(Place.name == name)).one_or_none() or Place(name=name)
    row.lat_e7, row.lon_e7, row.radius_m = point.lat_e7, point.lon_e7, radius_m
    session.add(row)
    session.flush()
    return _to_view(row)


def _refuse_wrong(name: str, point: Point, radius_m: int) -> None:
    wrong = {}
    if not 1 <= len(name) <= LONGEST_PLACE:
        wrong["name"] = N_("장소 이름을 80자 안으로 적어 주세요.")
    if not is_possible(point):
        wrong["point"] = N_("위도와 경도를 확인해 주세요.")
    if not SMALLEST_RADIUS_M <= radius_m <= LARGEST_RADIUS_M:
        wrong["radius_m"] = N_("반경은 20 m에서 20 km까지 정할 수 있어요.")
    if wrong:
        raise Invalid("invalid_place", fields=wrong)


def _to_view(row: Place) -> PlaceView:
    return PlaceView(row.id, row.name, Point(row.lat_e7, row.lon_e7), row.radius_m)
