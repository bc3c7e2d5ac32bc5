"""What the kitchen taps and what sensors count.

Invariants
- What is sent again changes nothing; the same id with another content is a Conflict.
- A sensor's clock is not believed where it told its time: then only ages count, and a clock that is an hour
  off does no harm.
- A batch is taken whole or not at all, and what is wrong in it is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.crowd.models import Reading
from services.cafeteria.crowd.sensors import SensorView, note_clock
from services.cafeteria.crowd.snapshot import lock_crowd, refresh_snapshot
from services.cafeteria.levels import LEVELS, Level
from services.errors import Conflict, Invalid
from services.texts import N_

SensorKind = Literal["level", "queue", "entries", "exits", "served"]

MOST_READINGS, ID_BYTES = 100, 16
# The largest value that can be true; a counter's total is of one day.
MOST: dict[str, int] = {"level": 3, "queue": 2_000, "entries": 50_000, "exits": 50_000, "served": 50_000}
FUTURE = timedelta(minutes=2)
OLDEST = timedelta(days=31)
KITCHEN = "kitchen"


@dataclass(frozen=True)
class SensorReading:
    """`id` is 16 bytes that the sensor makes for each reading; `measured_at` is by its own clock."""

    id: bytes
    kind: SensorKind
    value: int
    measured_at: datetime


@dataclass(frozen=True)
class SensorBatch:
    """`sent_at` is the sensor's own clock at the very moment of sending."""

    readings: Sequence[SensorReading]
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """How many of a batch are new, and how many were here before."""

    taken: int
    known: int


def record_level(
    session: Session, cafeteria_id: int, level: Level, repeat_id: bytes, now: datetime
) -> datetime:
    """The kitchen's tap on one of its four buttons; when it was first taken.

    Raises: NotFound; Invalid `repeat_id`; Conflict `reading_differs`.
    """
    get_cafeteria(session, cafeteria_id)
    lock_crowd(session, cafeteria_id)
    _check_id("id", repeat_id)
    row = Reading(
        cafeteria_id=cafeteria_id,
        sensor_id=None,
        kind="level",
        value=LEVELS.index(level),
        measured_at=now,
        told_at=None,
        received_at=now,
        repeat_id=_repeat_id(KITCHEN, repeat_id),
    )
    known = _find_known(session, [row])
    if row.repeat_id in known:
        _refuse_other_content(known[row.repeat_id], row, "id")
        return known[row.repeat_id].measured_at
    session.add(row)
    session.flush()
    refresh_snapshot(session, cafeteria_id, now)
    return now


def record_sensor_readings(session: Session, sensor: SensorView, batch: SensorBatch, now: datetime) -> Taken:
    """What a sensor has counted, up to 100 readings in any order.

    Raises: Invalid `readings` with each wrong field; Conflict `reading_differs`.
    """
    lock_crowd(session, sensor.cafeteria_id)
    offset = batch.sent_at - now if batch.sent_at else None
    _check_batch(batch, offset, now)
    rows = [_to_row(sensor, reading, offset, now) for reading in batch.readings]
    known = _find_known(session, rows)
    new: dict[bytes, Reading] = {}
    for place, row in enumerate(rows):
        earlier = known.get(row.repeat_id) or new.setdefault(row.repeat_id, row)
        _refuse_other_content(earlier, row, f"readings.{place}.id")
    if new:
        session.add_all(new.values())
        note_clock(session, sensor, round(offset.total_seconds()) if offset is not None else None, now)
        session.flush()
        refresh_snapshot(session, sensor.cafeteria_id, now)
    return Taken(len(new), len(rows) - len(new))


def _check_batch(batch: SensorBatch, offset: timedelta | None, now: datetime) -> None:
    wrong: dict[str, str] = {}
    if not 0 < len(batch.readings) <= MOST_READINGS:
        wrong["readings"] = N_("측정값은 한 번에 1개에서 100개까지 보낼 수 있어요.")
    if batch.sent_at and not _is_storable(batch.sent_at):
        wrong["sent_at"] = N_("시각을 확인해 주세요.")
    for place, reading in enumerate(batch.readings[:MOST_READINGS]):
        wrong |= {
            f"readings.{place}.{name}": sentence for name, sentence in _find_wrong(reading, offset, now)
        }
    if wrong:
        raise Invalid("readings", fields=wrong)


def _find_wrong(reading: SensorReading, offset: timedelta | None, now: datetime) -> list[tuple[str, str]]:
    wrong = []
    if len(reading.id) != ID_BYTES:
        wrong.append(("id", N_("측정값의 번호는 16바이트여야 해요.")))
    if not 0 <= reading.value <= MOST[reading.kind]:
        wrong.append(("value", N_("이 종류의 측정값으로는 있을 수 없는 수예요.")))
    # By the sensor's own clock as it was when it sent, else by ours.
    age = now + (offset or timedelta()) - reading.measured_at
    if age < -FUTURE:
        wrong.append(("measured_at", N_("앞으로 올 시각의 측정값은 받을 수 없어요.")))
    elif age > OLDEST or not _is_storable(reading.measured_at):
        wrong.append(("measured_at", N_("31일보다 오래된 측정값은 받을 수 없어요.")))
    return wrong


def _is_storable(at: datetime) -> bool:
    """A clock without a battery wakes up in 1970; years beyond that are no clock's."""
    return 1970 <= at.year < 2100


def _to_row(sensor: SensorView, reading: SensorReading, offset: timedelta | None, now: datetime) -> Reading:
    return Reading(
        cafeteria_id=sensor.cafeteria_id,
        sensor_id=sensor.id,
        kind=reading.kind,
        value=reading.value,
        measured_at=min(reading.measured_at - (offset or timedelta()), now).astimezone(UTC),
        told_at=reading.measured_at.astimezone(UTC),
        received_at=now,
        repeat_id=_repeat_id(f"sensor {sensor.id}", reading.id),
    )


def _find_known(session: Session, rows: Sequence[Reading]) -> dict[bytes, Reading]:
    query = select(Reading).where(
        Reading.cafeteria_id == rows[0].cafeteria_id, Reading.repeat_id.in_([row.repeat_id for row in rows])
    )
    return {row.repeat_id: row for row in session.scalars(query)}


def _refuse_other_content(earlier: Reading, row: Reading, field: str) -> None:
    if (earlier.kind, earlier.value, earlier.told_at) != (row.kind, row.value, row.told_at):
        sentence = N_("같은 번호로 다른 측정값을 이미 받았어요.")
        raise Conflict("reading_differs", sentence, fields={field: sentence})


def _check_id(field: str, given: bytes) -> None:
    if len(given) != ID_BYTES:
        raise Invalid("repeat_id", fields={field: N_("번호는 16바이트여야 해요.")})


def _repeat_id(sender: str, given: bytes) -> bytes:
    """Ids of two senders never meet, however they make them."""
    return sha256(f"{sender}\x00".encode() + given).digest()[:ID_BYTES]
