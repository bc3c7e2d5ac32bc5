"""What follows when hours were decided, and when a duty day comes or goes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import approvals, notifications
from services.clock import instant_of, local_day
from services.notifications import Telling
from services.remote_work.hours.duty_days import (
    DutyDayView,
    DutyPlan,
    drop_duty_day,
    list_concerned,
    write_duty_days,
)
from services.remote_work.hours.free_days import write_free_days
from services.remote_work.hours.hours import hours_between
from services.remote_work.hours.models import FlexibleHours
from services.remote_work.hours.notices import NoticeKind
from services.remote_work.hours.rules import ORDINARY
from services.remote_work.hours.stored import FlexibleView, views_by_id

ONE_DAY = timedelta(days=1)


def note_decisions(session: Session, requests: Sequence[approvals.Request], now: datetime) -> None:
    """Hours that were approved hold from the next day that has not begun; others do not, or no more."""
    found = views_by_id(session, [request.subject_id for request in requests])
    for request in requests:
        view = found.get(request.subject_id)
        if view is None:
            continue
        first_on = first_day_of(view, now) if request.state == approvals.APPROVED else None
        session.get_one(FlexibleHours, view.id).holds_from_on = first_on
        session.flush()
        write_free_days(session, [view.staff_id], view.from_on, view.until_on)
        if first_on is not None and first_on > view.from_on:
            _tell_delay(session, view, first_on, now)


def first_day_of(view: FlexibleView, now: datetime) -> date:
    """Today counts while the wanted start is still to come, and is free for nobody.

    It may lie behind the last day: then it came too late for all of them.
    """
    today = local_day(now)
    if view.from_on > today:
        return view.from_on
    wanted = next((day for day in view.days if day.weekday == today.weekday()), None)
    has_begun = wanted is not None and now >= instant_of(today, wanted.starts_minute)
    return today + ONE_DAY if has_begun or view.free_weekday == today.weekday() else today


def _tell_delay(session: Session, view: FlexibleView, first_on: date, now: datetime) -> None:
    """That it was approved is told by the approval; here, that some of its days had begun before."""
    kind = NoticeKind.DELAYED if first_on <= view.until_on else NoticeKind.LATE
    facts = {"from_on": first_on.isoformat(), "until_on": view.until_on.isoformat()}
    notifications.notify(session, view.staff_id, kind, now, **facts)


def add_duty_days(
    session: Session, plan: DutyPlan, by_id: int | None, now: datetime
) -> tuple[list[DutyDayView], int]:
    """Enters days of training or of an emergency, and tells those whose flexible hours give way.

    Returns: the new days, and how many people were told. Raises: Invalid with each wrong field.
    """
    before = {on: _list_flexible(session, plan.unit_id, on) for on in _days(plan)}
    added = write_duty_days(session, plan, by_id, now)
    for day in added:
        write_free_days(session, before[day.on], day.on, day.on)
    told = set()
    for day in added:
        told |= _tell(session, before[day.on], day, NoticeKind.DUTY_DAY, now)
    return added, len(told)


def remove_duty_day(session: Session, duty_day_id: int, now: datetime) -> DutyDayView:
    """Takes back a day, and tells those whose flexible hours hold again.

    Raises: NotFound; Conflict `duty_day_begun`.
    """
    day = drop_duty_day(session, duty_day_id, now)
    concerned = _list_flexible(session, day.unit_id, day.on)
    write_free_days(session, concerned, day.on, day.on)
    _tell(session, concerned, day, NoticeKind.DUTY_DROPPED, now)
    return day


def _days(plan: DutyPlan) -> Iterable[date]:
    length = min((plan.until_on - plan.from_on).days + 1, 31)
    return [plan.from_on + timedelta(days=number) for number in range(length)]


def _list_flexible(session: Session, unit_id: int | None, on: date) -> list[int]:
    """Who of the unit has other hours than the ordinary ones on the day, as it stands now."""
    concerned = list_concerned(session, unit_id, on)
    hours = hours_between(session, concerned, on, on)[on]
    return [staff_id for staff_id in concerned if hours[staff_id].kind != ORDINARY]


def _tell(
    session: Session, staff_ids: Iterable[int], day: DutyDayView, kind: NoticeKind, now: datetime
) -> set[int]:
    """Once for each day as it was entered: its number may be another day's later."""
    told = sorted(set(staff_ids))
    facts = {"held_on": day.on.isoformat(), "name": day.name}
    once = f"{day.on.isoformat()} {day.made_at.isoformat()}"
    notifications.notify_all(session, kind, now, [Telling(staff_id, facts, once) for staff_id in told])
    return set(told)
