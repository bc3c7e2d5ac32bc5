"""A person's own calendar: a secret address, and the events that every subject puts there."""

from services.calendars.events import CalendarEvent, calendar_days, make_calendar
from services.calendars.feeds import (
    CalendarFeedView,
    CalendarSubscriber,
    create_calendar_feed,
    find_calendar_feed,
    get_calendar_subscriber,
    note_calendar_read,
    revoke_calendar_feed,
)

__all__ = [
    "CalendarEvent",
    "CalendarFeedView",
    "CalendarSubscriber",
    "calendar_days",
    "create_calendar_feed",
    "find_calendar_feed",
    "get_calendar_subscriber",
    "make_calendar",
    "note_calendar_read",
    "revoke_calendar_feed",
]
