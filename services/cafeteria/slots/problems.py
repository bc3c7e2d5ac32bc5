"""What stands in the way of a plan, in plain words; and what is only worth a second look."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services import people, workdays
from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.slots.cover import Gap, Shift, find_gaps
from services.cafeteria.slots.frames import CLOSED_THEN, OUTSIDE, say_closed_then, say_outside
from services.cafeteria.slots.members import can_be_member
from services.cafeteria.slots.rules import LunchHours, list_lunch_hours
from services.cafeteria.slots.stored import LunchPlanView, list_published_plans
from services.cafeteria.slots.times import clock_of
from services.cafeteria.slots.units import Organisation
from services.texts import N_

COUNTER_BARE = N_(
    "%(unit)s 창구: %(from)s~%(until)s에 %(present)s명만 남아요. %(least)s명은 있어야 해요. "
    "팀을 점심시간이 겹치지 않는 두 조에 나눠 주세요."
)


@dataclass(frozen=True)
class PlanProblem:
    """A sentence with named places for its facts; days among them are the web's to write."""

    code: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)
    is_blocking: bool = True


def find_problems(
    session: Session, plan: LunchPlanView, organisation: Organisation, first_on: date, today: date
) -> list[PlanProblem]:
    """All that is wrong with a plan whose weeks are chosen; `first_on` is the day it was meant to begin."""
    rules = list_lunch_hours(session, plan.from_on, plan.until_on)
    found = [
        *_find_timing(session, plan, first_on, today),
        *_find_slots(session, plan, rules),
        *_find_units(session, plan, organisation),
        *_find_groups(plan, organisation),
        *find_bare_counters(plan, organisation, rules),
        *_find_crowds(session, plan, organisation),
    ]
    return sorted(found, key=lambda problem: not problem.is_blocking)


def find_bare_counters(
    plan: LunchPlanView, organisation: Organisation, rules: Sequence[LunchHours]
) -> Iterator[PlanProblem]:
    """Each counter once, with the first week in which too few are left."""
    told: set[int] = set()
    for week_on in plan.weeks:
        day = max(week_on, plan.from_on)
        for gap in find_gaps_on(plan, organisation, day, rules):
            if gap.department_id not in told:
                told.add(gap.department_id)
                yield PlanProblem("counter_bare", COUNTER_BARE, say_gap(gap, organisation))


def find_gaps_on(
    plan: LunchPlanView, organisation: Organisation, on: date, rules: Sequence[LunchHours]
) -> list[Gap]:
    """The counters that are short of people at some moment of a day, the plan's swaps taken in."""
    lunch_min = max((rule.lunch_min for rule in rules), default=0)
    shifts = [
        Shift(
            organisation.department_of(unit_id),
            organisation.heads_of(unit_id, plan.members),
            starts,
            member.least_present,
        )
        for unit_id, member in plan.members.items()
        if (starts := plan.starts_of(unit_id, on)) is not None
    ]
    return find_gaps(shifts, lunch_min)


def say_gap(gap: Gap, organisation: Organisation) -> dict[str, Any]:
    """What `COUNTER_BARE` needs."""
    return {
        "unit": organisation.name_of(gap.department_id),
        "from": clock_of(gap.from_minute),
        "until": clock_of(gap.until_minute),
        "present": gap.present,
        "least": gap.least_present,
    }


def _find_timing(session: Session, plan: LunchPlanView, first_on: date, today: date) -> Iterator[PlanProblem]:
    if not plan.is_draft:
        return
    if workdays.monday_of(first_on) < workdays.monday_of(today):
        yield PlanProblem("plan_past", N_("첫 주가 지났어요. 기간을 이번 주나 뒤의 주로 바꿔 주세요."))
        return
    if not plan.weeks:
        yield PlanProblem("no_days", N_("이 기간에는 배식하는 날이 없어요."))
    for other in list_published_plans(session, plan.from_on, plan.until_on, plan.cafeteria_id):
        yield PlanProblem(
            "plan_overlaps",
            N_("%(from)s부터 %(until)s까지의 공개된 계획과 겹쳐요. 기간을 바꾸거나 그 계획을 거둬 주세요."),
            {"from": other.from_on, "until": other.until_on},
        )


def _find_slots(session: Session, plan: LunchPlanView, rules: Sequence[LunchHours]) -> Iterator[PlanProblem]:
    outside = say_outside(rules, plan.slot_minutes)
    if outside:
        yield PlanProblem("slot_outside_rule", OUTSIDE, outside)
    cafeteria = get_cafeteria(session, plan.cafeteria_id)
    closed = say_closed_then(cafeteria, plan.slot_minutes, plan.slot_length_min)
    if closed:
        yield PlanProblem("slot_not_served", CLOSED_THEN, closed)


def _find_units(session: Session, plan: LunchPlanView, organisation: Organisation) -> Iterator[PlanProblem]:
    gone = [unit_id for unit_id in plan.members if not can_be_member(organisation, unit_id)]
    if gone:
        yield PlanProblem(
            "unit_gone",
            N_("첫날에 없는 부서가 %(count)s곳 있어요. 조를 다시 저장해 주세요."),
            {"count": len(gone)},
        )
    still = {unit.id for unit in people.list_units(session, plan.until_on)}
    for unit_id in plan.members.keys() & organisation.units.keys() - still:
        yield PlanProblem(
            "unit_ends",
            N_("%(unit)s: 이 기간 안에 없어지는 부서예요."),
            {"unit": organisation.name_of(unit_id)},
            is_blocking=False,
        )
    if plan.is_draft:
        yield from _find_elsewhere(session, plan, organisation)


def _find_elsewhere(
    session: Session, plan: LunchPlanView, organisation: Organisation
) -> Iterator[PlanProblem]:
    """Nobody has lunch in two cafeterias: teams count with the department they eat with."""
    here = organisation.all_below(plan.members)
    for other in list_published_plans(session, plan.from_on, plan.until_on):
        is_same = other.cafeteria_id == plan.cafeteria_id
        both = [] if is_same else sorted(here & organisation.all_below(other.members))
        if both:
            yield PlanProblem(
                "unit_elsewhere",
                N_("%(unit)s: 같은 기간에 다른 식당(%(cafeteria)s)의 계획에 들어 있어요."),
                {
                    "unit": organisation.name_of(both[0]),
                    "cafeteria": get_cafeteria(session, other.cafeteria_id).name,
                },
            )


def _find_groups(plan: LunchPlanView, organisation: Organisation) -> Iterator[PlanProblem]:
    for number, heads in _heads_by_group(plan, organisation).items():
        if not heads:
            yield PlanProblem(
                "group_empty",
                N_("%(group)s조에 사람이 없어요. 조마다 한 부서는 있어야 해요."),
                {"group": number},
            )


def _find_crowds(session: Session, plan: LunchPlanView, organisation: Organisation) -> Iterable[PlanProblem]:
    rate = get_cafeteria(session, plan.cafeteria_id).served_per_minute
    room = int(rate * plan.slot_length_min)
    for number, heads in _heads_by_group(plan, organisation).items():
        if heads > room:
            yield PlanProblem(
                "group_large",
                N_(
                    "%(group)s조는 %(heads)s명인데, "
                    "한 차례 %(minutes)s분에 배식할 수 있는 사람은 약 %(room)s명이에요."
                ),
                {"group": number, "heads": heads, "minutes": plan.slot_length_min, "room": room},
                is_blocking=False,
            )


def _heads_by_group(plan: LunchPlanView, organisation: Organisation) -> dict[int, int]:
    heads = dict.fromkeys(range(1, plan.groups + 1), 0)
    for unit_id, member in plan.members.items():
        heads[member.group_number] += organisation.heads_of(unit_id, plan.members)
    return heads
