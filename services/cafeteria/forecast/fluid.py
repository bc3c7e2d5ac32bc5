"""From arrivals to waits: a queue whose length is known by its mean and its variance.

A fluid alone says that nobody waits as long as fewer come than are served; chance makes a queue all the same.
So the queue of the next minute is the positive part of a normal variable, whose two moments are known in
closed form (Clark 1961). One minute a step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erf, exp, pi, sqrt

from services.cafeteria.forecast.shapes import STEP_MIN, ForecastStep, Hours

# People come in small groups, and a plate takes now shorter, now longer: variance over mean of a minute's
# arrivals, and of a minute's servings.
CLUMPS, UNEVENNESS = 2.0, 0.6
# Five equal parts of a normal variable, each by its median.
FIFTHS = (-1.2816, -0.5244, 0.0, 0.5244, 1.2816)
LOW, MID, HIGH = 0.1, 0.5, 0.9

_ROOT_2, _DENSITY_0 = sqrt(2.0), 1.0 / sqrt(2.0 * pi)
_SURELY = 6.0  # standard deviations
_SMALL = 1e-9

Queue = tuple[float, float]  # mean, variance


@dataclass(frozen=True)
class Scenario:
    """One way in which a day may go: persons a minute from `hours.first_minute` on, the queue at the start,
    and how fast the counters serve."""

    arrivals: Sequence[float]
    queue: Queue
    served_per_minute: float


def steps_of(hours: Hours, scenarios: Sequence[Scenario], minute: int) -> list[ForecastStep]:
    """The waits from the first full step at or after `minute` on, out of equally likely scenarios that all
    start at `minute`."""
    flows = [(each.served_per_minute, list(flow(hours, each, minute))) for each in scenarios]
    first = minute + (hours.first_minute - minute) % STEP_MIN
    steps = []
    for at in range(first, hours.closes_minute + 1, STEP_MIN):
        door = max(hours.opens_minute - at, 0.0)  # before the opening one waits for that, too
        waits = sorted(
            (max(mean + sqrt(variance) * part, 0.0) + 1.0) / rate
            for rate, queues in flows
            for mean, variance in [queues[at - minute]]
            for part in FIFTHS
        )
        steps.append(ForecastStep(at, *(door + waits[int(len(waits) * share)] for share in (LOW, MID, HIGH))))
    return steps


def flow(hours: Hours, scenario: Scenario, minute: int) -> Iterator[Queue]:
    """The queue at `minute` and at every full minute after it, until the cafeteria closes."""
    queue, arrivals, rate = scenario.queue, scenario.arrivals, scenario.served_per_minute
    yield queue
    for place in range(minute - hours.first_minute, hours.closes_minute - hours.first_minute):
        coming = arrivals[place] if 0 <= place < len(arrivals) else 0.0
        served = rate if place >= hours.opens_minute - hours.first_minute else 0.0
        mean, variance = queue
        queue = _positive_part(mean + coming - served, variance + CLUMPS * coming + UNEVENNESS * served)
        yield queue


def _positive_part(mean: float, variance: float) -> Queue:
    """Mean and variance of max(X, 0) for a normal X."""
    deviation = sqrt(variance)
    if deviation < _SMALL:
        return max(mean, 0.0), 0.0
    at = mean / deviation
    if at > _SURELY:
        return mean, variance
    above, density = 0.5 * (1.0 + erf(at / _ROOT_2)), _DENSITY_0 * exp(-0.5 * at * at)
    first = mean * above + deviation * density
    second = (mean * mean + variance) * above + mean * deviation * density
    return first, max(second - first * first, 0.0)
