"""Sensors: whatever posts readings with a key of its own, shown once and known here by its SHA-256."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.crowd.models import Sensor
from services.errors import Conflict, Forbidden, Invalid, NotFound, SignedOut
from services.locks import lock_subject
from services.texts import N_, tidy_line

LONGEST_NAME, MOST_SENSORS = 60, 50
KEY_BYTES, PREFIX, LONGEST_KEY = 32, "balgil_", 200


@dataclass(frozen=True)
class SensorView:
    """`clock_offset_s` is by how much its clock was ahead of ours, None where it never told its time."""

    id: int
    cafeteria_id: int
    name: str
    made_at: datetime
    ended_at: datetime | None
    last_seen_at: datetime | None
    clock_offset_s: int | None


def create_sensor(
    session: Session, cafeteria_id: int, name: str, by_id: int | None, now: datetime
) -> tuple[SensorView, str]:
    """A new sensor and its key, which cannot be shown again.

    Raises: NotFound; Invalid `sensor_name`; Conflict `sensor_name_taken`, `too_many_sensors`.
    """
    get_cafeteria(session, cafeteria_id)
    lock_subject(session, f"cafeteria sensors {cafeteria_id}")
    name = _check_name(session, cafeteria_id, name)
    key = PREFIX + token_urlsafe(KEY_BYTES)
    row = Sensor(
        cafeteria_id=cafeteria_id,
        name=name,
        key_hash=_hash(key),
        made_by_id=by_id,
        made_at=now,
        ended_at=None,
        last_seen_at=None,
        clock_offset_s=None,
    )
    session.add(row)
    session.flush()
    return _to_view(row), key


def end_sensor(session: Session, cafeteria_id: int, sensor_id: int, now: datetime) -> None:
    """Its key opens nothing from now on; what it has read stays. Raises: NotFound `sensor_not_found`."""
    row = session.get(Sensor, sensor_id)
    if row is None or row.cafeteria_id != cafeteria_id:
        raise NotFound("sensor_not_found", N_("그런 센서가 없어요."))
    row.ended_at = row.ended_at or now
    session.flush()


def list_sensors(session: Session, cafeteria_id: int) -> list[SensorView]:
    """Those in use first, then by age."""
    query = select(Sensor).where(Sensor.cafeteria_id == cafeteria_id)
    return [_to_view(row) for row in session.scalars(query.order_by(Sensor.ended_at.is_not(None), Sensor.id))]


def verify_sensor(session: Session, cafeteria_id: int, key: str) -> SensorView:
    """The sensor that this key belongs to.

    Raises: SignedOut `sensor_key` for an unknown key, `sensor_key_ended` for one that was ended; Forbidden
    `other_cafeteria`.
    """
    hashed = _hash(key[:LONGEST_KEY])
    row = session.scalar(select(Sensor).where(Sensor.key_hash == hashed))
    # The index has compared hashes of 32 random bytes; nothing about a key can be timed from that.
    if row is None or not hmac.compare_digest(row.key_hash, hashed):
        raise SignedOut("sensor_key", N_("센서 키가 맞지 않아요."))
    if row.ended_at is not None:
        raise SignedOut("sensor_key_ended", N_("사용을 끝낸 센서 키예요."))
    if row.cafeteria_id != cafeteria_id:
        raise Forbidden("other_cafeteria", N_("다른 구내식당의 센서 키예요."))
    return _to_view(row)


def note_clock(session: Session, sensor: SensorView, offset_s: int | None, now: datetime) -> None:
    """Notes that the sensor was heard, and by how much its clock is ahead of ours where it told its time."""
    row = session.get_one(Sensor, sensor.id)
    row.last_seen_at = now
    if offset_s is not None:
        row.clock_offset_s = offset_s


def _check_name(session: Session, cafeteria_id: int, name: str) -> str:
    name = tidy_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        sentence = N_("센서 이름을 60자 안에서 적어 주세요.")
        raise Invalid("sensor_name", sentence, fields={"name": sentence})
    in_use = (Sensor.cafeteria_id == cafeteria_id, Sensor.ended_at.is_(None))
    if session.scalar(select(Sensor.id).where(*in_use, Sensor.name == name)) is not None:
        sentence = N_("같은 이름의 센서가 이미 있어요.")
        raise Conflict("sensor_name_taken", sentence, fields={"name": sentence})
    if session.scalar(select(func.count()).select_from(Sensor).where(*in_use)) == MOST_SENSORS:
        raise Conflict("too_many_sensors", N_("센서는 한 식당에 50개까지 쓸 수 있어요."))
    return name


def _hash(key: str) -> bytes:
    return sha256(key.encode("utf-8", "replace")).digest()


def _to_view(row: Sensor) -> SensorView:
    return SensorView(
        row.id,
        row.cafeteria_id,
        row.name,
        row.made_at,
        row.ended_at,
        row.last_seen_at,
        row.clock_offset_s,
    )
