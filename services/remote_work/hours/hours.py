"""When each person's day begins and ends: the ordinary hours, or what was approved for her.

Invariants
- Without an approval, on a day of training or of an emergency, and on a weekday that nobody asked for, the
  ordinary hours hold.
- The free weekday of a compressed week is no day of work: it has the ordinary hours, and says that it is
  free.
- A start that has passed is never changed afterwards: not by a late approval of it, not by a late emergency.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import instant_of
from services.remote_work.hours.duty_days import DutyDayView, DutyReach, load_duty_reach
from services.remote_work.hours.models import FlexibleDay, FlexibleHours, HoursRule
from services.remote_work.hours.rules import ORDINARY, HoursType, Manner, list_ordinary_rules, rule_on

MOST_NAMED = 1_000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """A day's hours in Korean minutes after midnight; `kind` is `ordinary` or a flexible type's code.

    `why` is `training` or `emergency` where the day is one for this person, else empty. `is_free`: she does
    not work on it. `has_own_time`: they are only what deadlines are counted from.
    """

    starts_minute: int
    ends_minute: int
    kind: str = ORDINARY
    why: str = ""
    is_free: bool = False
    has_own_time: bool = False


def hours_of(session: Session, staff_ids: Collection[int], on: date) -> dict[int, Hours]:
    """The hours of every one of these people on a day, in a fixed number of statements."""
    return hours_between(session, staff_ids, on, on)[on]


def hours_between(
    session: Session, staff_ids: Collection[int], from_on: date, until_on: date
) -> dict[date, dict[int, Hours]]:
    """The hours of these people on each day from one to another (both taken in), worked or not."""
    rules = list_ordinary_rules(session, until_on)
    reach = load_duty_reach(session, from_on, until_on)
    asked = _list_approved(session, set(staff_ids), from_on, until_on)
    found = {}
    for on in _days(from_on, until_on):
        ordinary = _to_ordinary(rule_on(rules, on))
        flexible = {row.staff_id: row.hours_by(ordinary) for row in asked if row.holds_on(on)}
        found[on] = _hours_of_day(staff_ids, on, ordinary, flexible, reach)
    return found


def ordinary_hours(session: Session, on: date) -> Hours:
    """What everybody keeps who has asked for nothing."""
    return _to_ordinary(rule_on(list_ordinary_rules(session, on), on))


def free_days_between(
    session: Session, staff_ids: Collection[int], from_on: date, until_on: date
) -> dict[bytes, list[date]]:
    """The days on which what these people asked for keeps them from work, by the id of the wish."""
    rules = list_ordinary_rules(session, until_on)
    reach = load_duty_reach(session, from_on, until_on)
    asked = _list_approved(session, set(staff_ids), from_on, until_on)
    found: dict[bytes, list[date]] = {}
    for on in _days(from_on, until_on):
        ordinary = _to_ordinary(rule_on(rules, on))
        for row in {row.staff_id: row for row in asked if row.holds_on(on)}.values():
            duty = reach.find(row.staff_id, on)
            hours = row.hours_by(ordinary)
            if (_on_duty(ordinary, hours, duty) if duty else hours).is_free:
                found.setdefault(row.hours_id, []).append(on)
    return found


@dataclass(frozen=True)
class _Approved:
    """One weekday of a wish; no hours on the free one."""

    hours_id: bytes
    staff_id: int
    from_on: date
    until_on: date
    weekday: int
    kind: str
    hours: Hours | None

    def hours_by(self, ordinary: Hours) -> Hours:
        return self.hours or replace(ordinary, kind=self.kind, is_free=True)

    def holds_on(self, on: date) -> bool:
        return self.from_on <= on <= self.until_on and on.weekday() == self.weekday


def _hours_of_day(
    staff_ids: Collection[int],
    on: date,
    ordinary: Hours,
    flexible: Mapping[int, Hours],
    reach: DutyReach,
) -> dict[int, Hours]:
    found = {}
    for staff_id in staff_ids:
        duty = reach.find(staff_id, on)
        hours = flexible.get(staff_id, ordinary)
        found[staff_id] = _on_duty(ordinary, hours, duty) if duty else hours
    return found


def _on_duty(ordinary: Hours, hours: Hours, duty: DutyDayView) -> Hours:
    """What was entered when the ordinary day had begun leaves her start; nobody goes before its end."""
    if duty.made_at < instant_of(duty.on, ordinary.starts_minute):
        return replace(ordinary, why=duty.kind)
    return replace(hours, ends_minute=max(hours.ends_minute, ordinary.ends_minute), why=duty.kind)


def _list_approved(session: Session, staff_ids: set[int], from_on: date, until_on: date) -> list[_Approved]:
    """In the order in which they were asked for: the last one holds."""
    manners = select(HoursRule.code, HoursRule.manner).distinct().subquery()
    query = (
        select(FlexibleHours, FlexibleDay, manners.c.manner)
        .join(FlexibleDay, FlexibleDay.hours_id == FlexibleHours.id)
        .outerjoin(manners, manners.c.code == FlexibleHours.code)
        .where(
            FlexibleHours.holds_from_on <= until_on,
            FlexibleHours.until_on >= from_on,
        )
        .order_by(FlexibleHours.asked_at, FlexibleHours.id)
    )
    if len(staff_ids) <= MOST_NAMED:
        query = query.where(FlexibleHours.staff_id.in_(staff_ids))
    found: list[_Approved] = []
    for wish, day, manner in session.execute(query):
        if wish.free_weekday is not None and (not found or found[-1].hours_id != wish.id):
            found.append(_to_approved(wish, wish.free_weekday, None))
        has_own_time = manner == Manner.OWN_TIME
        hours = Hours(day.starts_minute, day.ends_minute, wish.code, has_own_time=has_own_time)
        found.append(_to_approved(wish, day.weekday, hours))
    return found


def _to_approved(wish: FlexibleHours, weekday: int, hours: Hours | None) -> _Approved:
    last_on = min(wish.until_on, wish.ended_on - ONE_DAY) if wish.ended_on else wish.until_on
    from_on = wish.holds_from_on or wish.from_on
    return _Approved(wish.id, wish.staff_id, from_on, last_on, weekday, wish.code, hours)


def _to_ordinary(rule: HoursType) -> Hours:
    return Hours(rule.earliest_minute, rule.earliest_minute + rule.presence_min(rule.shortest_min))


def _days(from_on: date, until_on: date) -> Iterable[date]:
    return (from_on + timedelta(days=number) for number in range((until_on - from_on).days + 1))
