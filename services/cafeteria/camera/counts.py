"""From looks to readings: the median of a few seconds, and a short memory of what could not be sent."""

import secrets
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median

from services.cafeteria.camera.looks import Look

FEWEST_LOOKS, COUNTED_SHARE = 3, 0.5
MOST_IN_A_BATCH = 100
# An older count is worth nothing to somebody who asks whether to go now.
KEPT_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Reading:
    """`id` is made here, once: a second sending of the same reading is harmless."""

    id: str
    value: int
    measured_at: datetime

    def to_json(self) -> dict[str, object]:
        at = self.measured_at.isoformat(timespec="seconds")
        return {"id": self.id, "kind": "queue", "value": self.value, "measured_at": at}


def make_reading(value: int, measured_at: datetime) -> Reading:
    return Reading(secrets.token_hex(16), value, measured_at)


@dataclass
class Window:
    """The looks of `length_s` seconds."""

    length_s: float
    _began_s: float | None = None
    _looks: list[Look] = field(default_factory=list)

    def add(self, look: Look) -> int | None:
        """The median when the window is full; None before, and when most of it could not be counted."""
        if self._began_s is None or look.at_s < self._began_s:
            self._began_s, self._looks = look.at_s, []
        if look.at_s - self._began_s < self.length_s:
            self._looks.append(look)
            return None
        looks, self._looks, self._began_s = self._looks, [look], look.at_s
        counts = [look.count for look in looks if look.count is not None]
        telling = sum(look.why != "same" for look in looks)
        if len(counts) < max(FEWEST_LOOKS, COUNTED_SHARE * telling):
            return None
        return round(median(counts))


class Outbox:
    """Readings that wait for the server, in memory only; used by the counting and by the sending thread."""

    def __init__(self) -> None:
        self._readings: deque[Reading] = deque()
        self._changed = threading.Condition()

    def add(self, reading: Reading) -> None:
        with self._changed:
            self._readings.append(reading)
            self._drop_old(reading.measured_at)
            self._changed.notify_all()

    def wait(self, timeout_s: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: bool(self._readings), timeout_s)

    def list_waiting(self, now: datetime) -> list[Reading]:
        """The oldest ones that are still worth something, as many as one request takes."""
        with self._changed:
            self._drop_old(now)
            return list(self._readings)[:MOST_IN_A_BATCH]

    def remove(self, batch: list[Reading]) -> None:
        gone = {reading.id for reading in batch}
        with self._changed:
            self._readings = deque(reading for reading in self._readings if reading.id not in gone)

    def _drop_old(self, now: datetime) -> None:
        """Those of a clock that was set back since are worth nothing either: the server would refuse them."""
        while self._readings and abs(now - self._readings[0].measured_at) > KEPT_FOR:
            self._readings.popleft()


def utc_now() -> datetime:
    return datetime.now(UTC)
