"""The demonstration's lunch begins anew every hour: then nothing speaks of a time that is still to come."""

import random
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest

from services import cafeteria
from services.cafeteria import Bounds, CafeteriaPlan, Portions, SensorBatch, SensorReading
from services.clock import local_instant
from services.db import Database
from services.demo.kitchen import DemoKitchen
from services.demo.organisation import build_organisation
from tests.clocks import HandClock
from tests.factories import NOW

TODAY = date(2026, 9, 29)
LATE = local_instant(TODAY, time(12, 45))
VISITORS = CafeteriaPlan("별관 식당", "", 690, 780, 1, 6.0, Bounds(3, 8, 15))


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "balgil.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'balgil.db'}")
    with database.writing() as session:
        build_organisation(session, random.Random(1), NOW)
    yield database
    database.dispose()


def test_what_a_visitor_did_later_has_not_happened_yet(database: Database) -> None:
    clock = HandClock(LATE)
    kitchen = DemoKitchen(database, clock)
    with database.writing() as session:
        hall = cafeteria.create_cafeteria(session, VISITORS, NOW)
        sensor, _ = cafeteria.create_sensor(session, hall, "문 앞 카메라", None, LATE)
        cafeteria.count_portions(session, hall, TODAY, Portions(615, 12), by_id=1, now=LATE)
        reading = SensorReading(bytes(16), "queue", 12, LATE)
        cafeteria.record_sensor_readings(session, sensor, SensorBatch([reading], LATE), LATE)
    kitchen.play()
    with database.reading() as session:
        assert cafeteria.load_crowd(session, hall, LATE).level
        assert cafeteria.list_sensors(session, hall)[0].last_seen_at == LATE
    clock.at = local_instant(TODAY, time(11, 50))
    kitchen.play()
    for at in (clock.at, LATE):
        with database.reading() as session:
            assert cafeteria.load_crowd(session, hall, at).level is None
            assert cafeteria.list_sensors(session, hall)[0].last_seen_at is None
            (day,) = cafeteria.list_meal_days(session, hall, TODAY, TODAY)
            assert (day.served, day.left_over, day.counted_at) == (None, None, None)
