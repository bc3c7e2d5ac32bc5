"""A plan as it will be: its weeks, how many eat when, how fair it is, and what stands in its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria.slots.problems import PlanProblem, find_problems
from services.cafeteria.slots.rotation import PlannedWeek, Rotation, Week, rotate, spread_of, turns_of_groups
from services.cafeteria.slots.stored import LunchPlanView, list_published_plans, load_lunch_plan
from services.cafeteria.slots.turns import days_by_week, load_slot_ledger
from services.cafeteria.slots.units import Organisation, load_organisation
from services.crypto import base64url


@dataclass(frozen=True)
class WeekLine:
    """One week of a plan: when each group eats, group 1 first; empty in a week without a serving day."""

    week_on: date
    days: tuple[date, ...]
    holidays: Mapping[date, str]
    starts: tuple[int, ...]


@dataclass(frozen=True)
class GroupLine:
    """One group: how many they are, and their turns in each slot before and after the plan, in days."""

    number: int
    unit_ids: tuple[int, ...]
    heads: int
    turns_before: tuple[float, ...]
    turns_after: tuple[float, ...]


@dataclass(frozen=True)
class LunchPreview:
    """`plan` has its weeks chosen; `seen` stands for all that was shown, so that nothing else is published.

    The spreads: by how many days two groups are apart in the slot that is most uneven.
    """

    plan: LunchPlanView
    organisation: Organisation
    weeks: tuple[WeekLine, ...]
    groups: tuple[GroupLine, ...]
    spread_before: float
    spread_after: float
    problems: tuple[PlanProblem, ...]
    seen: str

    @property
    def is_publishable(self) -> bool:
        return self.plan.is_draft and not any(problem.is_blocking for problem in self.problems)


def preview_lunch_plan(session: Session, plan_id: int, today: date) -> LunchPreview:
    """Of a draft as it would be published today, of another plan as it was. Raises: NotFound."""
    stored = load_lunch_plan(session, plan_id)
    plan = replace(stored, from_on=max(stored.from_on, today)) if stored.is_draft else stored
    organisation = load_organisation(session, plan.from_on)
    by_week = days_by_week(session, plan.cafeteria_id, plan.from_on, plan.until_on)
    rotation = _rotate(session, plan, by_week)
    plan = replace(plan, weeks={week.week_on: week.places for week in rotation.weeks})
    problems = find_problems(session, plan, organisation, stored.from_on, today)
    return LunchPreview(
        plan=plan,
        organisation=organisation,
        weeks=_week_lines(session, plan, by_week),
        groups=_group_lines(plan, organisation, rotation),
        spread_before=spread_of(rotation.before),
        spread_after=spread_of(rotation.after),
        problems=tuple(problems),
        seen=_digest(plan),
    )


def _rotate(session: Session, plan: LunchPlanView, by_week: Mapping[date, Sequence[date]]) -> Rotation:
    """The weeks of a draft are chosen; those of a plan that was published are as they are."""
    groups = {unit_id: member.group_number for unit_id, member in plan.members.items()}
    ledger = load_slot_ledger(session, plan.cafeteria_id, plan.from_on - timedelta(days=1))
    before = turns_of_groups(groups, ledger, plan.slot_minutes)
    if plan.is_draft:
        weeks = [Week(week_on, len(days)) for week_on, days in by_week.items()]
        return rotate(weeks, before, _find_last_shift(session, plan))
    return _as_published(plan, by_week, before)


def _as_published(
    plan: LunchPlanView, by_week: Mapping[date, Sequence[date]], before: Sequence[Sequence[float]]
) -> Rotation:
    after = [list(row) for row in before]
    weeks = [PlannedWeek(on, len(by_week.get(on, ())), places) for on, places in plan.weeks.items()]
    for week in weeks:
        for group, place in enumerate(week.places):
            after[group][place] += week.days
    return Rotation(tuple(weeks), tuple(map(tuple, before)), tuple(map(tuple, after)))


def _find_last_shift(session: Session, plan: LunchPlanView) -> int | None:
    """The shift of the last week before the plan, where that one had as many groups."""
    earlier = list_published_plans(session, date.min, plan.from_on - timedelta(days=1), plan.cafeteria_id)
    weeks = [
        (week_on, places)
        for each in earlier
        for week_on, places in each.weeks.items()
        if week_on <= each.until_on and week_on < workdays.monday_of(plan.from_on)
    ]
    places = max(weeks)[1] if weeks else ()
    return places[0] if len(places) == plan.groups else None


def _week_lines(
    session: Session, plan: LunchPlanView, by_week: Mapping[date, Sequence[date]]
) -> tuple[WeekLine, ...]:
    holidays = workdays.list_holidays(session, plan.from_on, plan.until_on)
    return tuple(
        WeekLine(
            week_on,
            tuple(days),
            {day: name for day, name in holidays.items() if 0 <= (day - week_on).days < 5},
            tuple(plan.slot_minutes[place] for place in plan.weeks.get(week_on, ())),
        )
        for week_on, days in by_week.items()
    )


def _group_lines(
    plan: LunchPlanView, organisation: Organisation, rotation: Rotation
) -> tuple[GroupLine, ...]:
    lines = []
    for number in range(1, plan.groups + 1):
        units = [unit_id for unit_id, member in plan.members.items() if member.group_number == number]
        units.sort(key=organisation.name_of)
        heads = sum(organisation.heads_of(unit_id, plan.members) for unit_id in units)
        before, after = rotation.before[number - 1], rotation.after[number - 1]
        lines.append(GroupLine(number, tuple(units), heads, before, after))
    return tuple(lines)


def _digest(plan: LunchPlanView) -> str:
    members = sorted((m.unit_id, m.group_number, m.least_present) for m in plan.members.values())
    shown = (
        plan.from_on,
        plan.until_on,
        plan.slot_minutes,
        plan.slot_length_min,
        members,
        sorted(plan.weeks.items()),
    )
    return base64url.encode(sha256(repr(shown).encode()).digest()[:12])
