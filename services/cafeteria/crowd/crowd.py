"""How crowded a cafeteria is, how that is known, and what is to come: what pages and watchers show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from services.cafeteria.crowd.chart import Chart, ChartStep
from services.cafeteria.crowd.queue_types import Confidence
from services.cafeteria.levels import Level

STALE_AFTER = timedelta(minutes=10)


class State(StrEnum):
    """Of serving today; `closed` on a day without any."""

    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"
    CLOSED = "closed"


@dataclass(frozen=True)
class Wait:
    """Whole minutes: on four days in five one waits no less and no longer."""

    low_min: int
    high_min: int


@dataclass(frozen=True)
class Sources:
    """How many readings of each kind count now."""

    kitchen: int = 0
    diners: int = 0
    sensors: int = 0


@dataclass(frozen=True)
class Crowd:
    """`level`, `wait`, `queue`, `as_of` and `confidence` are null together: where nothing was read.

    `as_of` is the newest reading that counts. `busy_from` and `quiet_from` are times of today such as
    "12:25": when it becomes busy, and from when on it is quiet again. `steps` are five minutes each.
    """

    id: int
    name: str
    state: State
    level: Level | None
    wait: Wait | None
    queue: int | None
    as_of: datetime | None
    confidence: Confidence | None
    sources: Sources
    busy_from: str | None
    quiet_from: str | None
    stale_after_s: int
    steps: tuple[ChartStep, ...]
    chart: Chart
    made_at: datetime

    def is_stale(self, now: datetime) -> bool:
        """Whether the newest reading is too old to go by; also where there is none."""
        return self.as_of is None or now - self.as_of > STALE_AFTER

    def age_min(self, now: datetime) -> int | None:
        """Whole minutes since the newest reading."""
        return max(int((now - self.as_of).total_seconds() // 60), 0) if self.as_of else None


@dataclass(frozen=True)
class LobbyCrowd:
    """What everybody may see."""

    id: int
    name: str
    state: State
    level: Level | None
    as_of: datetime | None
    stale_after_s: int


_CROWD = TypeAdapter(Crowd)
_LOBBY = TypeAdapter(LobbyCrowd)


def crowd_to_json(crowd: Crowd) -> str:
    return _CROWD.dump_json(crowd).decode()


def crowd_from_json(text: str) -> Crowd | None:
    """None where another release wrote it otherwise."""
    try:
        return _CROWD.validate_json(text)
    except ValidationError:
        return None


def lobby_to_json(crowd: Crowd) -> str:
    lobby = LobbyCrowd(crowd.id, crowd.name, crowd.state, crowd.level, crowd.as_of, crowd.stale_after_s)
    return _LOBBY.dump_json(lobby).decode()
