"""What the forecast is made of and what it says. Minutes are minutes after midnight in Korea."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

STEP_MIN = 5
FEW_DAYS = 10
SEEN_WITHIN = 2  # steps: further away from every reading, a trace repeats what was expected
EARLY_MIN = 15  # people stand before the door that long before it opens

# Pairs of a slot's first minute (None: any time) and how many could come then.
Shares = Sequence[tuple[int | None, int]]


class ForecastStep(NamedTuple):
    """The wait in minutes of somebody who joins at `minute`: eight days in ten lie from `low` to `high`."""

    minute: int
    low: float
    mid: float
    high: float


class UsualStep(NamedTuple):
    """The mean wait of this weekday at `minute`."""

    minute: int
    wait: float


class TraceLike(Protocol):
    """Five minutes of a day from `minute` on, as `crowd` traces them afterwards; `arrivals` a minute."""

    @property
    def minute(self) -> float: ...
    @property
    def queue(self) -> float: ...
    @property
    def wait_min(self) -> float: ...
    @property
    def arrivals(self) -> float: ...
    @property
    def readings(self) -> int: ...


class EstimateLike(Protocol):
    """What the forecast takes over from the estimate of the present."""

    @property
    def queue(self) -> float: ...
    @property
    def queue_sd(self) -> float: ...
    @property
    def confidence(self) -> str: ...
    @property
    def arrivals_factor(self) -> float: ...


class SlotLike(Protocol):
    @property
    def starts_minute(self) -> int: ...
    @property
    def ends_minute(self) -> int: ...


class PastStep(NamedTuple):
    """Five minutes of a past day from `minute` on; `arrivals` a minute. `expected` is the wait that the days
    before it had made expect."""

    minute: int
    queue: float
    wait_min: float
    arrivals: float
    readings: int
    expected: ForecastStep | None = None


@dataclass(frozen=True)
class Hours:
    """When a cafeteria serves, how many a minute, and when lunch begins for those who have no slot."""

    opens_minute: int
    closes_minute: int
    served_per_minute: float
    lunch_minute: int = 12 * 60

    @property
    def first_minute(self) -> int:
        return self.opens_minute - EARLY_MIN

    @property
    def steps(self) -> range:
        """The minutes that forecasts are for."""
        return range(self.first_minute, self.closes_minute + 1, STEP_MIN)


@dataclass(frozen=True)
class LunchDay:
    """What is known of a day's lunch beforehand. `dish` is the main one, empty where nobody told."""

    on: date
    shares: Shares
    dish: str = ""
    follows_holiday: bool = False
    precedes_holiday: bool = False

    @property
    def persons(self) -> int:
        return sum(persons for _, persons in self.shares)


@dataclass(frozen=True)
class PastDay:
    """A day that was served. `rate` is the serving rate that its steps were estimated with, `served` the
    portions that the kitchen counted."""

    lunch: LunchDay
    rate: float
    steps: Sequence[PastStep]
    served: int | None = None


@dataclass(frozen=True)
class Calibration:
    """What past errors teach of the band: by what its edges move, as parts of what they are and a minute."""

    below: float = 0.0
    above: float = 0.0

    def apply(self, step: ForecastStep, hours: Hours) -> ForecastStep:
        """The step with its band put right."""
        door = max(hours.opens_minute - step.minute, 0)
        low = max(step.low + self.below * (1 + step.low), door)
        high = step.high + self.above * (1 + step.high)
        return step._replace(low=min(low, step.mid), high=max(high, step.mid))


@dataclass(frozen=True)
class Outlook:
    """A day as it is expected beforehand.

    `arrivals` are persons a minute, one entry a minute from fifteen minutes before the opening on, `expected`
    all of them together; steps are missing where nobody can say who comes. `raw_steps` are `steps` before
    past errors put them right. `usual` is the mean of
    the weekday, empty until it was seen twice. `spread` is the standard deviation of the logarithm of how
    many come, `days` how many days it has learned from.
    """

    lunch: LunchDay
    hours: Hours
    arrivals: Sequence[float]
    raw_steps: Sequence[ForecastStep]
    steps: Sequence[ForecastStep]
    usual: Sequence[UsualStep]
    expected: float
    spread: float
    days: int
    calibration: Calibration

    @property
    def on(self) -> date:
        return self.lunch.on

    @property
    def served_per_minute(self) -> float:
        """What the counters serve, as learned."""
        return self.hours.served_per_minute

    @property
    def is_thin(self) -> bool:
        """Whether the history is too short for weekdays and dishes to be known."""
        return self.days < FEW_DAYS


@dataclass(frozen=True)
class DayForecast:
    """A day to come; `peak` is the step with the longest wait, None where nobody can say who comes."""

    on: date
    expected: float
    peak: ForecastStep | None
    dish: str
    is_thin: bool


@dataclass(frozen=True)
class Prospect:
    """What is expected of a day and of the six after it: `today` is None where nothing is served then,
    `coming` are the days of serving after it."""

    today: Outlook | None
    coming: Sequence[DayForecast]
