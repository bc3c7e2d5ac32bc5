"""My leave in my own calendar: that I am away, never the kind of leave or its reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.calendars import CalendarEvent, CalendarSubscriber, calendar_days
from services.leave.models import Leave
from services.leave.periods import Part
from services.leave.rules import LeaveRules, list_leave_rules, rules_on
from services.leave.views import LeaveView, to_views


def list_leave_events(
    session: Session, subscriber: CalendarSubscriber, summary: str, now: datetime
) -> list[CalendarEvent]:
    """The approved leaves of a subscriber, each under the words of `summary`."""
    from_on, until_on = calendar_days(now)
    query = select(Leave).where(
        Leave.staff_id == subscriber.staff_id, Leave.until_on >= from_on, Leave.from_on <= until_on
    )
    rows = session.scalars(query.order_by(Leave.from_on, Leave.id)).all()
    rules = list_leave_rules(session)
    views = zip(rows, to_views(session, rows), strict=True)
    return [
        _to_event(subscriber, leave, rules_on(rules, row.from_on), _changed_at(row, leave), summary)
        for row, leave in views
        if leave.is_approved
    ]


def _to_event(
    subscriber: CalendarSubscriber, leave: LeaveView, rules: LeaveRules, changed_at: datetime, summary: str
) -> CalendarEvent:
    starts_at, ends_at = leave.left.bounds(rules)
    return CalendarEvent(
        uid=subscriber.uid_of(f"leave {leave.id.hex()}"),
        sequence=int(changed_at.timestamp() // 60),
        changed_at=changed_at,
        starts_at=starts_at,
        ends_at=ends_at,
        summary=summary,
        is_all_day=leave.period.part is Part.DAY,
    )


def _changed_at(row: Leave, leave: LeaveView) -> datetime:
    """When it became what it is."""
    decided_at = leave.request.decided_at if leave.request else None
    return row.cancelled_at or decided_at or row.made_at
