"""Who eats when in the demonstration: a plan for the season that has been, one for what comes, a swap."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

from sqlalchemy.orm import Session

from services import cafeteria, people, workdays
from services.cafeteria import LunchFrame, LunchPlanMember, Organisation
from services.clock import local_day, local_instant
from services.demo.halls import Hall

WEEKS_BACK, WEEKS_AHEAD = 12, 8
FRIDAY, WEDNESDAY = timedelta(days=3), timedelta(days=2)
THE_PLANNING_HOUR = time(15, 30)
ASKED_BEFORE = timedelta(minutes=50)
# The first of them that eats at another time asks.
MAY_ASK, IS_ASKED = ("하천과", "교통행정과", "건축과", "주택과", "안전총괄과"), "도로과"


def plan_lunches(session: Session, cafeteria_id: int, hall: Hall, by_id: int, lunch_at: datetime) -> None:
    """Two published plans, each put together on the Friday before its first week."""
    this_week = workdays.monday_of(local_day(lunch_at))
    first_week = this_week - timedelta(weeks=WEEKS_BACK)
    _publish(session, cafeteria_id, hall, (first_week, WEEKS_BACK), by_id)
    _publish(session, cafeteria_id, hall, (this_week, 2 + WEEKS_AHEAD), by_id)


def ask_for_swap(session: Session, cafeteria_id: int, swap_id: bytes, lunch_at: datetime) -> None:
    """The head of one department asks another one; any lead of that can answer."""
    today = local_day(lunch_at)
    organisation = cafeteria.load_organisation(session, today)
    other = _find_unit(organisation, IS_ASKED)
    days = workdays.list_workdays(session, today + timedelta(days=1), today + timedelta(days=13))
    for on, name in product(days, MAY_ASK):
        unit, plan = _find_unit(organisation, name), cafeteria.find_published_plan(session, cafeteria_id, on)
        if plan and plan.starts_of(unit, on) != plan.starts_of(other, on):
            wish = cafeteria.SwapWish(swap_id, unit, other, on, on)
            cafeteria.ask_swap(session, wish, _find_lead(session, unit, today), lunch_at - ASKED_BEFORE)
            return


def _find_lead(session: Session, unit_id: int, on: date) -> int:
    return next(person.id for person in people.list_members(session, [unit_id], on) if person.is_lead)


def _publish(session: Session, cafeteria_id: int, hall: Hall, weeks: tuple[date, int], by_id: int) -> None:
    first_on, count = weeks
    now = local_instant(first_on - FRIDAY, THE_PLANNING_HOUR)
    frame = LunchFrame(first_on, count, hall.slots, hall.slot_length_min)
    plan_id = cafeteria.create_lunch_plan(session, cafeteria_id, frame, by_id, now)
    members = _members(session, plan_id, hall, first_on)
    for _ in hall.slots:
        cafeteria.change_lunch_members(session, plan_id, members, now)
        if _suits(session, plan_id, hall, now):
            break
        members = [replace(m, group_number=m.group_number % len(hall.slots) + 1) for m in members]
    cafeteria.publish_lunch_plan(session, plan_id, None, by_id, now)


def _suits(session: Session, plan_id: int, hall: Hall, now: datetime) -> bool:
    """Whether those who can be tried out come into the slot that the lunch clock passes when it is over.

    A group goes on by one slot a week, holidays aside; a plan in which they have no slot suits as it is.
    """
    plan = cafeteria.preview_lunch_plan(session, plan_id, local_day(now)).plan
    tried = _find_unit(cafeteria.load_organisation(session, plan.from_on), IS_ASKED)
    last = [plan.starts_of(tried, week_on + WEDNESDAY) for week_on in plan.weeks]
    return not last or last[-1] in (None, hall.slot_before_shown)


def _members(session: Session, plan_id: int, hall: Hall, on: date) -> list[LunchPlanMember]:
    organisation = cafeteria.load_organisation(session, on)
    if hall.departments:
        units = [_find_unit(organisation, name) for name in hall.departments]
        return [LunchPlanMember(unit, 1 + place % len(hall.slots)) for place, unit in enumerate(units)]
    counters = {_find_unit(organisation, name): stay for name, stay in hall.counters}
    plan = cafeteria.load_lunch_plan(session, plan_id)
    return cafeteria.propose_groups(session, plan, counters, on)


def _find_unit(organisation: Organisation, name: str) -> int:
    return next(unit.id for unit in organisation.units.values() if unit.name == name)
