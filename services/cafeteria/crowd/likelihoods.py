"""How well a thing that was read fits what is believed, as the first two slopes of its log probability.

For a belief `z ~ N(mean, spread^2)` and any likelihood, with Z the probability of the reading under the
belief, the exact mean and variance afterwards are `mean + v * slope` and `v + v^2 * bend`, where slope and
bend are the first and second derivative of log Z by the mean (Minka, 2001). All likelihoods here have a
closed Z, so that no numerical integration is needed, and each has a part that says "this reading tells
nothing": what is far from everything else moves nothing.
"""

from collections.abc import Iterable
from math import erf, exp, inf, pi, sqrt
from typing import NamedTuple

ROOT_2 = sqrt(2)
ROOT_2_PI = sqrt(2 * pi)


class Slopes(NamedTuple):
    """First and second derivative of log Z by the mean of the belief."""

    slope: float
    bend: float


NOTHING_TOLD = Slopes(0.0, 0.0)


def below(z: float) -> float:
    """The standard normal distribution function."""
    return 0.5 * (1 + erf(z / ROOT_2))


def density(z: float) -> float:
    return exp(-0.5 * z * z) / ROOT_2_PI if abs(z) < 38 else 0.0


class Part(NamedTuple):
    """A part of a mixture: in `share` of all cases the reading is off by `shift`, with a variance."""

    share: float
    shift: float
    variance: float


def near(value: float, mean: float, variance: float, parts: Iterable[Part], stray: float) -> Slopes:
    """A reading of a number. `stray` is the density of readings that tell nothing."""
    z, first, second = stray, 0.0, 0.0
    for part in parts:
        total = variance + part.variance
        error = (value - mean - part.shift) / total
        weight = part.share * density(error * sqrt(total)) / sqrt(total)
        z += weight
        first += weight * error
        second += weight * (error * error - 1 / total)
    if z <= 0:
        return NOTHING_TOLD
    slope = first / z
    return Slopes(slope, second / z - slope * slope)


def between(low: float, high: float, mean: float, variance: float, stray: float) -> Slopes:
    """A reading that only says in which range the number is; `stray` of such readings tell nothing.

    `variance` is that of the belief and of the reading together. An end may be infinite.
    """
    spread = sqrt(variance)
    from_z, to_z = (low - mean) / spread, (high - mean) / spread
    start, end = density(from_z), density(to_z)
    whole = stray + (1 - stray) * (below(to_z) - below(from_z))
    slope = (1 - stray) * (start - end) / spread / whole
    tail_start = from_z * start if from_z > -inf else 0.0
    tail_end = to_z * end if to_z < inf else 0.0
    bend = (1 - stray) * (tail_start - tail_end) / variance / whole - slope * slope
    return Slopes(slope, bend)
