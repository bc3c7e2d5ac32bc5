"""Puts together what was read, what it means, and what is expected.

A level is never there without a reading, and what is expected is told apart from what was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile
from math import ceil, floor, inf

from sqlalchemy.orm import Session

from services.cafeteria import forecast
from services.cafeteria.cafeterias import CafeteriaView, get_cafeteria, is_serving_day
from services.cafeteria.crowd.chart import ChartStep, draw_chart
from services.cafeteria.crowd.crowd import STALE_AFTER, Crowd, Sources, State, Wait
from services.cafeteria.crowd.estimate import estimate_queue, trace_queue
from services.cafeteria.crowd.observations import list_observations, minute_of
from services.cafeteria.crowd.queue_types import EARLY_MIN, Estimate, Observation, QueueModel
from services.cafeteria.levels import LEVELS, Level
from services.clock import instant_of, local_day

STALE_MIN = STALE_AFTER.total_seconds() / 60


@dataclass(frozen=True)
class _Day:
    """What everything else is made from. `minute` is now, after midnight in Korea."""

    cafeteria: CafeteriaView
    state: State
    minute: float
    outlook: forecast.Outlook | None
    observations: Sequence[Observation]

    @property
    def model(self) -> QueueModel:
        return make_model(self.cafeteria, self.outlook)


def assess_crowd(
    session: Session, cafeteria_id: int, outlook: forecast.Outlook | None, now: datetime
) -> Crowd:
    """How crowded it is now, with what is expected of the rest of today. Raises: NotFound."""
    on = local_day(now)
    cafeteria = get_cafeteria(session, cafeteria_id)
    minute = minute_of(now, on)
    state = _find_state(cafeteria, minute, is_serving=is_serving_day(session, cafeteria_id, on))
    observations = list_observations(session, cafeteria_id, on, now)
    day = _Day(cafeteria, state, minute, outlook, observations)
    estimate = estimate_queue(day.model, observations, minute) if observations else None
    return _put_together(day, estimate if _may_be_shown(day, estimate) else None, now)


def make_model(cafeteria: CafeteriaView, outlook: forecast.Outlook | None) -> QueueModel:
    """The cafeteria as the estimate knows it: as it was set up, or as its past days have shown."""
    return QueueModel(
        opens_minute=cafeteria.opens_minute,
        closes_minute=cafeteria.closes_minute,
        served_per_minute=outlook.served_per_minute if outlook else cafeteria.served_per_minute,
        bounds=cafeteria.bounds,
        # Where no staff is known nobody can say who comes: that is not the same as that nobody comes.
        arrivals=outlook.arrivals if outlook and outlook.expected > 0 else (),
    )


def _find_state(cafeteria: CafeteriaView, minute: float, *, is_serving: bool) -> State:
    if not is_serving:
        return State.CLOSED
    if minute < cafeteria.opens_minute:
        return State.BEFORE
    return State.OPEN if minute < cafeteria.closes_minute else State.AFTER


def _may_be_shown(day: _Day, estimate: Estimate | None) -> bool:
    """While it serves an old estimate is shown with its age; afterwards nobody needs it."""
    if estimate is None:
        return False
    return day.state is State.OPEN or day.minute - estimate.seen_minute <= STALE_MIN


def _put_together(day: _Day, estimate: Estimate | None, now: datetime) -> Crowd:
    cafeteria = day.cafeteria
    rest = _expect_rest(day, estimate)
    steps = _make_steps(day, rest)
    level = estimate.level if estimate else None
    busy_from, quiet_from = _find_turns(day, level, rest)
    return Crowd(
        id=cafeteria.id,
        name=cafeteria.name,
        state=day.state,
        level=level,
        wait=Wait(floor(estimate.wait_low_min), ceil(estimate.wait_high_min)) if estimate else None,
        queue=round(estimate.queue) if estimate else None,
        as_of=_instant(estimate.seen_minute, now) if estimate else None,
        confidence=estimate.confidence if estimate else None,
        sources=_count_sources(estimate),
        busy_from=busy_from,
        quiet_from=quiet_from,
        stale_after_s=int(STALE_AFTER.total_seconds()),
        steps=steps,
        chart=draw_chart(steps, cafeteria.opens_minute, cafeteria.closes_minute),
        made_at=now,
    )


def _expect_rest(day: _Day, estimate: Estimate | None) -> list[forecast.ForecastStep]:
    """From the opening on: the wait for the door is no queue."""
    if day.outlook is None or day.state not in (State.BEFORE, State.OPEN):
        return []
    rest = forecast.forecast_rest(day.outlook, estimate, ceil(day.minute))
    return [step for step in rest if step.minute >= day.cafeteria.opens_minute]


def _make_steps(day: _Day, rest: Sequence[forecast.ForecastStep]) -> tuple[ChartStep, ...]:
    """Five minutes each from the opening on, wherever anything is known of them."""
    seen = _trace_seen(day)
    usual = {step.minute: _round(step.wait) for step in day.outlook.usual} if day.outlook else {}
    coming = {step.minute: step for step in rest}
    return tuple(
        ChartStep(
            minute=minute,
            seen_min=seen.get(minute),
            usual_min=usual.get(minute),
            low_min=_round(coming[minute].low) if minute in coming else None,
            mid_min=_round(coming[minute].mid) if minute in coming else None,
            high_min=_round(coming[minute].high) if minute in coming else None,
        )
        for minute in sorted({*seen, *usual, *coming})
        if minute >= day.cafeteria.opens_minute
    )


def _trace_seen(day: _Day) -> dict[int, float]:
    """The waits from the first reading on; a gap where nothing was read for long."""
    earliest = day.model.opens_minute - EARLY_MIN
    first = min((one.minute for one in day.observations if one.minute >= earliest), default=inf)
    until = min(day.minute, float(day.cafeteria.closes_minute))
    trace = trace_queue(day.model, day.observations, until)
    return {
        int(step.minute): _round(step.wait_min)
        for step, is_seen in zip(trace, forecast.seen_steps(trace), strict=True)
        if is_seen and step.minute >= first
    }


def _find_turns(
    day: _Day, level: Level | None, rest: Sequence[forecast.ForecastStep]
) -> tuple[str | None, str | None]:
    """When it becomes busy, unless it is already; and from when on it is quiet again."""
    levels = [(step.minute, day.cafeteria.bounds.level_of(step.mid)) for step in rest]
    is_busy = level is not None and _is_busy(level)
    later = levels if is_busy else list(dropwhile(lambda step: not _is_busy(step[1]), levels))
    busy_from = None if is_busy or not later else later[0][0]
    quiet_from = next((minute for minute, found in later if found is Level.QUIET), None)
    return _to_time(busy_from), _to_time(quiet_from)


def _is_busy(level: Level) -> bool:
    return LEVELS.index(level) >= LEVELS.index(Level.BUSY)


def _to_time(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def _count_sources(estimate: Estimate | None) -> Sources:
    counts = estimate.sources if estimate else {}
    return Sources(counts.get("kitchen", 0), counts.get("diner", 0), counts.get("sensor", 0))


def _instant(minute: float, now: datetime) -> datetime:
    at = instant_of(local_day(now), minute)
    return min(at, now).replace(microsecond=0)


def _round(wait_min: float) -> float:
    """A tenth of a minute is less than anybody knows."""
    return round(max(wait_min, 0.0), 1)
