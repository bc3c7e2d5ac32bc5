"""The form of a new trip: what was typed is kept, whatever it was, and each wrong field is named."""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from werkzeug.datastructures import MultiDict

from services.clock import SEOUL, local_instant
from services.texts import N_, tidy_line
from services.trips import (
    MOST_COMPANIONS,
    MOST_DESTINATIONS,
    TRIP_ID_BYTES,
    VEHICLES,
    DestinationPlan,
    Point,
    TripPlan,
    TripView,
)

LONGEST = 300
STEP = timedelta(minutes=30)
WORK_BEGINS, WORK_ENDS, LAST_START = time(9), time(18), time(16)
MINUTES = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Row:
    """One destination as it was typed."""

    name: str = ""
    lat: str = ""
    lon: str = ""
    radius: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.lat or self.lon)


@dataclass(frozen=True)
class Moment:
    """A day and a time as they were typed."""

    on: str
    time: str


@dataclass(frozen=True)
class TripForm:
    trip_id: str
    purpose: str
    rows: Sequence[Row]
    starts: Moment
    ends: Moment
    vehicle: str
    companion_ids: Sequence[int] = ()
    wanted: str = ""
    wrong: dict[str, str] = field(default_factory=dict)


def new_trip_id() -> str:
    return secrets.token_hex(TRIP_ID_BYTES)


def empty_form(now: datetime, radius_m: int) -> TripForm:
    starts_at, ends_at = usual_period(now)
    return TripForm(
        trip_id=new_trip_id(),
        purpose="",
        rows=[Row(radius=str(radius_m))],
        starts=_to_moment(starts_at),
        ends=_to_moment(ends_at),
        vehicle=VEHICLES[0],
    )


def form_like(trip: TripView, staff_id: int, now: datetime, radius_m: int) -> TripForm:
    """The same journey once more for one who was on it, at the usual hours of the next working day."""
    return replace(
        empty_form(now, radius_m),
        purpose=trip.purpose,
        rows=[_to_row(destination) for destination in trip.destinations],
        vehicle=trip.vehicle,
        companion_ids=[i for i in (trip.owner_id, *trip.companion_ids) if i != staff_id],
    )


def usual_period(now: datetime) -> tuple[datetime, datetime]:
    """From the next half hour to the end of work; late in the day, or on a weekend, the next working day."""
    local = now.astimezone(SEOUL)
    past = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
    begin, on = (local - past + STEP if past else local), local.date()
    if local.weekday() < 5 and begin.date() == on and begin.time() <= LAST_START:
        begin = max(begin, datetime.combine(on, WORK_BEGINS, SEOUL))
        return begin.astimezone(UTC), local_instant(on, WORK_ENDS)
    on += timedelta(days=1)
    while on.weekday() >= 5:
        on += timedelta(days=1)
    return local_instant(on, WORK_BEGINS), local_instant(on, WORK_ENDS)


def read_form(sent: MultiDict[str, str]) -> TripForm:
    """What was sent, cut to what a form can hold; nothing is judged yet."""
    names = [key.removeprefix("name-") for key in sent if key.startswith("name-")][:MOST_DESTINATIONS]
    return TripForm(
        trip_id=_text(sent, "trip_id"),
        purpose=_text(sent, "purpose"),
        rows=[_read_row(sent, number) for number in names] or [Row()],
        starts=Moment(_text(sent, "starts_on"), _text(sent, "starts_time")),
        ends=Moment(_text(sent, "ends_on"), _text(sent, "ends_time")),
        vehicle=_text(sent, "vehicle"),
        companion_ids=_read_ids(sent.getlist("companions")),
        wanted=_text(sent, "wanted"),
    )


def to_plan(
    form: TripForm, known: Sequence[DestinationPlan], radius_m: int, now: datetime
) -> tuple[TripPlan, dict[str, str]]:
    """The plan that the form describes, and a sentence about every field that cannot be read.

    Such a field has a stand-in in the plan, so that the others can be judged all the same. A destination
    without coordinates gets those of a known place of exactly its name.
    """
    wrong: dict[str, str] = {}
    places = {place.name: place for place in known}
    rows = [row for row in form.rows if not row.is_empty]
    starts_at, ends_at = usual_period(now)
    plan = TripPlan(
        id=_to_id(form.trip_id, wrong),
        purpose=form.purpose,
        destinations=[_to_destination(row, places, radius_m, wrong) for row in rows],
        starts_at=_to_instant(form.starts, "starts_at", wrong) or starts_at,
        ends_at=_to_instant(form.ends, "ends_at", wrong) or ends_at,
        companion_ids=form.companion_ids,
        vehicle=form.vehicle,
    )
    return plan, wrong


def _read_row(sent: MultiDict[str, str], number: str) -> Row:
    name, lat, lon, radius = (_text(sent, f"{part}-{number}") for part in ("name", "lat", "lon", "radius"))
    # A map's own words for a point: "35.68, 127.90" in one field.
    if not lon and lat.count(",") == 1:
        lat, lon = (part.strip() for part in lat.split(","))
    return Row(name, lat, lon, radius)


def _to_destination(
    row: Row, places: dict[str, DestinationPlan], radius_m: int, wrong: dict[str, str]
) -> DestinationPlan:
    name = tidy_line(row.name)
    known = places.get(name)
    if known and not row.lat and not row.lon:
        return known
    return DestinationPlan(name, _to_point(row, wrong), _to_radius(row.radius, radius_m, wrong))


def _to_point(row: Row, wrong: dict[str, str]) -> Point | None:
    if not row.lat and not row.lon:
        return None
    lat, lon = _to_number(row.lat), _to_number(row.lon)
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        wrong["destinations"] = N_("위도와 경도를 함께, 35.6869와 127.9095처럼 적어 주세요.")
        return None
    return Point.from_degrees(lat, lon)


def _to_radius(value: str, radius_m: int, wrong: dict[str, str]) -> int:
    if not value:
        return radius_m
    if not (value.isascii() and value.isdigit() and len(value) <= 6):
        wrong["destinations"] = N_("반경은 20 m에서 20 km까지 정할 수 있어요.")
        return radius_m
    return int(value)


def _to_number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in value else None


def _to_instant(typed: Moment, name: str, wrong: dict[str, str]) -> datetime | None:
    try:
        return datetime.strptime(f"{typed.on} {typed.time}", MINUTES).replace(tzinfo=SEOUL).astimezone(UTC)
    except (ValueError, OverflowError):
        wrong[name] = N_("날짜와 시각을 골라 주세요.")
        return None


def _to_id(value: str, wrong: dict[str, str]) -> bytes:
    try:
        return bytes.fromhex(value)
    except ValueError:
        wrong["id"] = N_("화면을 새로 고친 뒤 다시 해 주세요.")
        return b""


def _to_row(destination: DestinationPlan) -> Row:
    point = destination.point
    lat, lon = (f"{point.lat:.6f}", f"{point.lon:.6f}") if point else ("", "")
    return Row(destination.name, lat, lon, str(destination.radius_m))


def _to_moment(at: datetime) -> Moment:
    return Moment(*f"{at.astimezone(SEOUL):{MINUTES}}".split())


def _text(sent: MultiDict[str, str], name: str) -> str:
    return tidy_line(sent.get(name, "")[:LONGEST])


def _read_ids(values: Sequence[str]) -> list[int]:
    found = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 18]
    return list(dict.fromkeys(found))[: MOST_COMPANIONS + 1]
