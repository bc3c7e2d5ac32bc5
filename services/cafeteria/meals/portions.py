"""What the kitchen counts afterwards: portions served, and portions left over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.cafeteria.cafeterias import get_cafeteria, is_serving_day
from services.cafeteria.meals.meal_days import MealDayView, find_meal_day
from services.cafeteria.meals.models import MealDay
from services.clock import instant_of, local_day
from services.errors import Conflict, Invalid
from services.locks import insert_missing
from services.texts import N_

MOST_PORTIONS = 50_000
CORRECTABLE_FOR = timedelta(days=31)
# Below this, half or double is nothing unusual.
SMALLEST_COMPARED = 30


@dataclass(frozen=True)
class Portions:
    served: int
    left_over: int


def count_portions(
    session: Session,
    cafeteria_id: int,
    on: date,
    portions: Portions,
    *,
    by_id: int,
    now: datetime,
    is_sure: bool = False,
) -> MealDayView:
    """Sets down what was served and left over on a day; counted again, the later count holds.

    `is_sure` takes a number that is less than half or more than double of what was expected.

    Raises: NotFound; Invalid `portions` with each wrong field; Conflict `not_yet_served`, `not_serving`,
    `too_long_ago`, `count_unusual`.
    """
    _check_numbers(portions)
    _check_day(session, cafeteria_id, on, now)
    insert_missing(session, MealDay, [{"cafeteria_id": cafeteria_id, "served_on": on, "away": {}}])
    row = session.get_one(MealDay, (cafeteria_id, on), with_for_update=True, populate_existing=True)
    if not is_sure and _is_unusual(row.expected, portions.served):
        raise Conflict(
            "count_unusual",
            N_("예상 %(expected)s식과 많이 달라요. 맞는 수라면 ‘이 수가 맞아요’를 고르고 저장해 주세요."),
            expected=f"{row.expected:,}",
        )
    row.served, row.left_over = portions.served, portions.left_over
    row.counted_by_id, row.counted_at = by_id, now
    session.flush()
    return find_meal_day(session, cafeteria_id, on) or MealDayView(cafeteria_id, on)


def is_countable(session: Session, cafeteria_id: int, on: date, now: datetime) -> bool:
    """Whether a day's portions can be counted or corrected now. Raises: NotFound."""
    try:
        _check_day(session, cafeteria_id, on, now)
    except Conflict:
        return False
    return True


def _check_numbers(portions: Portions) -> None:
    sentence = N_("0에서 50,000 사이의 수로 적어 주세요.")
    wrong = {name: sentence for name, number in vars(portions).items() if not 0 <= number <= MOST_PORTIONS}
    if wrong:
        raise Invalid("portions", fields=wrong)


def _check_day(session: Session, cafeteria_id: int, on: date, now: datetime) -> None:
    if now < instant_of(on, get_cafeteria(session, cafeteria_id).opens_minute):
        raise Conflict("not_yet_served", N_("배식을 시작한 뒤에 적을 수 있어요."))
    if on < local_day(now) - CORRECTABLE_FOR:
        raise Conflict("too_long_ago", N_("31일이 지난 날은 고칠 수 없어요."))
    # A day that was counted stays correctable, whatever was said of it afterwards.
    if not is_serving_day(session, cafeteria_id, on) and not find_meal_day(session, cafeteria_id, on):
        raise Conflict("not_serving", N_("배식하지 않는 날이에요."))


def _is_unusual(expected: int | None, served: int) -> bool:
    if expected is None or expected < SMALLEST_COMPARED:
        return False
    return not expected / 2 <= served <= expected * 2
