"""How many of those who could come do come: learned from the days that were counted.

The share differs by weekday, but a weekday alone has few days: it is drawn towards the share of all days by
`SHRUNK_BY_DAYS` days' worth of staff. Older days count less.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LOOKS_BACK = timedelta(days=84)
HALF_LIFE_DAYS = 28
SHRUNK_BY_DAYS = 3
# Guests eat too; what is above this is a mistake in counting.
HIGHEST_UPTAKE = 1.5
ERROR_DAYS = 20


@dataclass(frozen=True)
class CountedDay:
    """A day whose portions were counted: how many could come, and how many did."""

    on: date
    could_come: int
    served: int


@dataclass(frozen=True)
class HeadError:
    """How far what the kitchen was told was from what it served, over its last `days` counted days.

    `mean_absolute` in portions, `share` of the portions served; `bias` above zero: too many were expected.
    """

    days: int
    mean_absolute: float
    bias: float
    share: float


def learn_uptake(days: Iterable[CountedDay], on: date) -> float | None:
    """The share of those who could come that is to be expected on a day; None before anything was counted."""
    weighed: list[tuple[float, CountedDay]] = [
        (0.5 ** ((on - day.on).days / HALF_LIFE_DAYS), day)
        for day in days
        if on - LOOKS_BACK <= day.on < on and day.could_come > 0
    ]
    if not weighed:
        return None
    came, could = _sums(weighed)
    overall = came / could
    own_came, own_could = _sums([(w, day) for w, day in weighed if day.on.weekday() == on.weekday()])
    drawn = SHRUNK_BY_DAYS * could / sum(w for w, _ in weighed)
    return min((own_came + drawn * overall) / (own_could + drawn), HIGHEST_UPTAKE)


def measure_error(days: Sequence[tuple[int, int]]) -> HeadError | None:
    """The error of pairs of what was told and what was served; None without any."""
    if not days:
        return None
    errors = [told - served for told, served in days]
    absolute, served_in_all = sum(map(abs, errors)), sum(served for _, served in days)
    return HeadError(
        days=len(days),
        mean_absolute=absolute / len(days),
        bias=sum(errors) / len(days),
        share=absolute / served_in_all if served_in_all else 0.0,
    )


def _sums(weighed: Sequence[tuple[float, CountedDay]]) -> tuple[float, float]:
    came = sum(weight * day.served for weight, day in weighed)
    return came, sum(weight * day.could_come for weight, day in weighed)
