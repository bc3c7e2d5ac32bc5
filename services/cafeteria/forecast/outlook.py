"""What is expected of a day and of a week, from the database."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.cafeteria import slots
from services.cafeteria.cafeterias import get_cafeteria, list_serving_days
from services.cafeteria.forecast.day_facts import load_lunch_day
from services.cafeteria.forecast.learning import Learned, expect, learn
from services.cafeteria.forecast.past_days import load_past_days
from services.cafeteria.forecast.shapes import DayForecast, Hours, Outlook, Prospect
from services.clock import local_day

A_WEEK = timedelta(days=6)


def load_outlook(session: Session, cafeteria_id: int, on: date, now: datetime) -> Outlook:
    """A day as it is expected from the days before it; to be kept by the caller. Raises: NotFound.

    For a day that is over it says what could have been expected of it: from the days before it alone.
    """
    day = load_lunch_day(session, cafeteria_id, on)
    return expect(load_learned(session, cafeteria_id, min(on, local_day(now))), day)


def load_prospect(session: Session, cafeteria_id: int, on: date) -> Prospect:
    """A day and the six after it, from the days before it; to be kept by the caller. Raises: NotFound."""
    learned = load_learned(session, cafeteria_id, on)
    outlooks = [
        expect(learned, load_lunch_day(session, cafeteria_id, day))
        for day in list_serving_days(session, cafeteria_id, on, on + A_WEEK)
    ]
    return Prospect(
        today=next((outlook for outlook in outlooks if outlook.on == on), None),
        coming=[_to_forecast(outlook) for outlook in outlooks if outlook.on > on],
    )


def load_learned(session: Session, cafeteria_id: int, before_on: date) -> Learned:
    """What the days before a day teach. Raises: NotFound."""
    cafeteria, lunch = get_cafeteria(session, cafeteria_id), slots.get_lunch_hours(session, before_on)
    hours = Hours(
        cafeteria.opens_minute, cafeteria.closes_minute, cafeteria.served_per_minute, lunch.starts_minute
    )
    return learn(hours, load_past_days(session, cafeteria_id, before_on), before_on)


def _to_forecast(outlook: Outlook) -> DayForecast:
    # Before the opening the wait is for the door: nobody asks for the longest of those.
    served = [step for step in outlook.steps if step.minute >= outlook.hours.opens_minute]
    return DayForecast(
        on=outlook.on,
        expected=outlook.expected,
        peak=max(served, key=lambda step: step.mid, default=None),
        dish=outlook.lunch.dish,
        is_thin=outlook.is_thin,
    )
