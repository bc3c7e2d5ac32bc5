"""A cafeteria at noon, with what tells how crowded it is."""

import itertools
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from services import cafeteria
from services.cafeteria import (
    Bounds,
    CafeteriaPlan,
    Crowd,
    Level,
    SensorBatch,
    SensorReading,
    SensorView,
    Taken,
)
from services.clock import local_instant
from services.db import Database
from tests.clocks import HandClock
from tests.factories import TODAY

Result = TypeVar("Result")
PLAN = CafeteriaPlan("본관 식당", "본관 지하 1층", 690, 810, 2, 12.0, Bounds(3, 8, 15))
NOON = local_instant(TODAY, time(12))


class Lunch:
    """One cafeteria, open from 11:30 to 13:30, at noon."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.database, self.clock = database, clock
        self._numbers = itertools.count(1)
        clock.at = NOON
        self.id = self.write(lambda session: cafeteria.create_cafeteria(session, PLAN, NOON))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def write(self, work: Callable[[Session], Result]) -> Result:
        with self.database.writing() as session:
            return work(session)

    def read(self, work: Callable[[Session], Result]) -> Result:
        with self.database.reading() as session:
            return work(session)

    def new_id(self) -> bytes:
        return next(self._numbers).to_bytes(16, "big")

    def crowd(self) -> Crowd:
        return self.read(lambda session: cafeteria.load_crowd(session, self.id, self.now))

    def tap(self, level: Level, repeat_id: bytes | None = None) -> datetime:
        """The kitchen's tap."""
        given = repeat_id or self.new_id()
        return self.write(lambda s: cafeteria.record_level(s, self.id, level, given, self.now))

    def sensor(self, name: str = "입구") -> SensorView:
        return self.write(lambda s: cafeteria.create_sensor(s, self.id, name, None, self.now))[0]

    def reading(
        self, value: int = 20, kind: str = "queue", ago_s: float = 0, id: bytes | None = None
    ) -> SensorReading:
        """By a clock that is right."""
        return SensorReading(id or self.new_id(), kind, value, self.now - timedelta(seconds=ago_s))  # type: ignore[arg-type]

    def send(self, sensor: SensorView, *readings: SensorReading, sent_at: datetime | None = None) -> Taken:
        batch = SensorBatch(readings, sent_at)
        return self.write(lambda s: cafeteria.record_sensor_readings(s, sensor, batch, self.now))

    def join(self, mark: bytes, report_id: bytes | None = None) -> bytes:
        given = report_id or self.new_id()
        self.write(lambda s: cafeteria.join_queue(s, self.id, given, mark, self.now))
        return given

    def leave(self, report_id: bytes, mark: bytes | None = None) -> timedelta:
        return self.write(lambda s: cafeteria.leave_queue(s, self.id, report_id, self.now, mark))


def mark_of(number: int) -> bytes:
    """What stands for a person and a day."""
    return number.to_bytes(32, "big")
