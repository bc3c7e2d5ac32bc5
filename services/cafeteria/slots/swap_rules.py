"""What a swap must be: two members of one published plan, some days of one week that are still to come."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria.cafeterias import list_serving_days
from services.cafeteria.slots.models import LunchSwap
from services.cafeteria.slots.problems import COUNTER_BARE, find_gaps_on, say_gap
from services.cafeteria.slots.rules import list_lunch_hours
from services.cafeteria.slots.stored import AGREED, ASKED, AgreedSwap, LunchPlanView, list_published_plans
from services.cafeteria.slots.units import load_organisation
from services.clock import SEOUL, local_day
from services.errors import Conflict, Invalid
from services.texts import N_

Days = tuple[date, date]


def find_swap_plan(session: Session, unit_id: int, from_on: date, until_on: date) -> LunchPlanView:
    """The published plan that holds a unit on all of the days. Raises: Conflict `no_slot`."""
    for plan in list_published_plans(session, from_on, from_on):
        if unit_id in plan.members and plan.holds_on(until_on):
            return plan
    raise Conflict("no_slot", N_("그 기간에는 우리 부서의 점심 차례가 없어요."))


def check_swap(
    session: Session,
    plan: LunchPlanView,
    unit_id: int,
    other_unit_id: int,
    days: Days,
    now: datetime,
    *,
    except_id: bytes = b"",
) -> None:
    """Whether two members may swap; `except_id` is the wish that is about to be agreed.

    Raises: Invalid `swap_self`, `swap_other`, `swap_period`; Conflict `swap_past`, `swap_no_day`,
    `swap_same_slot`, `swap_twice`, `counter_bare`.
    """
    _check_pair(plan, unit_id, other_unit_id)
    _check_period(plan, unit_id, other_unit_id, days, now)
    serving = list_serving_days(session, plan.cafeteria_id, *days)
    if not serving:
        raise Conflict("swap_no_day", N_("그 기간에는 배식하는 날이 없어요."))
    _check_once(session, plan.id, {unit_id, other_unit_id}, days, except_id)
    if any(plan.starts_of(unit_id, day) == plan.starts_of(other_unit_id, day) for day in serving):
        raise Conflict("swap_same_slot", N_("그 부서와는 점심 차례가 같아요. 다른 부서를 골라 주세요."))
    swapped = AgreedSwap(unit_id, other_unit_id, *days, None)
    _check_counters(session, replace(plan, swaps=(*plan.swaps, swapped)), {unit_id, other_unit_id}, serving)


def _check_pair(plan: LunchPlanView, unit_id: int, other_unit_id: int) -> None:
    if unit_id == other_unit_id:
        sentence = N_("우리 부서와는 바꿀 수 없어요. 다른 부서를 골라 주세요.")
        raise Invalid("swap_self", sentence, fields={"other_unit_id": sentence})
    if unit_id not in plan.members or other_unit_id not in plan.members or not plan.weeks:
        sentence = N_("이 계획에 차례가 있는 부서를 골라 주세요.")
        raise Invalid("swap_other", sentence, fields={"other_unit_id": sentence})


def _check_period(plan: LunchPlanView, unit_id: int, other_unit_id: int, days: Days, now: datetime) -> None:
    first, last = days
    if last < first or workdays.monday_of(first) != workdays.monday_of(last):
        sentence = N_("한 주 안의 날을 골라 주세요. 끝나는 날이 앞설 수 없어요.")
        raise Invalid("swap_period", sentence, fields={"until_on": sentence})
    if not (plan.holds_on(first) and plan.holds_on(last)):
        raise Conflict("no_slot", N_("그 기간에는 우리 부서의 점심 차례가 없어요."))
    today, local = local_day(now), now.astimezone(SEOUL)
    starts = [plan.starts_of(unit, first) for unit in (unit_id, other_unit_id)]
    begins = min((minute for minute in starts if minute is not None), default=0)
    if first < today or (first == today and local.hour * 60 + local.minute >= begins):
        sentence = N_("이미 지난 점심은 바꿀 수 없어요. 뒤의 날을 골라 주세요.")
        raise Conflict("swap_past", sentence, fields={"from_on": sentence})


def _check_once(session: Session, plan_id: int, units: set[int], days: Days, except_id: bytes) -> None:
    """An agreed swap takes the day; so does a wish between the same two, or by the same one."""
    query = select(LunchSwap).where(
        LunchSwap.plan_id == plan_id,
        LunchSwap.id != except_id,
        LunchSwap.from_on <= days[1],
        LunchSwap.until_on >= days[0],
        LunchSwap.state.in_([AGREED] if except_id else [AGREED, ASKED]),
        LunchSwap.unit_id.in_(units) | LunchSwap.other_unit_id.in_(units),
    )
    for row in session.scalars(query):
        sentence = (
            N_("그날은 이미 다른 부서와 바꾼 차례예요.")
            if row.state == AGREED
            else N_("그날에 대한 요청이 이미 답을 기다리고 있어요.")
        )
        raise Conflict("swap_twice", sentence, fields={"from_on": sentence})


def _check_counters(session: Session, plan: LunchPlanView, units: set[int], serving: list[date]) -> None:
    """Only the counters of the two departments: what is amiss elsewhere is not theirs to mend."""
    rules = list_lunch_hours(session, serving[0], serving[-1])
    for day in serving:
        organisation = load_organisation(session, day)
        concerned = {organisation.department_of(unit_id) for unit_id in units}
        for gap in find_gaps_on(plan, organisation, day, rules):
            if gap.department_id in concerned:
                raise Conflict("counter_bare", COUNTER_BARE, **say_gap(gap, organisation))
