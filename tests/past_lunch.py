"""Past days of a cafeteria for tests: traced as the estimate traces them, set down as the product does."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.cafeteria.crowd.queue_types import TraceStep
from services.cafeteria.forecast import Hours, LunchDay, PastDay, PastStep, record_day

HOURS = Hours(690, 780, 10.0)
SHARES = ((690, 240), (710, 240), (730, 240), (750, 240))


def trace(wait_of: Callable[[int], float], readings: int = 2, rate: float = 10.0) -> list[TraceStep]:
    """A day from 11:15 to 13:00 whose wait at each minute is given; read in every step or in none."""
    return [
        TraceStep(minute, wait_of(minute) * rate, wait_of(minute), rate, readings)
        for minute in range(675, 781, 5)
    ]


def record(
    session: Session, cafeteria_id: int, on: date, now: datetime, wait: float = 4.0, readings: int = 2
) -> None:
    """A day on which everybody waited equally long."""
    record_day(session, cafeteria_id, on, trace(lambda _minute: wait, readings), now)


def past_day(
    on: date,
    came: Sequence[float],
    *,
    dish: str = "",
    served: int | None = None,
    shares: Sequence[tuple[int | None, int]] = SHARES,
    wait: float = 4.0,
) -> PastDay:
    """`came` are persons a step of five minutes, from 11:15 on."""
    steps = [PastStep(675 + 5 * n, wait * 10, wait, persons / 5, 1) for n, persons in enumerate(came)]
    return PastDay(LunchDay(on, shares, dish), HOURS.served_per_minute, steps, served)
