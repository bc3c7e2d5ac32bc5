"""How many came on a day, and when, judged afterwards from how long people waited.

A trace knows waits well, where somebody told of them; of arrivals it mostly repeats what had been expected,
because a short wait says little about how many come. To learn from that would be to learn one's own opinion.
So the day is played again with what was expected, times the factor that explains its waits best; and where
the traced queue still grows faster than the played one, so many more came.
"""

from collections.abc import Sequence
from math import exp

from services.cafeteria.forecast.fluid import Scenario, flow
from services.cafeteria.forecast.shapes import (
    SEEN_WITHIN,
    STEP_MIN,
    Hours,
    Outlook,
    PastStep,
    TraceLike,
)

# Logarithms of the factor; a day that says nothing is taken as it was expected.
LEAST, MOST, APART = -0.9, 0.9, 0.1
PRIOR_SPREAD, WAIT_ERROR_MIN = 0.5, 2.0


def look_back(outlook: Outlook, trace: Sequence[TraceLike]) -> list[PastStep]:
    """The steps of a day as they are set down: traced, with arrivals as its waits tell them."""
    factor = _find_factor(outlook, trace)
    arrivals = [coming * factor for coming in outlook.arrivals]
    played = _play(outlook.hours, arrivals)
    expected = {step.minute: step for step in outlook.raw_steps}
    steps = []
    for step, later in zip(trace, [*trace[1:], None], strict=True):
        minute = int(step.minute)
        came = _mean_of(arrivals, minute - outlook.hours.first_minute)
        if later is not None:
            grown = later.queue - step.queue
            came += (grown - (_at(played, outlook, later.minute) - _at(played, outlook, minute))) / STEP_MIN
        found = (minute, step.queue, step.wait_min, max(came, 0.0), step.readings)
        steps.append(PastStep(*found, expected.get(minute)))
    return steps


def seen_steps(steps: Sequence[TraceLike]) -> list[bool]:
    """Which steps stand near enough to a reading to say something of their own."""
    read = [place for place, step in enumerate(steps) if step.readings]
    return [any(abs(place - other) <= SEEN_WITHIN for other in read) for place in range(len(steps))]


def _find_factor(outlook: Outlook, trace: Sequence[TraceLike]) -> float:
    """The one whose waits are nearest to the traced ones, among steps that were seen."""
    seen = [step for step, is_seen in zip(trace, seen_steps(trace), strict=True) if is_seen]
    count = round((MOST - LEAST) / APART) + 1
    tried = [LEAST + APART * number for number in range(count)]
    losses = [
        _loss(outlook, seen, exp(log_factor)) + (log_factor / PRIOR_SPREAD) ** 2 for log_factor in tried
    ]
    best = min(range(count), key=losses.__getitem__)
    return exp(tried[best] + APART * _lean(losses, best))


def _loss(outlook: Outlook, seen: Sequence[TraceLike], factor: float) -> float:
    hours = outlook.hours
    played = _play(hours, [coming * factor for coming in outlook.arrivals])
    off = (
        _at(played, outlook, step.minute) / hours.served_per_minute - step.queue / hours.served_per_minute
        for step in seen
    )
    return sum((error / WAIT_ERROR_MIN) ** 2 for error in off)


def _lean(losses: Sequence[float], best: int) -> float:
    """Where between its neighbours the least one lies, by a parabola: from -0.5 to 0.5."""
    if not 0 < best < len(losses) - 1:
        return 0.0
    before, least, after = losses[best - 1 : best + 2]
    bend = before - 2 * least + after
    return 0.5 * (before - after) / bend if bend > 0 else 0.0


def _play(hours: Hours, arrivals: Sequence[float]) -> list[float]:
    """The queue in the mean, one entry a minute."""
    day = Scenario(arrivals, (0.0, 0.0), hours.served_per_minute)
    return [mean for mean, _ in flow(hours, day, hours.first_minute)]


def _at(played: Sequence[float], outlook: Outlook, minute: float) -> float:
    place = int(minute) - outlook.hours.first_minute
    return played[min(max(place, 0), len(played) - 1)]


def _mean_of(arrivals: Sequence[float], place: int) -> float:
    found = arrivals[max(place, 0) : max(place + STEP_MIN, 0)]
    return sum(found) / STEP_MIN
