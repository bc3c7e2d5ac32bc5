"""How long the queue is and how long one waits, from everything that was read and told today.

Method. An assumed-density filter: a Gaussian belief about the queue and about what today has of its own
(`queue_filter`) goes through the day from the opening on, each time anew, over all readings in the order of
the minutes they refer to. So late, repeated and disordered readings cost nothing, no error of yesterday is
left, and a diner who was served tells how long the queue was when she joined. In between the queue is a
fluid: expected arrivals times today's factor flow in, the serving rate flows out, an empty queue stays
empty (exactly the moments of a rectified Gaussian). Each reading is weighed with the chance that it tells
nothing (`likelihoods`). Counters are no readings of the queue: they replace expected by counted flows
(`flows`), and the meals handed out tell whether anybody waited, which sets their drift to zero each time
the queue runs empty.

A filter over a grid of queues would need no Gaussian, but to know serving rate, factor and cameras' shares as
well it would have to be a grid of many dimensions; particles are noisy, and need chance.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import exp, floor, log, sqrt

from services.cafeteria.crowd.flows import COUNTERS, count_flows
from services.cafeteria.crowd.queue_day import FACTOR, QUEUE
from services.cafeteria.crowd.queue_filter import QueueFilter
from services.cafeteria.crowd.queue_types import (
    EARLY_MIN,
    Confidence,
    Estimate,
    Kind,
    Observation,
    QueueModel,
    TraceStep,
)
from services.cafeteria.crowd.screening import SENSOR, age_of, screen

__all__ = ["Estimate", "Kind", "Observation", "QueueModel", "TraceStep", "estimate_queue", "trace_queue"]

# Standard deviations to either side that hold four cases of five in whole minutes, as `bench` shows: what
# people tell errs more than their belief knows, and in the same way for a while; what is counted errs less.
TOLD, COUNTED, COUNTED_FOR_MIN = 1.4, 1.15, 5.0
COUNTS_FOR_MIN = 20.0
FRESH_MIN, OLD_MIN = 5.0, 10.0
# Nobody is followed into the afternoon.
EMPTY_AFTER_MIN = 60.0


def estimate_queue(model: QueueModel, observations: Iterable[Observation], minute: float) -> Estimate | None:
    """The queue at a minute from what is known of it then; None where nothing was read today.

    Before the opening the wait has the time until then in it, the level has not.
    """
    counting = [
        one if one.minute <= minute else replace(one, minute=minute)
        for one in screen(model, observations, minute)
    ]
    if not any(one.minute >= model.opens_minute - EARLY_MIN for one in counting):
        return None
    stop = min(minute, model.closes_minute + EMPTY_AFTER_MIN)
    queue = _begin(model, counting, stop)
    for _ in _follow(queue, counting, [stop]):
        pass
    return _describe(queue, counting, minute)


def trace_queue(
    model: QueueModel, observations: Iterable[Observation], until_minute: float, step_min: int = 5
) -> list[TraceStep]:
    """The day in steps until a minute, each as it is at its beginning; empty where nothing was read."""
    counting = screen(model, observations, until_minute)
    first, times = int(model.opens_minute - EARLY_MIN), [one.minute for one in counting]
    if not times or times[-1] < first:
        return []
    last = min(until_minute, model.closes_minute + EMPTY_AFTER_MIN)
    queue = _begin(model, counting, last)
    stops = [float(minute) for minute in range(first, int(last) + 1, step_min)]
    return [
        TraceStep(
            minute,
            max(queue.belief.mean[QUEUE], 0.0),
            _range(queue)[1] + queue.until_opening(),
            queue.arrivals_now(),
            bisect_left(times, minute + step_min) - bisect_left(times, minute),
        )
        for minute in _follow(queue, counting, stops)
    ]


def _begin(model: QueueModel, counting: Sequence[Observation], until: float) -> QueueFilter:
    cameras = sorted({one.source for one in counting if one.kind == "queue"})
    return QueueFilter(model, count_flows(model, counting, until), cameras)


def _follow(queue: QueueFilter, counting: Sequence[Observation], stops: Sequence[float]) -> Iterator[float]:
    """Goes through the day minute by minute, and halts at each of the stops."""
    coming = iter([one for one in counting if one.kind not in COUNTERS])
    one = next(coming, None)
    for stop in stops:
        while one is not None and one.minute <= stop:
            queue.advance(min(floor(one.minute + 0.5), floor(stop)))
            queue.take(one)
            one = next(coming, None)
        queue.advance(stop)
        yield stop


def _describe(queue: QueueFilter, counting: Sequence[Observation], minute: float) -> Estimate:
    low, mid, high = _range(queue)
    early, model = queue.until_opening(), queue.model
    seen = min(max(age_of(one) for one in counting), minute)
    belief = queue.belief
    return Estimate(
        queue=max(belief.mean[QUEUE], 0.0),
        queue_sd=sqrt(belief.spread[QUEUE][QUEUE]),
        wait_low_min=low + early,
        wait_mid_min=mid + early,
        wait_high_min=high + early,
        level=model.bounds.level_of(mid),
        confidence=_judge(minute - seen, low, mid, high),
        seen_minute=seen,
        sources=_count_sources(counting, minute),
        arrivals_factor=max(belief.mean[FACTOR], 0.0) if model.arrivals else 1.0,
    )


def _range(queue: QueueFilter) -> tuple[float, float, float]:
    """Of the wait: the belief knows its mean and variance; it is never below zero, so it is skewed."""
    wait, _, variance = queue.wait()
    skew = log(1 + (max(variance, 0.0) + queue.serving_variance(wait)) / (wait * wait))
    is_counted = queue.is_counted() or queue.minute - queue.counted_minute <= COUNTED_FOR_MIN
    mid, way = wait * exp(-skew / 2), exp((COUNTED if is_counted else TOLD) * sqrt(skew))
    return mid / way, mid, mid * way


def _judge(age: float, low: float, mid: float, high: float) -> Confidence:
    width = high - low
    if age <= FRESH_MIN and width <= max(3.0, 0.5 * mid):
        return "high"
    return "low" if age > OLD_MIN or width > max(8.0, 1.2 * mid) else "fair"


def _count_sources(counting: Sequence[Observation], minute: float) -> dict[str, int]:
    """Taps, reports and sensors that say something of the present."""
    recent = [one for one in counting if age_of(one) >= minute - COUNTS_FOR_MIN]
    return {
        "kitchen": sum(one.source == "kitchen" for one in recent),
        "diner": sum(one.source == "diner" for one in recent),
        "sensor": len({one.source for one in recent if one.source.startswith(SENSOR)}),
    }
