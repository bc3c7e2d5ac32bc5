"""A sensor that is tried in a demonstration: its clock is everybody's, the cafeterias' is not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from services import cafeteria
from services.cafeteria import Bounds, CafeteriaPlan
from services.keys import open_web_keys
from services.settings import Mode, Settings
from tests.clocks import HandClock
from tests.factories import NOW
from webapp import create_app
from webapp.context import EXTENSION, Parts

PLAN = CafeteriaPlan("별관 식당", "", 690, 780, 1, 6.0, Bounds(3, 8, 15))


class TickingClock(HandClock):
    """Asked twice, it answers twice."""

    def now(self) -> datetime:
        return self.advance(microseconds=1)


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    (tmp_path / "balgil.db").write_bytes(sqlite_template.read_bytes())
    settings = Settings(mode=Mode.DEMO, state_dir=tmp_path, demo_lunch=True)
    open_web_keys(settings, NOW)
    app = create_app(settings, TickingClock())
    yield app
    app.extensions[EXTENSION].database.dispose()


@pytest.mark.parametrize("tells_time", [True, False])
def test_its_clock_is_not_called_wrong_and_its_readings_are_of_now(app: Flask, tells_time: bool) -> None:
    parts: Parts = app.extensions[EXTENSION]
    lunch_at = parts.lunch_clock.now()
    assert abs(lunch_at - NOW) > timedelta(hours=1)
    with parts.database.writing() as session:
        hall = cafeteria.create_cafeteria(session, PLAN, lunch_at)
        _, key = cafeteria.create_sensor(session, hall, "문 앞 카메라", None, lunch_at)

    def send(at: datetime) -> int:
        readings = [{"id": "0" * 32, "kind": "queue", "value": 12, "measured_at": at.isoformat()}]
        body = {"readings": readings} | ({"sent_at": NOW.isoformat()} if tells_time else {})
        answer = app.test_client().post(
            f"/api/v1/cafeterias/{hall}/readings", json=body, headers={"Authorization": f"Bearer {key}"}
        )
        return answer.status_code

    for _ in ("first", "again"):
        assert send(NOW - timedelta(seconds=30)) == 200
    with parts.database.reading() as session:
        (sensor,) = cafeteria.list_sensors(session, hall)
        assert not sensor.clock_offset_s
        as_of = cafeteria.load_crowd(session, hall, parts.lunch_clock.now()).as_of
    assert as_of
    assert abs(lunch_at - as_of - timedelta(seconds=30)) < timedelta(seconds=1)
    assert send(NOW + timedelta(hours=1)) == 422
