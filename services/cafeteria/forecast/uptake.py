"""Which part of those who could come does come: one mean, and factors of what a day is marked by.

Log-linear and shrunk: a mark that was seen n times keeps n / (n + k) of what it seems to do, where k is how
much larger the noise between days is than what marks of its kind do (ridge regression, as a Bayesian has it).
So a dish that was served once changes little, and one that was never served changes nothing but the
uncertainty; where the kitchen counts its portions, the noise is small and every day teaches more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from services.cafeteria.forecast.shapes import LunchDay

# Day one knows nothing: two of three who could come do, give or take a third.
PRIOR_UPTAKE, PRIOR_SPREAD = 0.65, 0.33
# Between days that are marked alike, before there are any; worth so many days.
DAY_SPREAD, DAY_SPREAD_DAYS = 0.15, 8.0
# What marks of a kind do to the logarithm, as a standard deviation.
EFFECT_SPREADS = {"weekday": 0.08, "dish": 0.1, "after": 0.12, "before": 0.12}
ROUNDS = 6
LEAST, MOST = 0.02, 1.5


@dataclass(frozen=True)
class Sample:
    """A past day: its marks, the logarithm of its uptake, and how much it counts (0 to 1)."""

    marks: Sequence[str]
    log_uptake: float
    weight: float


@dataclass(frozen=True)
class Uptake:
    """`counts` is how often each mark was seen; `noise` the spread of days that are marked alike."""

    mean: float
    mean_count: float
    effects: Mapping[str, float]
    counts: Mapping[str, float]
    noise: float

    def of(self, marks: Sequence[str]) -> float:
        """The middle of how large a part comes on a day with these marks."""
        return min(exp(self.mean + sum(self.effects.get(mark, 0.0) for mark in marks)), MOST)

    def spread_of(self, marks: Sequence[str]) -> float:
        """The standard deviation of the logarithm: the day's own, and what is not known of mean and marks."""
        prior = (self.noise / PRIOR_SPREAD) ** 2
        unknown = 1.0 / (self.mean_count + prior)
        unknown += sum(1.0 / (self.counts.get(mark, 0.0) + _days_of(mark, self.noise)) for mark in marks)
        return float(self.noise * (1.0 + unknown) ** 0.5)


def marks_of(day: LunchDay) -> list[str]:
    """What may change how many come."""
    marks = [f"weekday {day.on.weekday()}"]
    if day.dish:
        marks.append(f"dish {day.dish}")
    if day.follows_holiday:
        marks.append("after a holiday")
    if day.precedes_holiday:
        marks.append("before a holiday")
    return marks


def to_sample(day: LunchDay, came: float, weight: float) -> Sample | None:
    """None for a day that tells nothing."""
    if not day.persons or weight <= 0 or came <= 0:
        return None
    return Sample(marks_of(day), log(min(max(came / day.persons, LEAST), MOST)), weight)


def learn_uptake(samples: Sequence[Sample]) -> Uptake:
    """Fits mean and effects in turns, each to what the others leave over."""
    total = sum(each.weight for each in samples)
    counts: dict[str, float] = {}
    for sample in samples:
        for mark in sample.marks:
            counts[mark] = counts.get(mark, 0.0) + sample.weight
    mean, effects, noise = log(PRIOR_UPTAKE), dict.fromkeys(counts, 0.0), DAY_SPREAD
    for _ in range(ROUNDS):
        prior = (noise / PRIOR_SPREAD) ** 2
        left = sum(
            each.weight * (each.log_uptake - sum(effects[mark] for mark in each.marks)) for each in samples
        )
        mean = (left + prior * log(PRIOR_UPTAKE)) / (total + prior)
        _fit_effects(samples, mean, effects, counts, noise)
        noise = _noise_of(samples, mean, effects, counts, noise)
    return Uptake(mean, total, effects, counts, noise)


def _fit_effects(
    samples: Sequence[Sample],
    mean: float,
    effects: dict[str, float],
    counts: Mapping[str, float],
    noise: float,
) -> None:
    for kind in EFFECT_SPREADS:
        left = dict.fromkeys((mark for mark in effects if _kind_of(mark) == kind), 0.0)
        for sample in samples:
            rest = sample.log_uptake - mean - sum(effects[mark] for mark in sample.marks)
            for mark in sample.marks:
                if mark in left:
                    left[mark] += sample.weight * (rest + effects[mark])
        for mark, amount in left.items():
            effects[mark] = amount / (counts[mark] + _days_of(mark, noise))


def _noise_of(
    samples: Sequence[Sample],
    mean: float,
    effects: Mapping[str, float],
    counts: Mapping[str, float],
    noise: float,
) -> float:
    """The spread that the fit leaves, made larger by what the fit itself has taken away."""
    rest = sum(
        each.weight * (each.log_uptake - mean - sum(effects[mark] for mark in each.marks)) ** 2
        for each in samples
    )
    taken = sum(count / (count + _days_of(mark, noise)) for mark, count in counts.items())
    free = max(sum(each.weight for each in samples) - 1.0 - taken, 0.0)
    variance = (rest + DAY_SPREAD_DAYS * DAY_SPREAD**2) / (free + DAY_SPREAD_DAYS)
    return float(variance**0.5)


def _days_of(mark: str, noise: float) -> float:
    """How many days the belief is worth that a mark does nothing."""
    return (noise / EFFECT_SPREADS[_kind_of(mark)]) ** 2


def _kind_of(mark: str) -> str:
    return mark.split()[0]
