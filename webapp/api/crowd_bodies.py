"""What crosses the JSON interface of cafeterias: strict on the way in, described on the way out."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from services.cafeteria import Level, SensorBatch, SensorReading
from webapp.openapi import Body

MOST_READINGS = 100
LARGEST = 50_000
LevelName = Literal["quiet", "normal", "busy", "packed"]
StateName = Literal["before", "open", "after", "closed"]


def _check_instant(text: str) -> str:
    """RFC 3339; a time without an offset would be anybody's guess."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", text, re.ASCII):
        raise ValueError("an instant such as 2026-09-29T12:10:03+09:00")
    _to_instant(text)
    return text


def _to_instant(text: str) -> datetime:
    # Python keeps microseconds; finer clocks exist.
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))


InstantText = Annotated[str, AfterValidator(_check_instant)]
IdText = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class ReadingBody(Body):
    """`id` is 16 bytes that the sensor makes for each reading, in hexadecimal digits.

    `value` is the number of persons in the queue, a level from 0 to 3, or a counter's total of the day.
    """

    id: IdText
    kind: Literal["level", "queue", "entries", "exits", "served"]
    value: int = Field(json_schema_extra={"minimum": 0, "maximum": LARGEST})
    measured_at: InstantText


class SensorReadings(Body):
    """Up to 100 readings in any order. With `sent_at`, the sensor's own clock at the moment of sending, only
    ages count, and the clock may be wrong."""

    sent_at: InstantText | None = None
    readings: list[ReadingBody] = Field(min_length=1, max_length=MOST_READINGS)

    def to_batch(self) -> SensorBatch:
        readings = [
            SensorReading(bytes.fromhex(each.id), each.kind, each.value, _to_instant(each.measured_at))
            for each in self.readings
        ]
        return SensorBatch(readings, _to_instant(self.sent_at) if self.sent_at else None)


class ReadingsReceipt(Body):
    """How many were new, and how many had been taken before."""

    taken: int
    known: int


class KitchenLevel(Body):
    """One tap on one of the four buttons; `id` is 16 bytes made for each tap, in hexadecimal digits."""

    id: IdText
    level: LevelName

    def to_id(self) -> bytes:
        return bytes.fromhex(self.id)

    def to_level(self) -> Level:
        return Level(self.level)


class LevelReceipt(Body):
    level: LevelName
    as_of: str


class QueueReport(Body):
    """`id` is 16 bytes that the phone makes for each time in the queue, in hexadecimal digits."""

    id: IdText

    def to_id(self) -> bytes:
        return bytes.fromhex(self.id)


class QueueReceipt(Body):
    joined_at: str


class ServedReceipt(Body):
    wait_s: int


class Withdrawn(Body):
    id: str


class WaitBody(Body):
    """Minutes: on four days in five one waits no less and no longer."""

    low_min: int
    high_min: int


class SourcesBody(Body):
    """How many readings of each kind count now."""

    kitchen: int
    diners: int
    sensors: int


class StepBody(Body):
    """Five minutes from `minute` after midnight on, in minutes of waiting: seen, usual, expected."""

    minute: int
    seen_min: float | None
    usual_min: float | None
    low_min: float | None
    mid_min: float | None
    high_min: float | None


class LobbyAnswer(Body):
    """`as_of` is the newest reading; past `stale_after_s` it is too old to go by."""

    id: int
    name: str
    state: StateName
    level: LevelName | None
    as_of: str | None
    stale_after_s: int


class CrowdAnswer(LobbyAnswer):
    """`level`, `wait`, `queue`, `as_of`, `confidence` are null together, where nothing was read.

    `busy_from` and `quiet_from` are times of today such as 12:25. `chart` holds the day's curve as SVG paths
    and ticks. `made_at` is when anything of this last changed.
    """

    wait: WaitBody | None
    queue: int | None
    confidence: Literal["high", "fair", "low"] | None
    sources: SourcesBody
    busy_from: str | None
    quiet_from: str | None
    steps: list[StepBody]
    chart: dict[str, object]
    made_at: str
