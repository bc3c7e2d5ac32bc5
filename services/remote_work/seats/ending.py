"""Bookings come to an end: cancelled, left, or because their person is away."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from services import notifications
from services.clock import instant_of, local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.seats.away import AwayHalves, find_away
from services.remote_work.seats.days_link import close_day
from services.remote_work.seats.line import lock_to_end, take_back
from services.remote_work.seats.models import SeatBooking
from services.remote_work.seats.notices import NoticeKind
from services.remote_work.seats.parts import (
    BOOKED,
    CANCELLED,
    ENDED,
    HALVES,
    HERE,
    HOLDING,
    LEFT,
    part_of,
)
from services.remote_work.seats.stored import (
    BookingView,
    close_booking,
    free,
    get_bookings,
    note_cut,
)
from services.texts import N_

LONGEST_RANGE = timedelta(days=366)


def cancel_booking(session: Session, staff_id: int, booking_id: bytes, now: datetime) -> BookingView:
    """Cancels a booking, or leaves the seat of one that has begun; it is free at once. Again is harmless.

    Raises: NotFound for what is not hers; Conflict `booking_over`.
    """
    mine = (SeatBooking.id == booking_id, SeatBooking.staff_id == staff_id)
    row = next(iter(lock_to_end(session, *mine)), None)
    if row is None:
        raise NotFound("booking_not_found", N_("그런 예약이 없어요."))
    view = get_bookings(session, [booking_id])[booking_id]
    if row.state in (CANCELLED, LEFT):
        return view
    if not view.may_end(now):
        raise Conflict("booking_over", N_("이미 끝난 예약이에요."))
    _cancel(session, row, view, now)
    return get_bookings(session, [booking_id])[booking_id]


def cancel_bookings(
    session: Session, staff_id: int, from_on: date, until_on: date, now: datetime
) -> list[BookingView]:
    """Cancels everything that a person has booked from one day to another, both taken in; what that was.

    Where she is already sitting, and what is over, stays. Raises: Invalid `seat_range`.
    """
    if not from_on <= until_on <= from_on + LONGEST_RANGE:
        sentence = N_("끝나는 날이 시작하는 날보다 뒤이고, 한 해를 넘지 않아야 해요.")
        raise Invalid("seat_range", sentence, fields={"until_on": sentence})
    lock_subject(session, f"seats of {staff_id}")
    rows = lock_to_end(
        session,
        SeatBooking.staff_id == staff_id,
        SeatBooking.booked_on >= from_on,
        SeatBooking.booked_on <= until_on,
        SeatBooking.state == BOOKED,
    )
    views = get_bookings(session, [row.id for row in rows])
    ended = [row for row in rows if views[row.id].may_end(now)]
    for row in ended:
        _cancel(session, row, views[row.id], now)
    return sorted(
        get_bookings(session, [row.id for row in ended]).values(), key=lambda v: (v.on, v.starts_minute)
    )


def end_where_away(session: Session, staff_ids: Collection[int], now: datetime) -> None:
    """Ends the bookings of these people in halves for which they are approved to be away."""
    away = find_away_where_booked(session, staff_ids, now)
    if away:
        end_away(session, lock_to_end(session, held_by(away, now)), away, now)


def find_away_where_booked(session: Session, staff_ids: Collection[int] | None, now: datetime) -> AwayHalves:
    """When people with seats, these or all of them, are approved to be away on the days of their seats."""
    today = local_day(now)
    query = select(SeatBooking.staff_id, SeatBooking.booked_on).where(*_coming(staff_ids, today))
    coming = session.execute(query).all()
    if not coming:
        return {}
    days = (today, max(row.booked_on for row in coming))
    return find_away(session, {row.staff_id for row in coming}, days)


def held_by(away: AwayHalves, now: datetime) -> ColumnElement[bool]:
    """The seats of those who are away at some time, today and later."""
    return and_(*_coming({staff_id for staff_id, _, _ in away}, local_day(now)))


def end_away(session: Session, rows: Iterable[SeatBooking], away: AwayHalves, now: datetime) -> int:
    """Of locked rows, ends those whose people are away then, and tells them; how many it has changed.

    A booking of a whole day keeps the half that is not touched, or over already; somebody who sits there
    now gives back what is touched, too.
    """
    views, changed = get_bookings(session, [row.id for row in rows]), 0
    for row in rows:
        view = views[row.id]
        gone = {
            half: kind for half in _to_come(view, now) if (kind := away.get((row.staff_id, view.on, half)))
        }
        if not gone:
            continue
        changed += 1
        note_cut(row, now)
        kept = set(HALVES[row.part]) - set(gone)
        if kept:
            _shorten(session, row, view, kept, now)
            continue
        close_booking(session, row, ENDED, now, next(iter(gone.values())))
        take_back(session, row.id, now)
        close_day(session, view, now)
        tell_end(session, NoticeKind.ENDED, view, now)
    return changed


def tell_end(
    session: Session, kind: NoticeKind, booking: BookingView, now: datetime, facts: Mapping[str, str] = {}
) -> None:
    notifications.notify(
        session,
        booking.staff_id,
        kind,
        now,
        booked_on=booking.on.isoformat(),
        centre=booking.centre_name,
        seat=booking.seat.label,
        **facts,
    )


def _coming(staff_ids: Collection[int] | None, today: date) -> list[ColumnElement[bool]]:
    conditions = [SeatBooking.booked_on >= today, SeatBooking.state.in_(HOLDING)]
    return conditions if staff_ids is None else [*conditions, SeatBooking.staff_id.in_(staff_ids)]


def _to_come(view: BookingView, now: datetime) -> list[str]:
    """The halves that are not over: what has been stays as it was."""
    return [half for half in HALVES[view.part] if now < instant_of(view.on, view.terms.minutes_of(half)[1])]


def _shorten(session: Session, row: SeatBooking, view: BookingView, kept: set[str], now: datetime) -> None:
    for half in set(HALVES[row.part]) - kept:
        free(session, [row.id], half)
    row.part = part_of(kept)
    session.flush()
    tell_end(session, NoticeKind.SHORTENED, view, now)


def _cancel(session: Session, row: SeatBooking, view: BookingView, now: datetime) -> None:
    take_back(session, row.id, now)
    if row.state == HERE:
        close_booking(session, row, LEFT, now)
        return
    row.is_late = now > view.cancel_until_at
    close_booking(session, row, CANCELLED, now)
    close_day(session, view, now)
