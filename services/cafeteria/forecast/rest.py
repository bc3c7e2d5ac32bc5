"""The rest of today from what is known now, and the best time to go."""

from collections.abc import Iterable
from math import exp

from services.cafeteria.forecast.fluid import steps_of
from services.cafeteria.forecast.scenarios import draw_scenarios
from services.cafeteria.forecast.shapes import EstimateLike, ForecastStep, Outlook, SlotLike

# How much of today's surplus so far is left in what is still to come: much of it only came early.
KEPT = 0.3
LEAST_FACTOR, MOST_FACTOR = 0.3, 3.0
# How much of the uncertainty beforehand is left once the day is being seen.
LEFT_OPEN = {"high": 0.6, "fair": 0.8, "low": 0.9}
# What is seen now says less and less of what will be: after so long two thirds of it are forgotten.
FORGOTTEN_MIN = 40.0
NEAR_MIN = 0.5  # waits that differ by less are the same to people


def forecast_rest(outlook: Outlook, estimate: EstimateLike | None, minute: int) -> list[ForecastStep]:
    """The waits from the first step at or after `minute` on.

    The present queue is played on with what is expected and with a part of today's surplus; the further away,
    the more it gives way to what was expected beforehand. Without an estimate it is that alone.
    """
    beforehand = [step for step in outlook.steps if step.minute >= minute]
    if estimate is None or minute < outlook.hours.first_minute or not beforehand:
        return beforehand
    factor = min(max(estimate.arrivals_factor, LEAST_FACTOR), MOST_FACTOR) ** KEPT
    arrivals = [coming * factor for coming in outlook.arrivals]
    spread = outlook.spread * LEFT_OPEN.get(estimate.confidence, 1.0)
    queue = max(estimate.queue, 0.0), estimate.queue_sd**2
    played = steps_of(outlook.hours, draw_scenarios(outlook.hours, arrivals, spread, queue), minute)
    return [
        _mix(now, before, exp((minute - now.minute) / FORGOTTEN_MIN))
        for now, before in zip(played, beforehand, strict=True)
    ]


def best_minute(steps: Iterable[ForecastStep], slot: SlotLike | None) -> tuple[int, float] | None:
    """When to go, and for how long one waits then: the shortest wait of a slot, the earliest of several.

    Who joins must be served before the slot ends, unless nobody can. None where the slot has no step left.
    """
    found = list(steps)
    if slot is not None:
        found = [step for step in found if slot.starts_minute <= step.minute < slot.ends_minute]
        in_time = [step for step in found if step.minute + step.mid <= slot.ends_minute]
        found = in_time or found
    if not found:
        return None
    least = min(step.mid for step in found)
    best = next(step for step in found if step.mid <= least + NEAR_MIN)
    return best.minute, best.mid


def _mix(now: ForecastStep, before: ForecastStep, share: float) -> ForecastStep:
    low, mid, high = (share * a + (1 - share) * b for a, b in zip(now[1:], before[1:], strict=True))
    return ForecastStep(now.minute, low, mid, high)
