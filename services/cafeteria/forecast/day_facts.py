"""What is known of a day beforehand: who could come, the main dish, and whether a holiday is next to it."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria import meals
from services.cafeteria.forecast.shapes import LunchDay

SATURDAY = 5
# No row of weekend days and holidays is longer.
LONGEST_BREAK = timedelta(days=12)


def load_lunch_day(session: Session, cafeteria_id: int, on: date) -> LunchDay:
    """A day as far as it is known now; trips, opt-outs and the menu of a day to come may still change."""
    holidays = load_holidays(session, on, on)
    dishes = list_main_dishes(session, cafeteria_id, on)
    return LunchDay(
        on=on,
        shares=tuple(meals.eaters_by_slot(session, cafeteria_id, on)),
        dish=first_of(dishes),
        follows_holiday=is_beside(on, holidays, -1),
        precedes_holiday=is_beside(on, holidays, 1),
    )


def list_main_dishes(session: Session, cafeteria_id: int, on: date) -> list[str]:
    """What people come or stay away for; nothing where no menu was put in."""
    menu = meals.find_menu(session, cafeteria_id, on)
    return menu.main_dishes if menu else []


def first_of(dishes: list[str]) -> str:
    """The main dish as days are compared by it: the same whatever brackets and spaces it is written with."""
    return "".join(dishes[0].split("(")[0].split()) if dishes else ""


def load_holidays(session: Session, from_on: date, until_on: date) -> Collection[date]:
    """The holidays that may stand beside days from one to another."""
    return workdays.list_holidays(session, from_on - LONGEST_BREAK, until_on + LONGEST_BREAK)


def is_beside(on: date, holidays: Collection[date], way: int) -> bool:
    """Whether the next day in a direction (-1: before) that is no weekend is a holiday."""
    day = on + timedelta(days=way)
    while day.weekday() >= SATURDAY and day not in holidays:
        day += timedelta(days=way)
    return day in holidays
