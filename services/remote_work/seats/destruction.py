"""Bookings that have been kept long enough go, and the emergencies that they came from."""

from datetime import date

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from services.remote_work.seats.models import SeatBooking, SeatEmergency, SeatTaking


def destroy_old_bookings(session: Session, before: date) -> None:
    """Removes the bookings of days before this one, whatever became of them."""
    old = SeatBooking.booked_on < before
    session.execute(delete(SeatTaking).where(SeatTaking.booking_id.in_(select(SeatBooking.id).where(old))))
    session.execute(delete(SeatBooking).where(old))
    is_used = exists().where(SeatBooking.emergency_id == SeatEmergency.id)
    session.execute(delete(SeatEmergency).where(SeatEmergency.until_on < before, ~is_used))
