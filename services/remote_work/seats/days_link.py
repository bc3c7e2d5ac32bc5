"""A booked seat makes its day one of remote work, at the centre, for as long as the booking holds."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.remote_work import days
from services.remote_work.days import ClosedWhy, Origin, Place
from services.remote_work.seats.stored import BookingView

ORIGIN = "seat"


def open_day(session: Session, booking: BookingView, now: datetime) -> None:
    origin = Origin(ORIGIN, booking.id)
    days.open_day(session, booking.staff_id, booking.on, place=Place.CENTRE, origin=origin, now=now)


def close_day(session: Session, booking: BookingView, now: datetime) -> None:
    """A day that something else keeps remote goes on, at home."""
    days.close_days(session, Origin(ORIGIN, booking.id), ClosedWhy.SEAT, now)
