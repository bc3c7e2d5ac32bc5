"""Floors, seats and centres that cannot be used: what is booked there ends, and its people are told.

Only a floor is closed for some days; its people are offered other seats at once. A seat or a centre is closed
for good, until somebody opens it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.seats.bookings import lock_floor
from services.remote_work.seats.days_link import close_day
from services.remote_work.seats.emergencies import (
    EmergencyView,
    add_emergency,
    check_emergency,
    hold_and_tell,
    to_emergency,
)
from services.remote_work.seats.ending import tell_end
from services.remote_work.seats.line import lock_to_end, take_back
from services.remote_work.seats.models import (
    Seat,
    SeatBooking,
    SeatCentre,
    SeatEmergency,
    SeatFloor,
    SeatFloorClosure,
)
from services.remote_work.seats.notices import NoticeKind
from services.remote_work.seats.offers import FreeSeats, Need
from services.remote_work.seats.parts import ENDED, FLOOR_CLOSED, HOLDING, OFFERED, SEAT_CLOSED
from services.remote_work.seats.stored import BookingView, close_booking, get_bookings
from services.texts import N_

FOR_EVER = date(9999, 12, 31)
SEAT_GONE = "자리를 없앰"


@dataclass(frozen=True)
class FloorClosing:
    """A centre's floor on which nobody can sit for some days."""

    id: bytes
    floor_id: int
    from_on: date
    until_on: date
    why: str
    answer_hours: int = 3


def close_floor(session: Session, closing: FloorClosing, by_id: int, now: datetime) -> EmergencyView:
    """Closes a floor: what is booked there ends, and its people are offered another seat for the same time.

    Raises: NotFound `floor_not_found`; Invalid with each wrong field.
    """
    lock_subject(session, "seat emergencies")
    lock_floor(session, closing.floor_id)
    known = session.get(SeatEmergency, closing.id)
    if known is not None:
        return to_emergency(known)
    floor = session.get(SeatFloor, closing.floor_id)
    if floor is None:
        raise NotFound("floor_not_found", N_("그런 층이 없어요."))
    days = (closing.from_on, closing.until_on)
    why = check_emergency(closing.why, *days, closing.answer_hours, now)
    session.add(
        SeatFloorClosure(
            id=closing.id,
            floor_id=floor.id,
            from_on=days[0],
            until_on=days[1],
            why=why,
            made_by_id=by_id,
            made_at=now,
        )
    )
    session.flush()
    ended = _end_there(
        session, select(Seat.id).where(Seat.floor_id == closing.floor_id), days, FLOOR_CLOSED, why, now
    )
    seats = FreeSeats(session, {view.on for view in ended}, [floor.centre_id])
    needs: dict[int, list[Need]] = {}
    for view in ended:
        needs.setdefault(view.staff_id, []).append(Need(view.staff_id, view.on, view.part))
    row = add_emergency(session, closing.id, why, days, closing.answer_hours, by_id, now)
    return hold_and_tell(session, row, needs, seats, now)


def open_floor(session: Session, closing_id: bytes, now: datetime) -> None:
    """The floor can be used again from today on. Raises: NotFound `closing_not_found`."""
    row = session.get(SeatFloorClosure, closing_id)
    if row is None:
        raise NotFound("closing_not_found", N_("닫은 층을 찾지 못했어요."))
    if row.from_on >= local_day(now):
        session.delete(row)
    else:
        row.until_on = min(row.until_on, local_day(now) - timedelta(days=1))
    session.flush()


@dataclass(frozen=True)
class ClosureView:
    id: bytes
    floor_id: int
    from_on: date
    until_on: date
    why: str


def list_closures(session: Session, floor_ids: Sequence[int], from_on: date) -> list[ClosureView]:
    """The closings of floors that are not over before a day."""
    query = select(SeatFloorClosure).where(
        SeatFloorClosure.floor_id.in_(floor_ids), SeatFloorClosure.until_on >= from_on
    )
    rows = session.scalars(query.order_by(SeatFloorClosure.from_on))
    return [ClosureView(row.id, row.floor_id, row.from_on, row.until_on, row.why) for row in rows]


def close_seat(session: Session, centre_id: int, seat_id: int, on: date, now: datetime) -> None:
    """From a day on nobody sits there any more; what is booked from then on ends.

    Raises: NotFound `seat_not_found`; Invalid `closed_on` for a day that is over.
    """
    row = _get_seat(session, centre_id, seat_id)
    _check_day(on, now)
    lock_floor(session, row.floor_id)
    row.closed_on = on
    session.flush()
    _end_there(
        session, select(Seat.id).where(Seat.id == seat_id), (on, FOR_EVER), SEAT_CLOSED, SEAT_GONE, now
    )


def reopen_seat(session: Session, centre_id: int, seat_id: int) -> None:
    """Raises: NotFound `seat_not_found`."""
    _get_seat(session, centre_id, seat_id).closed_on = None
    session.flush()


def close_centre(session: Session, centre_id: int, on: date, now: datetime) -> None:
    """The first day without seats; what is booked from then on ends.

    Raises: NotFound `centre_not_found`; Invalid `closed_on` for a day that is over.
    """
    row = _get_centre(session, centre_id)
    _check_day(on, now)
    floors = session.scalars(select(SeatFloor.id).where(SeatFloor.centre_id == centre_id)).all()
    for floor_id in sorted(floors):
        lock_floor(session, floor_id)
    row.closed_on = on
    session.flush()
    seats = select(Seat.id).where(Seat.floor_id.in_(floors))
    _end_there(session, seats, (on, FOR_EVER), SEAT_CLOSED, SEAT_GONE, now)


def reopen_centre(session: Session, centre_id: int) -> None:
    """Raises: NotFound `centre_not_found`."""
    _get_centre(session, centre_id).closed_on = None
    session.flush()


def _end_there(
    session: Session,
    seats: Select[int],
    days: tuple[date, date],
    code: str,
    why: str,
    now: datetime,
) -> list[BookingView]:
    """Ends what holds these seats on these days, and tells its people; the bookings as they were."""
    rows = lock_to_end(
        session,
        SeatBooking.seat_id.in_(seats),
        SeatBooking.booked_on >= max(days[0], local_day(now)),
        SeatBooking.booked_on <= days[1],
        SeatBooking.state.in_(HOLDING),
    )
    views, ended = get_bookings(session, [row.id for row in rows]), []
    for row in rows:
        view = views[row.id]
        if now >= view.ends_at:
            continue
        close_booking(session, row, ENDED, now, code)
        if view.state != OFFERED:
            take_back(session, row.id, now)
            close_day(session, view, now)
        tell_end(session, NoticeKind.CLOSED, view, now, {"why": why})
        ended.append(view)
    return sorted(ended, key=lambda view: (view.staff_id, view.on, view.starts_minute))


def _get_seat(session: Session, centre_id: int, seat_id: int) -> Seat:
    query = select(Seat).join(SeatFloor).where(Seat.id == seat_id, SeatFloor.centre_id == centre_id)
    row = session.scalars(query).first()
    if row is None:
        raise NotFound("seat_not_found", N_("그런 자리가 없어요."))
    return row


def _get_centre(session: Session, centre_id: int) -> SeatCentre:
    row = session.get(SeatCentre, centre_id)
    if row is None:
        raise NotFound("centre_not_found", N_("그런 센터가 없어요."))
    return row


def _check_day(on: date, now: datetime) -> None:
    if on < local_day(now):
        sentence = N_("오늘이나 그 뒤의 날짜를 골라 주세요.")
        raise Invalid("closed_on", sentence, fields={"closed_on": sentence})
