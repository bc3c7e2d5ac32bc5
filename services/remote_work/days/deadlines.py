"""When a day's plan and result are due: by the rule, by the person's hours, and by what she is away for."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import absences
from services.absences import UNAVAILABLE, Absence
from services.clock import instant_of
from services.remote_work.days.day_types import Deadlines
from services.remote_work.days.rules import RemoteRules, list_remote_rules, rule_of
from services.remote_work.hours import Hours, hours_of

_DAY_MIN = 24 * 60


def find_deadlines(session: Session, staff_id: int, on: date) -> Deadlines:
    """Those of one person; who is away all day has those of her ordinary hours."""
    found = list_deadlines(session, [(staff_id, on)])
    return found[staff_id, on][0]


def list_deadlines(
    session: Session, days: Collection[tuple[int, date]]
) -> dict[tuple[int, date], tuple[Deadlines, bool]]:
    """The deadlines of many days, and whether the person is there to keep them.

    In statements that do not grow with the people: one for the rules, one for the absences, and those of
    `hours_of` for each date.
    """
    if not days:
        return {}
    rules = list_remote_rules(session)
    by_date: dict[date, list[int]] = {}
    for staff_id, on in days:
        by_date.setdefault(on, []).append(staff_id)
    hours = {on: hours_of(session, staff_ids, on) for on, staff_ids in by_date.items()}
    away = _list_away(session, {staff_id for staff_id, _ in days}, by_date)
    return {
        (staff_id, on): make_deadlines(rule_of(rules, on), hours[on][staff_id], on, away.get(staff_id, ()))
        for staff_id, on in days
    }


def make_deadlines(
    rules: RemoteRules, hours: Hours, on: date, away: Iterable[Absence]
) -> tuple[Deadlines, bool]:
    """Who comes back at eleven starts then, who leaves at three ends then; with leave over all of it nobody
    is asked for anything."""
    starts_at, ends_at = instant_of(on, hours.starts_minute), instant_of(on, hours.ends_minute)
    first, last = starts_at, ends_at
    for absence in sorted(away, key=lambda each: each.from_at):
        if absence.from_at <= first < absence.until_at:
            first = absence.until_at
    for absence in sorted(away, key=lambda each: each.until_at, reverse=True):
        if absence.from_at < last <= absence.until_at:
            last = absence.from_at
    is_there = first < last
    return _to_deadlines(rules, first if is_there else starts_at, last if is_there else ends_at), is_there


def minute_of(on: date, at: datetime) -> int:
    """The minute of the Korean day `on`; beyond 1440 on the next one."""
    return int((at - instant_of(on, 0)).total_seconds() // 60)


def _to_deadlines(rules: RemoteRules, starts_at: datetime, ends_at: datetime) -> Deadlines:
    plan_due_at = starts_at + timedelta(minutes=rules.plan_due_min)
    result_due_at = ends_at + timedelta(minutes=rules.result_due_min)
    grace = timedelta(minutes=rules.grace_min)
    return Deadlines(
        starts_at=starts_at,
        ends_at=ends_at,
        plan_ask_at=plan_due_at - timedelta(minutes=rules.plan_ask_min),
        plan_due_at=plan_due_at,
        plan_late_at=plan_due_at + grace,
        plan_lead_at=plan_due_at + timedelta(minutes=rules.plan_lead_min),
        # Nobody is asked for a result while she still works.
        result_ask_at=max(ends_at, result_due_at - timedelta(minutes=rules.result_ask_min)),
        result_due_at=result_due_at,
        result_late_at=result_due_at + grace,
        result_lead_at=result_due_at + timedelta(minutes=rules.result_lead_min),
    )


def _list_away(
    session: Session, staff_ids: Collection[int], dates: Collection[date]
) -> Mapping[int, list[Absence]]:
    from_at, until_at = instant_of(min(dates), 0), instant_of(max(dates), _DAY_MIN)
    found: dict[int, list[Absence]] = {}
    for absence in absences.list_absences(session, from_at, until_at, staff_ids):
        if absence.is_approved and absence.kind in UNAVAILABLE:
            found.setdefault(absence.staff_id, []).append(absence)
    return found
