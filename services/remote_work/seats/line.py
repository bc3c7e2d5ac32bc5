"""Bookings in the line of approval, where the rule of the day wants it.

The seat is the person's from the moment she books: a lead who answers on the last day would otherwise leave
her without one. Refused, the booking ends.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services import approvals, notifications
from services.crypto import canonical
from services.remote_work.seats.days_link import close_day
from services.remote_work.seats.notices import NoticeKind
from services.remote_work.seats.parts import BOOKED, ENDED, PART_WORDS, REFUSED
from services.remote_work.seats.stored import BookingView, close_booking, get_bookings, lock_booking

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


def note_decisions(session: Session, requests: Sequence[approvals.Request], now: datetime) -> None:
    """What follows when bookings were decided: a refused one ends. One taken back in time stays over."""
    refused = [r.subject_id for r in requests if r.state == approvals.REFUSED]
    for booking_id, view in get_bookings(session, refused).items():
        row = lock_booking(session, booking_id)
        if row is None or row.state != BOOKED:
            continue
        close_booking(session, row, ENDED, now, REFUSED)
        close_day(session, view, now)
        notifications.notify(
            session,
            view.staff_id,
            NoticeKind.REFUSED,
            now,
            booked_on=view.on.isoformat(),
            centre=view.centre_name,
            seat=view.seat.label,
        )
