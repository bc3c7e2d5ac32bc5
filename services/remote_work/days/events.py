"""My days at home as events of my calendar, all-day ones; a centre's are told by its seat."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.calendars import CalendarEvent, CalendarSubscriber, calendar_days
from services.clock import instant_of
from services.remote_work.days.day_types import Place
from services.remote_work.days.models import RemoteDay

ONE_DAY = timedelta(days=1)


def list_day_events(
    session: Session, subscriber: CalendarSubscriber, summary: str, now: datetime
) -> list[CalendarEvent]:
    """A person's open days at home, whoever said that they are."""
    first_on, last_on = calendar_days(now)
    query = select(RemoteDay).where(
        RemoteDay.staff_id == subscriber.staff_id,
        RemoteDay.held_on.between(first_on, last_on),
        RemoteDay.is_open,
        RemoteDay.place == Place.HOME,
    )
    return [
        CalendarEvent(
            uid=subscriber.uid_of(f"remote-day-{row.held_on}"),
            sequence=int(row.changed_at.timestamp() // 60),
            changed_at=row.changed_at,
            starts_at=instant_of(row.held_on, 0),
            ends_at=instant_of(row.held_on + ONE_DAY, 0),
            summary=summary,
            is_all_day=True,
        )
        for row in session.scalars(query.order_by(RemoteDay.held_on))
    ]
