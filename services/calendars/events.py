"""Events of a person's calendar, made so that the same state of things gives the same bytes.

A subject names each event by a key that stays whatever happens to it, so that calendars move the event that
they have. Its SEQUENCE rises with each change. DTSTAMP and LAST-MODIFIED are the instant at which the thing
became what it is, not the instant of the request: so the ETag holds until something changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services import workdays
from services.clock import local_day

KEPT_PAST, AHEAD = timedelta(weeks=4), timedelta(weeks=30)


@dataclass(frozen=True)
class CalendarEvent:
    """RFC 5545's `uid`, the subscriber's `uid_of(key)`, and `sequence`, which rises with each change.

    Of an all-day event the local days count, from the one of `starts_at` to the one before `ends_at`.
    `remind_min` is how many minutes before its begin the calendar reminds, None for never.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    is_all_day: bool = False
    remind_min: int | None = None


def calendar_days(now: datetime) -> tuple[date, date]:
    """The first and the last day that a calendar holds."""
    monday = workdays.monday_of(local_day(now))
    return monday - KEPT_PAST, monday + AHEAD


def make_calendar(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """The file of a calendar, in order of time."""
    from services.calendars.ics_file import write_ics  # only here: see there

    return write_ics(name, sorted(events, key=lambda event: (event.starts_at, event.uid)))
