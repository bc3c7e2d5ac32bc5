"""My free weekdays in my own calendar."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.calendars import CalendarEvent, CalendarSubscriber, calendar_days
from services.clock import instant_of
from services.remote_work.hours.hours import free_days_between
from services.remote_work.hours.stored import FlexibleView, views_by_id

ONE_DAY = timedelta(days=1)


def list_free_events(
    session: Session, subscriber: CalendarSubscriber, summary: str, now: datetime
) -> list[CalendarEvent]:
    """The days that a subscriber has free in a compressed week, each under the words of `summary`."""
    found = free_days_between(session, [subscriber.staff_id], *calendar_days(now))
    views = views_by_id(session, found)
    return [
        _to_event(subscriber, views[hours_id], on, summary) for hours_id, days in found.items() for on in days
    ]


def _to_event(subscriber: CalendarSubscriber, view: FlexibleView, on: date, summary: str) -> CalendarEvent:
    decided_at = view.approval.decided_at if view.approval else None
    changed_at = decided_at or view.asked_at
    return CalendarEvent(
        uid=subscriber.uid_of(f"free {on.isoformat()}"),
        sequence=int(changed_at.timestamp() // 60),
        changed_at=changed_at,
        starts_at=instant_of(on, 0),
        ends_at=instant_of(on + ONE_DAY, 0),
        summary=summary,
        is_all_day=True,
    )
