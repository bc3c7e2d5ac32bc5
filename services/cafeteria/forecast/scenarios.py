"""Nine equally likely ways in which a day may go: how many come, and how fast they are served.

A queue is not what it is on the mean day: a tenth more people make a third more waiting. So the middle of
the waits, and their band, come from scenarios, not from means. The points are a lattice (Korobov): both see
all nine ninths of their normal variable once, and do not move together.
"""

from collections.abc import Sequence
from math import exp

from services.cafeteria.forecast.fluid import Queue, Scenario
from services.cafeteria.forecast.shapes import Hours

NINTHS = (-1.593, -0.967, -0.589, -0.282, 0.0, 0.282, 0.589, 0.967, 1.593)
STRIDE = 4
# Counters are faster or slower from day to day, and stop when a pan is empty: logarithm of the serving rate.
RATE_SPREAD = 0.1


def draw_scenarios(hours: Hours, arrivals: Sequence[float], spread: float, queue: Queue) -> list[Scenario]:
    """`spread` is of the logarithm of how many come; all start from the same queue."""
    half = len(NINTHS) // 2
    return [
        Scenario(
            [coming * exp(spread * NINTHS[number]) for coming in arrivals],
            queue,
            hours.served_per_minute
            * exp(RATE_SPREAD * NINTHS[(STRIDE * (number - half) + half) % len(NINTHS)]),
        )
        for number in range(len(NINTHS))
    ]
