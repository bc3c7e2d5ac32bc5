"""A day is set down once at night, and again where readings of it came late: the last word counts."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from services.cafeteria.forecast.day_facts import list_main_dishes
from services.cafeteria.forecast.hindsight import look_back
from services.cafeteria.forecast.models import QueueStep, ServedDay
from services.cafeteria.forecast.outlook import load_outlook
from services.cafeteria.forecast.shapes import Outlook, TraceLike
from services.locks import lock_subject


def record_day(
    session: Session, cafeteria_id: int, on: date, trace: Sequence[TraceLike], now: datetime
) -> None:
    """Sets a day down as it was traced, beside what had been expected of it. Raises: NotFound.

    A day without any reading leaves nothing: that nobody looked does not mean that nobody waited. Nor does it
    take away what was set down while there still were readings.
    """
    if not any(step.readings for step in trace):
        return
    lock_subject(session, f"cafeteria history {cafeteria_id}")
    expected = load_outlook(session, cafeteria_id, on, now)
    _keep_day(session, cafeteria_id, expected)
    session.execute(
        delete(QueueStep).where(QueueStep.cafeteria_id == cafeteria_id, QueueStep.served_on == on)
    )
    session.execute(insert(QueueStep), _step_rows(cafeteria_id, expected, trace))
    session.flush()


def _keep_day(session: Session, cafeteria_id: int, expected: Outlook) -> None:
    """Who could come is kept as it was first known: later the opt-outs of the day are destroyed."""
    row = session.get(ServedDay, (cafeteria_id, expected.on), populate_existing=True)
    if row is None:
        row = ServedDay(
            cafeteria_id=cafeteria_id,
            served_on=expected.on,
            shares=[list(share) for share in expected.lunch.shares],
            dishes=list_main_dishes(session, cafeteria_id, expected.on),
        )
        session.add(row)
    row.served_per_minute = expected.served_per_minute
    session.flush()


def _step_rows(cafeteria_id: int, expected: Outlook, trace: Sequence[TraceLike]) -> list[dict[str, object]]:
    return [
        {
            "cafeteria_id": cafeteria_id,
            "served_on": expected.on,
            "minute": step.minute,
            "queue": step.queue,
            "wait_min": step.wait_min,
            "arrivals": step.arrivals,
            "readings": step.readings,
            "low_min": step.expected and step.expected.low,
            "mid_min": step.expected and step.expected.mid,
            "high_min": step.expected and step.expected.high,
        }
        for step in look_back(expected, trace)
    ]
