"""Every point that is kept of me, and who looked at it: when, and for which stated reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, render_template
from flask_babel import gettext

from services import people, trips
from services.access_log import Look, list_looks, list_looks_among
from services.clock import local_day
from services.trips import Nearest, TapView, TripView
from webapp.access import signed_in
from webapp.context import current_person, db, opening_keys
from webapp.forms import asked_page

blueprint = Blueprint("points", __name__)
A_PAGE = 30
MOST_LOOKS = 500
MOST_TRIPS = 500


@dataclass(frozen=True)
class Line:
    """One kept point; `town` where boundaries were imported."""

    tap: TapView
    trip: TripView | None
    nearest: Nearest | None
    town: str | None
    looks: Sequence[Look]

    @property
    def band(self) -> str:
        """How near the destination was, as auditors see it; empty beyond the last band."""
        metres = self.nearest.band_m if self.nearest else None
        return trips.length_in_words(metres) if metres else ""


@blueprint.get("/me/points")
@signed_in
def list_points() -> str:
    page, staff_id = asked_page(), current_person().staff_id
    with db().reading() as session:
        kept = trips.count_taps(session, staff_id)
        taps = trips.list_taps(session, opening_keys(), staff_id, A_PAGE, (page - 1) * A_PAGE)
        looks = list_looks(session, staff_id, limit=MOST_LOOKS)
        looks_here = list_looks_among(session, staff_id, [tap.id.hex() for tap in taps.opened])
        names = people.names_of(session, {look.viewer_id for look in (*looks, *looks_here)})
        mine = {trip.id: trip for trip in trips.list_trips(session, staff_id, MOST_TRIPS)}
        towns = trips.find_towns(session, [tap.point for tap in taps.opened])
    lines = [_line(tap, mine, towns, looks_here) for tap in taps.opened]
    return render_template(
        "people/points.html",
        days=_by_day(lines),
        taps=taps,
        looks=looks,
        names=names,
        say=gettext,
        page=page,
        has_more=kept > page * A_PAGE,
    )


def _line(
    tap: TapView,
    mine: Mapping[bytes, TripView],
    towns: Mapping[trips.Point, str | None],
    looks: Sequence[Look],
) -> Line:
    trip = mine.get(tap.trip_id) if tap.trip_id else None
    return Line(
        tap=tap,
        trip=trip,
        nearest=trips.nearest_destination(tap.point, trip.destinations) if trip else None,
        town=towns.get(tap.point),
        looks=[look for look in looks if look.what_id == tap.id.hex()],
    )


def _by_day(lines: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    return [
        (day, list(group)) for day, group in groupby(lines, key=lambda line: local_day(line.tap.captured_at))
    ]
