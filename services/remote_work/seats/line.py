"""Bookings in the line of approval, where the rule of the day wants it.

The seat is the person's from the moment she books: a lead who answers on the last day would otherwise leave
her without one. Refused, the booking ends.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services import approvals
from services.crypto import canonical
from services.remote_work.seats.models import SeatBooking
from services.remote_work.seats.parts import PART_WORDS
from services.remote_work.seats.stored import BookingView, lock_bookings

APPROVAL_KIND = "seat_booking"


def put_before_lead(session: Session, booking: BookingView, now: datetime) -> None:
    lines = [
        ("on", booking.on.isoformat()),
        ("part", booking.part),
        ("place", f"{booking.centre_name} {booking.floor_name} {booking.seat.label}"),
    ]
    content = canonical.encode([booking.on.isoformat(), booking.part, booking.seat.id])
    title = f"{booking.centre_name} · {booking.on.month}. {booking.on.day}. {PART_WORDS[booking.part]}"
    submission = approvals.Submission(APPROVAL_KIND, booking.id, title, content, lines)
    approvals.submit_request(session, submission, booking.staff_id, now)


def take_back(session: Session, booking_id: bytes, now: datetime) -> None:
    """The booking is over: nobody needs to decide about it any more."""
    approvals.withdraw_request(session, APPROVAL_KIND, booking_id, now)


def lock_to_end(session: Session, *conditions: ColumnElement[bool]) -> Sequence[SeatBooking]:
    """The bookings that may end now, after what waits for a lead about them: in the order of her decision."""
    ids = session.scalars(select(SeatBooking.id).where(*conditions)).all()
    approvals.lock_waiting(session, APPROVAL_KIND, ids)
    return lock_bookings(session, SeatBooking.id.in_(ids), *conditions)
