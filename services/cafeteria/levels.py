"""How crowded it is, in the four words of the kitchen's buttons.

A word stands for a wait: each cafeteria says from how many minutes on it is the next one.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    QUIET = "quiet"
    NORMAL = "normal"
    BUSY = "busy"
    PACKED = "packed"


LEVELS = tuple(Level)


@dataclass(frozen=True)
class Bounds:
    """From how many minutes of waiting on it is normal, busy, packed; rising."""

    normal_min: int
    busy_min: int
    packed_min: int

    def level_of(self, wait_min: float) -> Level:
        return LEVELS[sum(wait_min >= bound for bound in self._all)]

    def minutes_of(self, level: Level) -> tuple[float, float]:
        """The waits that a level stands for, from and until; the last one has no end."""
        edges = (0.0, *map(float, self._all), float("inf"))
        place = LEVELS.index(level)
        return edges[place], edges[place + 1]

    @property
    def _all(self) -> tuple[int, int, int]:
        return self.normal_min, self.busy_min, self.packed_min
