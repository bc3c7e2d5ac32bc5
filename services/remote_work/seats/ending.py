"""Bookings come to an end: cancelled, left, or because their person is away."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services import absences, approvals, notifications
from services.absences import Source
from services.clock import instant_of, local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.seats.away import AwayHalves, find_away
from services.remote_work.seats.days_link import close_day
from services.remote_work.seats.line import take_back
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
from services.remote_work.seats.rules import get_seat_terms
from services.remote_work.seats.stored import (
    BookingView,
    close_booking,
    free,
    get_bookings,
    lock_booking,
    lock_bookings,
)
from services.texts import N_

LONGEST_RANGE = timedelta(days=366)


def cancel_booking(session: Session, staff_id: int, booking_id: bytes, now: datetime) -> BookingView:
    """Cancels a booking, or leaves the seat of one that has begun; it is free at once. Again is harmless.

    Raises: NotFound for what is not hers; Conflict `booking_over`.
    """
    row = lock_booking(session, booking_id)
    if row is None or row.staff_id != staff_id:
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
    rows = lock_bookings(
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


def note_absences(session: Session, requests: Sequence[approvals.Request], now: datetime) -> None:
    """The effect of leave and trips: it runs after theirs, which has written who is away."""
    approved = [Source(r.subject_kind, r.subject_id) for r in requests if r.state == approvals.APPROVED]
    end_where_away(session, absences.list_source_staff(session, approved), now)


def end_where_away(session: Session, staff_ids: Collection[int] | None, now: datetime) -> int:
    """Ends the bookings of these people, or of everybody, in halves for which they are approved to be away.

    A booking of a whole day keeps the half that is not touched, or over already; somebody who sits there
    now gives back what is touched, too. The worker asks for everybody: what a file of
    leave says was never decided here. How many bookings it has changed.
    """
    today = local_day(now)
    query = select(SeatBooking.staff_id, SeatBooking.booked_on).where(*_coming(staff_ids, today))
    coming = session.execute(query).all()
    if not coming:
        return 0
    days = (today, max(row.booked_on for row in coming))
    away = find_away(session, {row.staff_id for row in coming}, days, get_seat_terms(session, today))
    touched = {staff_id for staff_id, _, _ in away}
    return _end_away(session, touched, away, now) if touched else 0


def tell_end(
    session: Session, kind: NoticeKind, booking: BookingView, now: datetime, facts: Mapping[str, str] = {}
) -> None:
    notifications.notify(
        session,
        booking.staff_id,
        kind,
        now,
        once=f"{booking.id.hex()} {booking.part}",
        booked_on=booking.on.isoformat(),
        centre=booking.centre_name,
        seat=booking.seat.label,
        **facts,
    )


def _coming(staff_ids: Collection[int] | None, today: date) -> list[ColumnElement[bool]]:
    conditions = [SeatBooking.booked_on >= today, SeatBooking.state.in_(HOLDING)]
    return conditions if staff_ids is None else [*conditions, SeatBooking.staff_id.in_(staff_ids)]


def _end_away(session: Session, staff_ids: Collection[int], away: AwayHalves, now: datetime) -> int:
    rows = lock_bookings(session, *_coming(staff_ids, local_day(now)))
    views, changed = get_bookings(session, [row.id for row in rows]), 0
    for row in rows:
        view = views[row.id]
        gone = {
            half: kind for half in _to_come(view, now) if (kind := away.get((row.staff_id, view.on, half)))
        }
        if not gone:
            continue
        changed += 1
        kept = set(HALVES[row.part]) - set(gone)
        if kept:
            _shorten(session, row, view, kept, now)
            continue
        close_booking(session, row, ENDED, now, next(iter(gone.values())))
        take_back(session, row.id, now)
        close_day(session, view, now)
        tell_end(session, NoticeKind.ENDED, view, now)
    return changed


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
    if row.state == HERE:
        close_booking(session, row, LEFT, now)
        return
    row.is_late = now > view.cancel_until_at
    close_booking(session, row, CANCELLED, now)
    take_back(session, row.id, now)
    close_day(session, view, now)
