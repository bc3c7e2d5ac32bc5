"""Who sits where on a day: without names for the picture of a floor, with them for who runs a centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import people
from services.remote_work.seats.bookings import list_closed_floors
from services.remote_work.seats.centres import CentreView, SeatView, get_centre, list_centres
from services.remote_work.seats.models import SeatBooking, SeatTaking
from services.remote_work.seats.parts import AM, HALVES, PM
from services.remote_work.seats.stored import BookingView, select_bookings

FREE, TAKEN, MINE, SHUT = "free", "taken", "mine", "shut"


@dataclass(frozen=True)
class SeatDay:
    """A seat on a day, for who wants a part of it. `free_half` is the half that is left, if only one is.

    `state`: free, taken, mine or shut (the floor is closed).
    """

    seat: SeatView
    state: str
    free_half: str | None


@dataclass(frozen=True)
class CentreDay:
    """A centre on a day. `closed` are its closed floors with why; nobody's name is in it."""

    centre: CentreView
    seats: Sequence[SeatDay]
    closed: Mapping[int, str]

    def on_floor(self, floor_id: int) -> list[SeatDay]:
        return [each for each in self.seats if each.seat.floor_id == floor_id]

    @property
    def free_count(self) -> int:
        return sum(each.state == FREE for each in self.seats)


def load_centre_day(session: Session, centre_id: int, on: date, part: str, staff_id: int) -> CentreDay:
    """Raises: NotFound `centre_not_found`."""
    centre = get_centre(session, centre_id, on)
    return _days_of(session, [centre], on, part, staff_id)[0]


def list_centre_days(session: Session, on: date, part: str, staff_id: int) -> list[CentreDay]:
    """Every centre that is open on the day; a fixed number of statements."""
    return _days_of(session, list_centres(session, on), on, part, staff_id)


@dataclass(frozen=True)
class RosterLine:
    """One booking as those see it who run the centre."""

    booking: BookingView
    name: str
    unit_name: str


def list_roster(session: Session, centre_id: int, on: date) -> list[RosterLine]:
    """The bookings of a centre's day, whatever became of them, with who they are."""
    seat_ids = [seat.id for seat in get_centre(session, centre_id).seats]
    found = select_bookings(session, SeatBooking.booked_on == on, SeatBooking.seat_id.in_(seat_ids))
    persons = people.list_persons(session, {booking.staff_id for booking in found}, on)
    return [
        RosterLine(
            booking,
            persons[booking.staff_id].name if booking.staff_id in persons else "",
            persons[booking.staff_id].unit_name or "" if booking.staff_id in persons else "",
        )
        for booking in found
    ]


@dataclass(frozen=True)
class CentreUse:
    """How a centre was used: halves that were offered, and how many of them were booked and sat in."""

    centre_id: int
    booked: int
    came: int
    no_shows: int


def count_use(session: Session, from_on: date, until_on: date) -> dict[int, CentreUse]:
    """By centre, from one day to another, both taken in; a whole day counts as one booking."""
    centre_of = {seat.id: centre.id for centre in list_centres(session) for seat in centre.seats}
    query = (
        select(SeatBooking.seat_id, SeatBooking.state, SeatBooking.arrived_at.is_not(None), func.count())
        .where(SeatBooking.booked_on >= from_on, SeatBooking.booked_on <= until_on)
        .group_by(SeatBooking.seat_id, SeatBooking.state, SeatBooking.arrived_at.is_not(None))
    )
    found: dict[int, list[int]] = {}
    for seat_id, state, has_come, count in session.execute(query):
        counts = found.setdefault(centre_of[seat_id], [0, 0, 0])
        counts[0] += count
        counts[1] += count * bool(has_come)
        counts[2] += count * (state == "released" and not has_come)
    return {centre_id: CentreUse(centre_id, *counts) for centre_id, counts in found.items()}


def _days_of(
    session: Session, centres: Sequence[CentreView], on: date, part: str, staff_id: int
) -> list[CentreDay]:
    closed = list_closed_floors(session, on)
    holders: dict[int, dict[str, int]] = {}
    for row in session.scalars(select(SeatTaking).where(SeatTaking.taken_on == on)):
        holders.setdefault(row.seat_id, {})[row.half] = row.staff_id
    return [
        CentreDay(
            centre,
            tuple(_seat_day(seat, holders.get(seat.id, {}), part, staff_id, closed) for seat in centre.seats),
            {floor.id: closed[floor.id] for floor in centre.floors if floor.id in closed},
        )
        for centre in centres
    ]


def _seat_day(
    seat: SeatView, holders: Mapping[str, int], part: str, staff_id: int, closed: Mapping[int, str]
) -> SeatDay:
    left = [half for half in (AM, PM) if half not in holders]
    free_half = left[0] if len(left) == 1 else None
    if seat.floor_id in closed:
        return SeatDay(seat, SHUT, None)
    if staff_id in holders.values():
        return SeatDay(seat, MINE, free_half)
    is_free = not any(half in holders for half in HALVES[part])
    return SeatDay(seat, FREE if is_free else TAKEN, free_half)
