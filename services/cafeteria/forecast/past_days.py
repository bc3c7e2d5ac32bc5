"""The days that were set down, as the forecast learns from them: three statements for twelve weeks."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria import meals
from services.cafeteria.forecast.day_facts import first_of, is_beside, load_holidays
from services.cafeteria.forecast.models import QueueStep, ServedDay
from services.cafeteria.forecast.shapes import ForecastStep, LunchDay, PastDay, PastStep

LOOKS_BACK = timedelta(weeks=12)
_ONE_DAY = timedelta(days=1)


def load_past_days(session: Session, cafeteria_id: int, before_on: date) -> list[PastDay]:
    """The days of the last twelve weeks before a day, the earliest first."""
    from_on, until_on = before_on - LOOKS_BACK, before_on - _ONE_DAY
    steps = load_steps(session, cafeteria_id, from_on, until_on)
    holidays = load_holidays(session, from_on, until_on)
    served = {
        day.served_on: day.served for day in meals.list_meal_days(session, cafeteria_id, from_on, until_on)
    }
    query = select(
        ServedDay.served_on, ServedDay.shares, ServedDay.dishes, ServedDay.served_per_minute
    ).where(
        ServedDay.cafeteria_id == cafeteria_id,
        ServedDay.served_on >= from_on,
        ServedDay.served_on <= until_on,
    )
    return [
        PastDay(
            lunch=LunchDay(
                on=on,
                shares=tuple((starts, persons or 0) for starts, persons in shares),
                dish=first_of(dishes),
                follows_holiday=is_beside(on, holidays, -1),
                precedes_holiday=is_beside(on, holidays, 1),
            ),
            rate=rate,
            steps=steps.get(on, []),
            served=served.get(on),
        )
        for on, shares, dishes, rate in session.execute(query.order_by(ServedDay.served_on))
    ]


def load_steps(
    session: Session, cafeteria_id: int, from_on: date, until_on: date
) -> Mapping[date, list[PastStep]]:
    """The steps of the days from one to another, both taken in, each day's by the clock."""
    query = (
        select(
            QueueStep.served_on,
            QueueStep.minute,
            QueueStep.queue,
            QueueStep.wait_min,
            QueueStep.arrivals,
            QueueStep.readings,
            QueueStep.low_min,
            QueueStep.mid_min,
            QueueStep.high_min,
        )
        .where(
            QueueStep.cafeteria_id == cafeteria_id,
            QueueStep.served_on >= from_on,
            QueueStep.served_on <= until_on,
        )
        .order_by(QueueStep.served_on, QueueStep.minute)
    )
    found: dict[date, list[PastStep]] = {}
    for on, minute, queue, wait_min, arrivals, readings, low, mid, high in session.execute(query):
        expected = ForecastStep(minute, low or 0.0, mid, high or mid) if mid is not None else None
        found.setdefault(on, []).append(PastStep(minute, queue, wait_min, arrivals, readings, expected))
    return found
