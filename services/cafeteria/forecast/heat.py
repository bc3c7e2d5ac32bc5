"""Past waits for those who run the cafeteria: by weekday or by day, and each day in one line.

A step that stands far from every reading says nothing of its own: it is no wait at all.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.cafeteria import meals
from services.cafeteria.cafeterias import CafeteriaView, get_cafeteria
from services.cafeteria.forecast.hindsight import seen_steps
from services.cafeteria.forecast.models import ServedDay
from services.cafeteria.forecast.past_days import load_steps
from services.cafeteria.forecast.shapes import PastStep


@dataclass(frozen=True)
class HistoryDay:
    """A day that was seen. `waits` are the steps of serving near a reading, `readings` how many all day.

    `could_come` are those who were neither elsewhere nor had opted out, `served` the portions where counted.
    """

    on: date
    steps: Sequence[PastStep]
    waits: Sequence[PastStep]
    readings: int
    dishes: Sequence[str]
    could_come: int
    served: int | None

    @property
    def longest(self) -> PastStep | None:
        return max(self.waits, key=lambda step: step.wait_min, default=None)

    @property
    def error_min(self) -> float | None:
        """By how many minutes the wait had been misjudged beforehand, in the mean."""
        pairs = [(step.expected.mid, step.wait_min) for step in self.waits if step.expected]
        return mean(abs(told - seen) for told, seen in pairs) if pairs else None


@dataclass(frozen=True)
class History:
    """The days of a period, the earliest first; `first_on` is the first day ever seen, None for none."""

    cafeteria: CafeteriaView
    days: Sequence[HistoryDay]
    first_on: date | None

    @property
    def error_min(self) -> float | None:
        errors = [day.error_min for day in self.days if day.error_min is not None]
        return mean(errors) if errors else None


@dataclass(frozen=True)
class HeatCell:
    """The mean wait, None where nothing was read; of how many days."""

    wait_min: float | None
    days: int


@dataclass(frozen=True)
class HeatMap:
    """`rows` are minutes of the day, a cell for each of `columns`: weekdays from 0, or days."""

    columns: Sequence[Hashable]
    rows: Mapping[int, Sequence[HeatCell]]


def load_history(session: Session, cafeteria_id: int, from_on: date, until_on: date) -> History:
    """What was seen from one day to another, both taken in. Raises: NotFound."""
    cafeteria = get_cafeteria(session, cafeteria_id)
    steps = load_steps(session, cafeteria_id, from_on, until_on)
    served = {
        day.served_on: day.served for day in meals.list_meal_days(session, cafeteria_id, from_on, until_on)
    }
    query = (
        select(ServedDay)
        .where(
            ServedDay.cafeteria_id == cafeteria_id,
            ServedDay.served_on >= from_on,
            ServedDay.served_on <= until_on,
        )
        .order_by(ServedDay.served_on)
    )
    first = select(func.min(ServedDay.served_on)).where(ServedDay.cafeteria_id == cafeteria_id)
    days = [
        _to_day(row, steps[row.served_on], cafeteria, served.get(row.served_on))
        for row in session.scalars(query)
        if row.served_on in steps
    ]
    return History(cafeteria, days, session.scalar(first))


def heat_by_weekday(history: History, step_min: int) -> HeatMap:
    """The mean of each weekday; weekdays that were never served are left out."""
    return _heat(history, step_min, lambda day: day.on.weekday())


def heat_by_day(history: History, step_min: int) -> HeatMap:
    return _heat(history, step_min, lambda day: day.on)


def _heat(history: History, step_min: int, column_of: Callable[[HistoryDay], Hashable]) -> HeatMap:
    opens, closes = history.cafeteria.opens_minute, history.cafeteria.closes_minute
    found: dict[tuple[Hashable, int], list[tuple[date, float]]] = {}
    for day in history.days:
        for step in day.waits:
            row = opens + (step.minute - opens) // step_min * step_min
            found.setdefault((column_of(day), row), []).append((day.on, step.wait_min))
    columns = sorted({column_of(day) for day in history.days})  # type: ignore[type-var]
    rows = range(opens, closes, step_min)
    return HeatMap(columns, {row: [_to_cell(found.get((c, row), ())) for c in columns] for row in rows})


def _to_cell(found: Iterable[tuple[date, float]]) -> HeatCell:
    pairs = list(found)
    wait = mean(wait for _, wait in pairs) if pairs else None
    return HeatCell(wait, len({on for on, _ in pairs}))


def _to_day(
    row: ServedDay, steps: Sequence[PastStep], cafeteria: CafeteriaView, served: int | None
) -> HistoryDay:
    return HistoryDay(
        on=row.served_on,
        steps=steps,
        waits=[
            step
            for step, is_seen in zip(steps, seen_steps(steps), strict=True)
            if is_seen and cafeteria.opens_minute <= step.minute < cafeteria.closes_minute
        ],
        readings=sum(step.readings for step in steps),
        dishes=row.dishes,
        could_come=sum(persons or 0 for _, persons in row.shares),
        served=served,
    )
