"""Books a seat for a day or a half of one.

Invariants
- A half of a seat's day has one person, and a person one seat in it: held by the database, whoever races.
- Everybody books for herself; within the limits of the day's rule, and not where she is approved to be away.
- The same wish sent again gives the same booking.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import workdays
from services.clock import instant_of, local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.seats.away import find_away
from services.remote_work.seats.centres import SeatView, to_seat
from services.remote_work.seats.days_link import open_day
from services.remote_work.seats.line import put_before_lead
from services.remote_work.seats.models import (
    Seat,
    SeatBooking,
    SeatCentre,
    SeatFloor,
    SeatFloorClosure,
    SeatTaking,
)
from services.remote_work.seats.parts import BOOKED, HALVES, HOLDING, USED
from services.remote_work.seats.rules import SeatTerms, get_seat_terms
from services.remote_work.seats.stored import BookingView, get_bookings, take
from services.texts import N_

ID_BYTES = 16
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SeatWish:
    """Which seat somebody wants; `part` is `day`, `am` or `pm`, `id` 16 bytes that the form made."""

    id: bytes
    seat_id: int
    on: date
    part: str


def book_seat(session: Session, staff_id: int, wish: SeatWish, now: datetime) -> BookingView:
    """Books the seat for the person.

    Raises: NotFound `seat_not_found`; Invalid `invalid_booking`, `seat_day`; Conflict `id_taken`,
    `seat_taken`, `has_seat`, `seat_away`, `seat_week_full`, `seat_closed`.
    """
    lock_subject(session, f"seats of {staff_id}")
    known = session.get(SeatBooking, wish.id)
    if known is not None:
        return _same(session, known, staff_id, wish)
    terms = get_seat_terms(session, wish.on)
    _lock_seat(session, wish.seat_id)
    find_bookable(session, wish.seat_id, wish.on)
    check_day(session, terms, wish.on, wish.part, now)
    _check_person(session, staff_id, wish, terms)
    row = new_booking(wish, staff_id, BOOKED, now)
    session.add(row)
    session.flush()
    if not take(session, row):
        raise _why_taken(session, staff_id, wish)
    view = get_bookings(session, [wish.id])[wish.id]
    open_day(session, view, now)
    if terms.needs_approval:
        put_before_lead(session, view, now)
    return view


def new_booking(
    wish: SeatWish, staff_id: int, state: str, now: datetime, emergency_id: bytes | None = None
) -> SeatBooking:
    return SeatBooking(
        id=wish.id,
        seat_id=wish.seat_id,
        staff_id=staff_id,
        booked_on=wish.on,
        part=wish.part,
        state=state,
        why=None,
        emergency_id=emergency_id,
        made_at=now,
        arrived_at=None,
        over_at=None,
        is_late=False,
    )


def find_bookable(session: Session, seat_id: int, on: date) -> SeatView:
    """A seat that is open on a day. Raises: NotFound `seat_not_found`; Conflict `seat_closed`."""
    found = session.execute(
        select(Seat, SeatCentre.closed_on)
        .join(SeatFloor, SeatFloor.id == Seat.floor_id)
        .join(SeatCentre, SeatCentre.id == SeatFloor.centre_id)
        .where(Seat.id == seat_id)
    ).first()
    if found is None:
        raise NotFound("seat_not_found", N_("그런 자리가 없어요."))
    seat, centre_closed_on = found
    closed = [day for day in (seat.closed_on, centre_closed_on) if day is not None and day <= on]
    if closed or seat.floor_id in list_closed_floors(session, on):
        raise Conflict("seat_closed", N_("그날은 쓸 수 없는 자리예요. 다른 자리를 골라 주세요."))
    return to_seat(seat)


def lock_floor(session: Session, floor_id: int) -> None:
    """Nobody books on a floor while it is being closed."""
    lock_subject(session, f"seat floor {floor_id}")


def list_closed_floors(session: Session, on: date) -> dict[int, str]:
    """The floors that are closed on a day, each with why."""
    query = select(SeatFloorClosure).where(SeatFloorClosure.from_on <= on, SeatFloorClosure.until_on >= on)
    return {row.floor_id: row.why for row in session.scalars(query)}


def check_day(session: Session, terms: SeatTerms, on: date, part: str, now: datetime) -> None:
    """Whether anybody may book this part of this day now. Raises: Invalid `invalid_booking`, `seat_day`."""
    if part not in HALVES:
        raise Invalid("invalid_booking", N_("하루, 오전, 오후 가운데 골라 주세요."))
    today = local_day(now)
    if on < today:
        raise _wrong_day(N_("지난 날은 예약할 수 없어요."))
    if on > today + terms.most_days_ahead * ONE_DAY:
        raise _wrong_day(N_("%(days)s일 뒤까지만 예약할 수 있어요."), days=terms.most_days_ahead)
    if not workdays.is_workday(session, on):
        raise _wrong_day(N_("쉬는 날에는 센터를 열지 않아요."))
    ends = min(terms.minutes_of(half)[1] for half in HALVES[part])
    if instant_of(on, ends) <= now:
        raise _wrong_day(N_("그 시간은 이미 지났어요. 남은 시간을 골라 주세요."))


def _lock_seat(session: Session, seat_id: int) -> None:
    floor_id = session.scalar(select(Seat.floor_id).where(Seat.id == seat_id))
    if floor_id is not None:
        lock_floor(session, floor_id)


def _check_person(session: Session, staff_id: int, wish: SeatWish, terms: SeatTerms) -> None:
    away = find_away(session, [staff_id], (wish.on, wish.on))
    if any((staff_id, wish.on, half) in away for half in HALVES[wish.part]):
        raise Conflict("seat_away", N_("그 시간에는 휴가나 출장처럼 자리를 비우는 일정이 있어요."))
    monday = workdays.monday_of(wish.on)
    used = select(SeatBooking.booked_on).where(
        SeatBooking.staff_id == staff_id,
        SeatBooking.booked_on >= monday,
        SeatBooking.booked_on < monday + 7 * ONE_DAY,
        SeatBooking.booked_on != wish.on,
        SeatBooking.state.in_(USED),
        SeatBooking.emergency_id.is_(None),
    )
    count = len(set(session.scalars(used)))
    if terms.most_days_a_week and count >= terms.most_days_a_week:
        raise Conflict(
            "seat_week_full",
            N_("한 주에 %(count)s일까지 예약할 수 있어요. 그 주의 다른 예약을 취소하면 돼요."),
            count=terms.most_days_a_week,
        )


def _why_taken(session: Session, staff_id: int, wish: SeatWish) -> Conflict:
    """Which of the two keys stood in the way."""
    mine = select(SeatTaking.booking_id).where(
        SeatTaking.staff_id == staff_id,
        SeatTaking.taken_on == wish.on,
        SeatTaking.half.in_(HALVES[wish.part]),
        SeatTaking.booking_id != wish.id,
    )
    if session.scalars(mine).first() is not None:
        return Conflict("has_seat", N_("그 시간에 이미 예약한 자리가 있어요. 먼저 그 예약을 취소해 주세요."))
    return Conflict("seat_taken", N_("방금 다른 사람이 예약한 자리예요. 다른 자리를 골라 주세요."))


def _same(session: Session, known: SeatBooking, staff_id: int, wish: SeatWish) -> BookingView:
    mine = (known.staff_id, known.seat_id, known.booked_on)
    if mine != (staff_id, wish.seat_id, wish.on) or known.state not in HOLDING:
        raise Conflict("id_taken", N_("이 화면에서 이미 예약했어요. 새로 고친 뒤 다시 해 주세요."))
    return get_bookings(session, [known.id])[known.id]


def _wrong_day(sentence: str, **params: object) -> Invalid:
    fields = {} if params else {"on": sentence}
    return Invalid("seat_day", sentence, fields=fields, **params)
