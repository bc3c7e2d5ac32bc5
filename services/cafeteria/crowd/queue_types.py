"""What the estimate is made from and what it says. Times of day are minutes after midnight in Korea."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.cafeteria.levels import Bounds, Level

# Expected arrivals start so many minutes before the opening: people stand there before the counters open.
EARLY_MIN = 15

Kind = Literal["level", "queue", "wait", "waiting", "entries", "exits", "served"]
Confidence = Literal["high", "fair", "low"]


@dataclass(frozen=True)
class QueueModel:
    """What is known of a day before anything was read.

    `arrivals` are expected persons a minute, one entry a minute from `opens_minute - EARLY_MIN` on; empty
    where nobody can say yet.
    """

    opens_minute: float
    closes_minute: float
    served_per_minute: float
    bounds: Bounds
    arrivals: Sequence[float] = ()


@dataclass(frozen=True)
class Observation:
    """One thing that was read or told.

    `minute` is what the value refers to; for `wait` and `waiting` when the diner joined. `value` is a level
    from 0 to 3; persons in the whole queue; minutes (`waiting`: still in the queue after so many); or a
    counter's total of the day. `entries` counts who joins the queue, `exits` who leaves it for whatever
    reason, `served` the meals handed out; several counters of one kind stand at different doors and add up.
    `source` is `kitchen`, `diner` or `sensor:<id>`. `seen_minute` is when it became known here.
    """

    kind: Kind
    minute: float
    value: float
    source: str
    seen_minute: float


@dataclass(frozen=True)
class Estimate:
    """The queue now, and how long one would wait who joined it now.

    The wait lies between low and high on four days in five. `seen_minute` is the newest moment that anything
    which counts speaks of; `sources` says how many readings of `kitchen`, `diner` and `sensor` count now.
    `arrivals_factor` compares today's arrivals with the expected ones (1 where none were expected).
    """

    queue: float
    queue_sd: float
    wait_low_min: float
    wait_mid_min: float
    wait_high_min: float
    level: Level
    confidence: Confidence
    seen_minute: float
    sources: Mapping[str, int]
    arrivals_factor: float


@dataclass(frozen=True)
class TraceStep:
    """A step of a day from `minute` on, judged from all that is known of it; `arrivals` a minute."""

    minute: float
    queue: float
    wait_min: float
    arrivals: float
    readings: int
