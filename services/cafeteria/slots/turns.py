"""Who has which slot, and who had it: read from published plans, agreed swaps taken in.

Only days on which the cafeteria serves count: a holiday that is entered later takes its slot along.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import people, workdays
from services.cafeteria.cafeterias import list_cafeterias, list_serving_days
from services.cafeteria.slots.stored import LunchPlanView, find_published_plan, list_published_plans
from services.cafeteria.slots.units import Organisation, load_organisation, member_of
from services.people import UnitKind, Whereabouts

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class MySlot:
    """One person's slot on one day. `unit_id` is the member of the plan that she eats with."""

    on: date
    plan_id: int
    cafeteria_id: int
    unit_id: int
    group_number: int
    starts_minute: int
    ends_minute: int
    is_swapped: bool


@dataclass(frozen=True)
class DaySlot:
    """Who eats in one group's slot on a day: every unit whose staff do, teams among them."""

    group_number: int
    starts_minute: int
    ends_minute: int
    unit_ids: frozenset[int]


def find_my_slot(session: Session, staff_id: int, on: date) -> MySlot | None:
    """None where no published plan names her unit that day, and on a day without serving."""
    return next(iter(list_my_slots(session, staff_id, on, on)), None)


def list_my_slots(session: Session, staff_id: int, from_on: date, until_on: date) -> list[MySlot]:
    """Her slots of a period, a serving day each, wherever she works on it; one a day, as `find_my_cafeteria`
    has it where a reorganisation brought her unit into two plans."""
    stretches = people.list_whereabouts(session, staff_id, from_on, until_on)
    plans = list_published_plans(session, from_on, until_on) if stretches else []
    found: dict[date, MySlot] = {}
    for plan in plans:
        for stretch in stretches:
            unit_id = _member_for(stretch, plan)
            if unit_id is not None:
                first, last = max(from_on, stretch.from_on), min(until_on, stretch.until_on)
                for slot in list_unit_slots(session, plan, unit_id, first, last):
                    found.setdefault(slot.on, slot)
    return sorted(found.values(), key=lambda slot: slot.on)


def list_unit_slots(
    session: Session, plan: LunchPlanView, unit_id: int, from_on: date, until_on: date
) -> list[MySlot]:
    """A member's slots on the serving days of a plan within a period."""
    first, last = max(from_on, plan.from_on), min(until_on, plan.until_on)
    days = list_serving_days(session, plan.cafeteria_id, first, last) if first <= last else []
    found = []
    for day in days:
        starts = plan.starts_of(unit_id, day)
        if starts is not None:
            swap = plan.swap_of(unit_id, day)
            found.append(
                MySlot(
                    on=day,
                    plan_id=plan.id,
                    cafeteria_id=plan.cafeteria_id,
                    unit_id=unit_id,
                    group_number=plan.members[unit_id].group_number,
                    starts_minute=starts,
                    ends_minute=starts + plan.slot_length_min,
                    is_swapped=swap is not None,
                )
            )
    return found


def slots_of_day(session: Session, cafeteria_id: int, on: date) -> list[DaySlot]:
    """The slots of a day in the order of time; empty without a plan, and on a day without serving."""
    plan = find_published_plan(session, cafeteria_id, on)
    places = plan.weeks.get(workdays.monday_of(on)) if plan else None
    if plan is None or places is None or not list_serving_days(session, cafeteria_id, on, on):
        return []
    organisation = load_organisation(session, on)
    eaters: dict[int, set[int]] = {}
    for unit_id in plan.members:
        starts = plan.starts_of(unit_id, on)
        if starts is not None:
            eaters.setdefault(starts, set()).update(organisation.below(unit_id, plan.members))
    starts_of = {group: plan.slot_minutes[place] for group, place in enumerate(places, start=1)}
    slots = [
        DaySlot(group, starts, starts + plan.slot_length_min, frozenset(eaters.get(starts, ())))
        for group, starts in starts_of.items()
    ]
    return sorted(slots, key=lambda slot: slot.starts_minute)


def find_my_cafeteria(session: Session, staff_id: int, on: date) -> int | None:
    """Where a person has lunch: by the published plan that names her unit, else in the oldest cafeteria."""
    stretches = people.list_whereabouts(session, staff_id, on, on)
    for plan in _plans_of(session, on) if stretches else []:
        if _member_for(stretches[0], plan) is not None:
            return plan.cafeteria_id
    return next((each.id for each in list_cafeterias(session, on)), None)


def list_member_units(session: Session, cafeteria_id: int, on: date) -> set[int]:
    """The units whose staff have lunch in this cafeteria on a day, teams among them.

    Those of its published plan, in the oldest cafeteria with what is new since the plan began; without one
    everybody whom no other cafeteria's plan names.
    """
    organisation, plans = load_organisation(session, on), _plans_of(session, on)
    own = next((plan for plan in plans if plan.cafeteria_id == cafeteria_id), None)
    others = [plan.members for plan in plans if plan.cafeteria_id != cafeteria_id]
    elsewhere = {unit_id for members in others for unit_id in organisation.all_below(members)}
    if own is None:
        return set(organisation.units) - elsewhere
    here = organisation.all_below(own.members)
    if [each.id for each in list_cafeterias(session, on)][:1] == [cafeteria_id]:
        here |= _list_new(session, organisation, own) - elsewhere
    return here


def load_slot_ledger(session: Session, cafeteria_id: int, until_on: date) -> dict[int, Counter[int]]:
    """Who had which slot: each member's serving days by the slot's first minute, up to a day.

    Of all published plans of the cafeteria; agreed swaps count for who ate then.
    """
    ledger: dict[int, Counter[int]] = {}
    for plan in list_published_plans(session, date.min, until_on, cafeteria_id):
        for unit_id, days in count_turns(session, plan, until_on).items():
            ledger.setdefault(unit_id, Counter()).update(days)
    return ledger


def count_turns(session: Session, plan: LunchPlanView, until_on: date) -> dict[int, Counter[int]]:
    """Each member's days by slot in one plan, up to a day."""
    last = min(until_on, plan.until_on)
    days = list_serving_days(session, plan.cafeteria_id, plan.from_on, last) if plan.from_on <= last else []
    return {
        unit_id: Counter(starts for day in days if (starts := plan.starts_of(unit_id, day)) is not None)
        for unit_id in plan.members
    }


def days_by_week(
    session: Session, cafeteria_id: int, from_on: date, until_on: date
) -> Mapping[date, list[date]]:
    """The serving days of a period by the Monday of their week; a week without any has an empty list."""
    weeks: dict[date, list[date]] = {}
    monday = workdays.monday_of(from_on)
    while monday <= until_on:
        weeks[monday] = []
        monday += ONE_WEEK
    for day in list_serving_days(session, cafeteria_id, from_on, until_on):
        weeks[workdays.monday_of(day)].append(day)
    return weeks


def _member_for(stretch: Whereabouts, plan: LunchPlanView) -> int | None:
    return member_of(stretch.unit_id, stretch.parent_id, stretch.kind is UnitKind.TEAM, plan.members)


def _plans_of(session: Session, on: date) -> list[LunchPlanView]:
    """The published plans of a day; in a cafeteria that is closed for good nobody has lunch any more."""
    still = {each.id for each in list_cafeterias(session, on)}
    return [plan for plan in list_published_plans(session, on, on) if plan.cafeteria_id in still]


def _list_new(session: Session, organisation: Organisation, plan: LunchPlanView) -> set[int]:
    """Units that a reorganisation made after a plan began: nobody left them out, they come when they like.

    Neighbourhood centres lie elsewhere; a new team of a department that was left out is left out too.
    """
    known = load_organisation(session, plan.from_on).units
    present = {organisation.department_of(unit_id) for unit_id in plan.members}
    departments = {
        unit_id: organisation.department_of(unit_id) for unit_id in organisation.units.keys() - known
    }
    return {
        unit_id
        for unit_id, department in departments.items()
        if department in present
        or (department not in known and organisation.units[department].kind is UnitKind.DEPARTMENT)
    }
