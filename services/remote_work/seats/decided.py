"""What decisions do to seats: of leave and trips, and of bookings themselves.

One that is taken back gives back the seats that it took, where they are free still, and says so either way.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services import absences, approvals
from services.absences import Source
from services.clock import instant_of, local_day
from services.errors import Conflict
from services.remote_work.seats.away import AwayHalves, find_away
from services.remote_work.seats.bookings import find_bookable, lock_floor
from services.remote_work.seats.days_link import close_day, open_day
from services.remote_work.seats.ending import end_where_away, tell_end
from services.remote_work.seats.line import APPROVAL_KIND, put_before_lead, take_back
from services.remote_work.seats.models import Seat, SeatBooking
from services.remote_work.seats.notices import NoticeKind
from services.remote_work.seats.parts import BOOKED, ENDED, HALVES, HOLDING, OFFERED, REFUSED
from services.remote_work.seats.stored import (
    BookingView,
    close_booking,
    free,
    get_bookings,
    lock_booking,
    lock_bookings,
    note_cut,
    take,
)


def note_absences(session: Session, requests: Sequence[approvals.Request], now: datetime) -> None:
    """The effect of leave and trips: it runs after theirs, which has written who is away."""
    said = {
        state: [_source(r) for r in requests if r.state == state]
        for state in (approvals.APPROVED, approvals.WAITING)
    }
    end_where_away(session, absences.list_source_staff(session, said[approvals.APPROVED]), now)
    undone = absences.list_source_staff(session, said[approvals.WAITING])
    is_cut = or_(SeatBooking.why.is_(None), SeatBooking.why != REFUSED)
    _give_back(session, now, SeatBooking.staff_id.in_(undone), is_cut)


def note_decisions(session: Session, requests: Sequence[approvals.Request], now: datetime) -> None:
    """The effect of decided bookings. What waits again, of one that is over meanwhile, is withdrawn."""
    refused = [r.subject_id for r in requests if r.state == approvals.REFUSED]
    for booking_id, view in get_bookings(session, refused).items():
        row = lock_booking(session, booking_id)
        if row is None or row.state != BOOKED:
            continue
        note_cut(row, now)
        close_booking(session, row, ENDED, now, REFUSED)
        close_day(session, view, now)
        tell_end(session, NoticeKind.REFUSED, view, now)
    undone = [r.subject_id for r in requests if r.state == approvals.WAITING]
    _give_back(session, now, SeatBooking.id.in_(undone), SeatBooking.why == REFUSED)
    for booking_id, view in get_bookings(session, undone).items():
        if not view.is_holding:
            take_back(session, booking_id, now)


def _give_back(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> None:
    """Makes bookings what they were before a decision of these minutes; not where another absence holds."""
    where = (
        *conditions,
        SeatBooking.was_part.is_not(None),
        SeatBooking.cut_at >= now - approvals.UNDO_WITHIN,
        SeatBooking.booked_on >= local_day(now),
        SeatBooking.state.in_((ENDED, *HOLDING)),
    )
    found = session.execute(select(SeatBooking.id, Seat.floor_id).join(Seat).where(*where)).all()
    if not found:
        return
    for floor_id in sorted({row.floor_id for row in found}):
        lock_floor(session, floor_id)
    rows = lock_bookings(session, SeatBooking.id.in_([row.id for row in found]), *where)
    if not rows:
        return
    days = (rows[0].booked_on, rows[-1].booked_on)
    away = find_away(session, {row.staff_id for row in rows}, days)
    views = get_bookings(session, [row.id for row in rows])
    for row in rows:
        if _may_return(row, views[row.id], away, now):
            _return(session, row, views[row.id], now)


def _may_return(row: SeatBooking, view: BookingView, away: AwayHalves, now: datetime) -> bool:
    ends_at = instant_of(view.on, view.terms.minutes_of(row.was_part or row.part)[1])
    is_away = any((row.staff_id, view.on, half) in away for half in HALVES[row.was_part or row.part])
    return now < ends_at and not is_away


def _return(session: Session, row: SeatBooking, cut: BookingView, now: datetime) -> None:
    was_over = row.state == ENDED
    if not _take_again(session, row):
        row.was_state = row.was_part = None
        tell_end(session, NoticeKind.NOT_RETURNED, cut, now)
        return
    row.state = row.was_state or BOOKED if was_over else row.state
    row.part = row.was_part or row.part
    row.why = row.over_at = row.was_state = row.was_part = None
    session.flush()
    view = get_bookings(session, [row.id])[row.id]
    if was_over and row.state != OFFERED:
        open_day(session, view, now)
        _ask_again(session, view, now)
    tell_end(session, NoticeKind.RETURNED, view, now)


def _take_again(session: Session, row: SeatBooking) -> bool:
    """Its halves, all that are missing, where nobody else has them and the seat is open."""
    missing = set(HALVES[row.was_part or row.part])
    if row.state != ENDED:
        missing -= set(HALVES[row.part])
    try:
        find_bookable(session, row.seat_id, row.booked_on)
    except Conflict:
        return False
    if take(session, row, missing):
        return True
    if row.state == ENDED:
        free(session, [row.id])
    return False


def _ask_again(session: Session, booking: BookingView, now: datetime) -> None:
    """What waited for the lead when it ended waits for her again."""
    request = approvals.newest_requests(session, APPROVAL_KIND, [booking.id]).get(booking.id)
    if request is not None and request.state == approvals.WITHDRAWN:
        put_before_lead(session, booking, now)


def _source(request: approvals.Request) -> Source:
    return Source(request.subject_kind, request.subject_id)
