"""What was read and told on one day, as the estimate takes it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria.crowd.counters import count_from_night
from services.cafeteria.crowd.models import QueueReport, Reading
from services.cafeteria.crowd.queue_types import Kind, Observation
from services.clock import local_instant

COUNTERS = ("entries", "exits", "served")
# Sensors may post every second; the queue does not change as fast.
THIN_S = 20
# A counter that stood still over a holiday is known again.
NIGHT_LOOKS_BACK = timedelta(days=14)
# Who has not been served by then has forgotten the second tap.
LONGEST_WAIT = timedelta(minutes=60)


class _Row(NamedTuple):
    sensor_id: int | None
    kind: str
    value: int
    measured_at: datetime
    received_at: datetime


def list_observations(session: Session, cafeteria_id: int, on: date, until: datetime) -> list[Observation]:
    """All of a day up to an instant, in the order of what they refer to."""
    midnight = local_instant(on, time(0))
    found = [
        *_list_readings(session, cafeteria_id, midnight, until),
        *_list_reports(session, cafeteria_id, midnight, until),
    ]
    return sorted(found, key=lambda observation: (observation.minute, observation.seen_minute))


def minute_of(at: datetime, on: date) -> float:
    """Minutes after midnight in Korea of a day."""
    return (at - local_instant(on, time(0))).total_seconds() / 60


def _list_readings(
    session: Session, cafeteria_id: int, midnight: datetime, until: datetime
) -> Iterator[Observation]:
    query = (
        select(Reading.sensor_id, Reading.kind, Reading.value, Reading.measured_at, Reading.received_at)
        .where(
            Reading.cafeteria_id == cafeteria_id,
            Reading.measured_at >= midnight,
            Reading.measured_at < midnight + timedelta(days=1),
            Reading.received_at <= until,
        )
        .order_by(Reading.sensor_id, Reading.kind, Reading.measured_at, Reading.id)
    )
    rows = [_Row(*row) for row in session.execute(query)]
    for (sensor_id, kind), group in groupby(rows, key=lambda row: (row.sensor_id, row.kind)):
        series = list(group)
        values = [row.value for row in series]
        if sensor_id is not None and kind in COUNTERS:
            values = count_from_night(values, _find_before(session, sensor_id, kind, midnight))
        source = "kitchen" if sensor_id is None else f"sensor:{sensor_id}"
        for row, value in _thin(zip(series, values, strict=True)):
            yield Observation(
                kind=cast(Kind, kind),
                minute=_minutes(row.measured_at - midnight),
                value=value,
                source=source,
                seen_minute=_minutes(row.received_at - midnight),
            )


def _thin(series: Iterable[tuple[_Row, int]]) -> list[tuple[_Row, int]]:
    """The last of each twenty seconds."""
    kept = {int(row.measured_at.timestamp()) // THIN_S: (row, value) for row, value in series}
    return list(kept.values())


def _find_before(session: Session, sensor_id: int, kind: str, midnight: datetime) -> int | None:
    query = select(Reading.value).where(
        Reading.sensor_id == sensor_id,
        Reading.kind == kind,
        Reading.measured_at < midnight,
        Reading.measured_at >= midnight - NIGHT_LOOKS_BACK,
    )
    return session.scalar(query.order_by(Reading.measured_at.desc(), Reading.id.desc()).limit(1))


def _list_reports(
    session: Session, cafeteria_id: int, midnight: datetime, until: datetime
) -> Iterator[Observation]:
    query = select(QueueReport.joined_at, QueueReport.served_at).where(
        QueueReport.cafeteria_id == cafeteria_id,
        QueueReport.joined_at >= midnight,
        QueueReport.joined_at <= until,
        QueueReport.joined_at < midnight + timedelta(days=1),
    )
    for joined_at, served_at in session.execute(query):
        joined = _minutes(joined_at - midnight)
        if served_at is not None and served_at <= until:
            waited, served = _minutes(served_at - joined_at), _minutes(served_at - midnight)
            yield Observation("wait", joined, waited, "diner", seen_minute=served)
        elif until - joined_at <= LONGEST_WAIT:
            # Known since that one tap: its age must not vanish with the time that passes.
            yield Observation("waiting", joined, _minutes(until - joined_at), "diner", seen_minute=joined)


def _minutes(since: timedelta) -> float:
    return since.total_seconds() / 60
