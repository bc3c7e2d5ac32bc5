"""A Gaussian belief about a few numbers at once, and the ways in which it changes."""

from collections.abc import Sequence
from math import sqrt

from services.cafeteria.crowd.likelihoods import Slopes, below, density

Row = list[float]


class Belief:
    """`mean` of each number and `spread`, their covariance."""

    def __init__(self, mean: Row, spread: list[Row]) -> None:
        self.mean = mean
        self.spread = spread

    def copy(self) -> "Belief":
        return Belief(self.mean[:], [row[:] for row in self.spread])

    def along(self, *terms: tuple[int, float]) -> Row:
        """The covariance of a weighted sum with each of the numbers; a term is a place and its weight."""
        shared = [0.0] * len(self.mean)
        for place, weight in terms:
            for other, value in enumerate(self.spread[place]):
                shared[other] += weight * value
        return shared

    def learn(self, shared: Row, slopes: Slopes) -> None:
        """Takes in a reading of a sum whose covariance with each number is `shared`."""
        slope, bend = slopes
        mean, spread = self.mean, self.spread
        for place, value in enumerate(shared):
            mean[place] += value * slope
            row, scaled = spread[place], value * bend
            for other, factor in enumerate(shared):
                row[other] += scaled * factor

    def replace(self, place: int, mean: float, shared: Row, variance: float) -> None:
        """Another number takes a place, with its covariance with the others."""
        self.mean[place] = mean
        spread = self.spread
        row = spread[place]
        for other, value in enumerate(shared):
            row[other] = value
            spread[other][place] = value
        row[place] = variance

    def rectify(self, place: int) -> None:
        """The number was cut off at zero: exact mean, variance and covariances of what is left."""
        mean, variance = self.mean[place], self.spread[place][place]
        root = sqrt(variance) if variance > 0 else 0.0
        if root == 0 or mean > 5 * root:
            self.mean[place] = max(mean, 0.0)
            return
        above, edge = below(mean / root), root * density(mean / root)
        cut = mean * above + edge
        square = (mean * mean + variance) * above + mean * edge
        shared = [value * above for value in self.spread[place]]
        self.replace(place, cut, shared, max(square - cut * cut, 1e-6))


def mix(parts: Sequence[tuple[float, Belief]]) -> Belief:
    """One Gaussian with the mean and covariance of several, each with its share of the whole."""
    if len(parts) == 1:
        return parts[0][1]
    size = len(parts[0][1].mean)
    mean = [0.0] * size
    for share, belief in parts:
        for place, value in enumerate(belief.mean):
            mean[place] += share * value
    spread = [[0.0] * size for _ in mean]
    for share, belief in parts:
        off = [value - mean[place] for place, value in enumerate(belief.mean)]
        for place, own in enumerate(belief.spread):
            row, offset = spread[place], off[place]
            for other, value in enumerate(own):
                row[other] += share * (value + offset * off[other])
    return Belief(mean, spread)
