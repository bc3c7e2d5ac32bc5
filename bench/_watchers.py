"""A town whose whole staff watches one cafeteria at noon: made through the product's own functions."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bench._crowd import cookie_of
from bench._servers import demo_environment
from services import cafeteria, people
from services.cafeteria import Bounds, CafeteriaPlan, Level
from services.clock import ShiftedClock, local_instant
from services.db import Database
from services.migrate import upgrade
from services.people.sessions import open_session
from services.settings import Mode, Settings
from webapp import create_app

NOON = local_instant(date(2026, 11, 24), time(12, 10))
PLAN = CafeteriaPlan("본관 구내식당", "본관 지하 1층", 690, 810, 4, 40.0, Bounds(3, 8, 15))


class Town:
    """Cookies of so many members of staff, all signed in, and a cafeteria whose kitchen has tapped."""

    def __init__(self, folder: Path, url: str, size: int) -> None:
        self.shift = NOON - datetime.now(UTC)
        self.settings = Settings(mode=Mode.DEMO, state_dir=folder, database_url=url)
        self.database = Database(url)
        self._taps = 0
        upgrade(self.database.engine)
        ids = self._hire(size)
        self.cafeteria_id = self._open()
        self.tap(Level.NORMAL)
        app = create_app(self.settings, ShiftedClock(self.shift))
        self.cookies = [cookie_of(app, token) for token in self._sign_in(ids)]
        self.path = f"/api/v1/cafeterias/{self.cafeteria_id}"

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def environment(self) -> dict[str, str]:
        return demo_environment(self.settings) | {
            "BENCH_SHIFT_S": str(self.shift.total_seconds()),
            "BENCH_BODY": str(self.settings.state_dir / "body.json"),
        }

    def tap(self, level: Level) -> None:
        """The kitchen's tap, in a process of its own as far as the servers can tell."""
        self._taps += 1
        repeat_id = self._taps.to_bytes(16, "big")
        with self.database.writing() as session:
            cafeteria.record_level(session, self.cafeteria_id, level, repeat_id, self.now)

    def body(self) -> bytes:
        with self.database.reading() as session:
            bodies = cafeteria.find_snapshot_bodies(session, self.cafeteria_id)
        return bodies.body if bodies else b""

    def _hire(self, size: int) -> list[int]:
        began = date(2026, 1, 1)
        with self.database.writing() as session:
            unit = people.create_unit(session, people.UnitKind.INSTITUTION, "가온시", None, began)
            persons = [people.NewPerson(f"{n:05}", f"직원{n}", began, unit) for n in range(size)]
            return list(people.create_persons(session, persons, self.now).values())

    def _open(self) -> int:
        with self.database.writing() as session:
            return cafeteria.create_cafeteria(session, PLAN, self.now)

    def _sign_in(self, ids: list[int]) -> list[str]:
        begun = self.now - timedelta(hours=4)
        with self.database.writing() as session:
            return [
                open_session(
                    session, staff_id, label="bench", method="password", now=begun, lifetime=timedelta(days=1)
                )
                for staff_id in ids
            ]
