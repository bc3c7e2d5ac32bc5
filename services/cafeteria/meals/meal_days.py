"""Past days: what the kitchen was told, what it served and what was left over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria.meals.models import MealDay
from services.cafeteria.meals.uptake import ERROR_DAYS, CountedDay, HeadError, measure_error


@dataclass(frozen=True)
class MealDayView:
    """A day as the kitchen knew and counted it; each number is None where nobody told or counted."""

    cafeteria_id: int
    served_on: date
    present: int | None = None
    away: Mapping[str, int] | None = None
    opted_out: int | None = None
    expected: int | None = None
    told_at: datetime | None = None
    served: int | None = None
    left_over: int | None = None
    counted_by_id: int | None = None
    counted_at: datetime | None = None

    @property
    def could_come(self) -> int | None:
        """Those who were neither elsewhere nor had opted out, as of when the kitchen was told."""
        if self.present is None:
            return None
        return self.present - sum((self.away or {}).values()) - (self.opted_out or 0)

    @property
    def error(self) -> int | None:
        """By how many portions too many were expected; below zero: too few."""
        if self.expected is None or self.served is None:
            return None
        return self.expected - self.served


def find_meal_day(session: Session, cafeteria_id: int, on: date) -> MealDayView | None:
    row = session.get(MealDay, (cafeteria_id, on), populate_existing=True)
    return _to_view(row) if row else None


def list_meal_days(session: Session, cafeteria_id: int, from_on: date, until_on: date) -> list[MealDayView]:
    """The days about which anything is known, from one to another, the earliest first."""
    query = select(MealDay).where(
        MealDay.cafeteria_id == cafeteria_id, MealDay.served_on >= from_on, MealDay.served_on <= until_on
    )
    return [_to_view(row) for row in session.scalars(query.order_by(MealDay.served_on))]


def counted_days(days: Sequence[MealDayView]) -> list[CountedDay]:
    """Those of the days that tell how many of those who could come did."""
    return [
        CountedDay(day.served_on, day.could_come, day.served)
        for day in days
        if day.could_come is not None and day.served is not None
    ]


def error_of(days: Sequence[MealDayView]) -> HeadError | None:
    """The error over the last days that were both told and counted."""
    pairs = [
        (day.expected, day.served) for day in days if day.expected is not None and day.served is not None
    ]
    return measure_error(pairs[-ERROR_DAYS:])


def _to_view(row: MealDay) -> MealDayView:
    return MealDayView(**{name: getattr(row, name) for name in MealDayView.__dataclass_fields__})
