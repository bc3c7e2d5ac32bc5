"""My seats as events of my calendar."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from services.calendars import CalendarEvent, CalendarSubscriber, calendar_days
from services.remote_work.seats.parts import BOOKED, HERE, LEFT
from services.remote_work.seats.stored import list_my_bookings


def list_seat_events(
    session: Session, subscriber: CalendarSubscriber, words: Mapping[str, str], now: datetime
) -> list[CalendarEvent]:
    """A person's bookings; `words` has a summary for each part with a place for `seat`."""
    found = list_my_bookings(session, subscriber.staff_id, *calendar_days(now))
    return [
        CalendarEvent(
            uid=subscriber.uid_of(f"seat-{booking.id.hex()}"),
            # A half may go, and come back; nothing else of a booking changes.
            sequence=0 if booking.cut_at is None else 2 if booking.part == "day" else 1,
            changed_at=booking.cut_at or booking.made_at,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            summary=words[booking.part] % {"seat": booking.seat.label},
            location=", ".join(filter(None, (booking.centre_name, booking.centre_place, booking.floor_name))),
        )
        for booking in found
        if booking.state in (BOOKED, HERE, LEFT)
    ]
