"""A town at lunch on a Tuesday in November: 12:05, and a cafeteria for each state that a page can show."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Page

from services import cafeteria, people, workdays
from services.cafeteria import Bounds, CafeteriaPlan, Level, LunchFrame
from services.clock import ShiftedClock, local_day, local_instant
from services.db import Database
from services.people.sessions import open_session
from tests.browser.server import Server, running_server
from tests.cast import Cast, Member, make_cast
from tests.factories import LONG_AGO, password_hash
from webapp import create_app

TUESDAY = date(2026, 11, 24)
NOON = local_instant(TUESDAY, time(12, 5))
OPENS, CLOSES = 690, 780
DAY_S = 86_400
DEPARTMENTS = ("도로과", "세무과", "복지과")
MENU = "11.24.(화)\n곤드레밥\n시래기된장국(5.6)\n제육볶음(5.6.10)\n두부조림(5)\n배추김치(9)"


@dataclass
class Lunch:
    """A running product at lunch time; `halls` are its cafeterias by state."""

    server: Server
    app: Flask
    clock: ShiftedClock
    cast: Cast
    halls: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["balgil"].database
        return found

    def sign_in(self, page: Page, member: Member) -> None:
        now = self.clock.now()
        with self.database.writing() as session:
            token = open_session(
                session, member.staff_id, label="시험", method="password", now=now, lifetime=timedelta(days=1)
            )
        with self.app.test_client() as client:
            with client.session_transaction() as cookie:
                cookie.permanent = True
                cookie["_user_id"], cookie["_fresh"] = token, True
            name = self.app.config["SESSION_COOKIE_NAME"]
            found = client.get_cookie(name)
        assert found
        until = datetime.now(UTC).timestamp() + DAY_S
        given: Any = {"name": name, "value": found.value, "url": self.url, "httpOnly": True, "expires": until}
        page.context.add_cookies([given])


@contextmanager
def running_lunch(folder: Path, template: Path) -> Iterator[Lunch]:
    path = folder / "balgil.db"
    path.write_bytes(template.read_bytes())
    url = f"sqlite:///{path}"
    shift = NOON - datetime.now(UTC)
    clock = ShiftedClock(shift)
    database = Database(url)
    with database.writing() as session:
        cast = make_cast(session, clock.now())
        add_departments(session, clock.now())
    database.dispose()
    extra = {"LUNCH_SHIFT_S": str(shift.total_seconds())}
    app = "tests.browser.lunch.wsgi:app"
    with running_server(folder, url, app=app, extra=extra, has_worker=False) as server:
        yield Lunch(server, create_app(server.settings, clock), clock, cast)


def add_departments(session: Any, now: datetime) -> None:
    """Enough people for a queue."""
    top = next(unit for unit in people.list_units(session, TUESDAY) if unit.name == "가람시")
    for place, name in enumerate(DEPARTMENTS):
        unit = people.create_unit(session, people.UnitKind.DEPARTMENT, name, top.id, LONG_AGO)
        staff = [
            people.NewPerson(f"7{place}{n:04}", f"직원{n}", LONG_AGO, unit, "주무관") for n in range(110)
        ]
        people.create_persons(session, staff, now, password_hash=password_hash())


def open_hall(lunch: Lunch, state: str, name: str) -> int:
    plan = CafeteriaPlan(name, "본관 지하 1층", OPENS, CLOSES, 2, 6.0, Bounds(4, 9, 15))
    with lunch.database.writing() as session:
        lunch.halls[state] = cafeteria.create_cafeteria(session, plan, lunch.clock.now())
    return lunch.halls[state]


def tell(lunch: Lunch, hall: int, *taps: tuple[int, Level]) -> None:
    """Taps of the kitchen so many minutes ago."""
    now = lunch.clock.now()
    for minutes, level in taps:
        with lunch.database.writing() as session:
            at = now - timedelta(minutes=minutes)
            cafeteria.record_level(session, hall, level, os.urandom(16), at)


def publish_slots(lunch: Lunch, hall: int) -> None:
    # The evening before: a plan that comes while lunch is served begins with the next day.
    now = lunch.clock.now() - timedelta(hours=16)
    frame = LunchFrame(workdays.monday_of(local_day(now)), 4, (690, 705, 720, 735), 45)
    with lunch.database.writing() as session:
        plan_id = cafeteria.create_lunch_plan(session, hall, frame, None, now)
        cafeteria.publish_lunch_plan(session, plan_id, None, None, now)


def write_menu(lunch: Lunch, hall: int) -> None:
    now, by_id = lunch.clock.now(), lunch.cast.administrator.staff_id
    with lunch.database.writing() as session:
        read = cafeteria.read_menu_text(MENU, TUESDAY, workdays.monday_of(TUESDAY))
        plan = cafeteria.plan_menu(session, hall, read, now)
        cafeteria.save_menu(session, hall, MENU, plan.digest, by_id=by_id, now=now)


@dataclass(frozen=True)
class PastStep:
    minute: float
    queue: float
    wait_min: float
    arrivals: float
    readings: int = 1


def remember(lunch: Lunch, hall: int, days: int = 12) -> None:
    """Past weeks, each day with its rush a little after twelve."""
    from services.cafeteria.forecast import record_day

    now = lunch.clock.now()
    with lunch.database.writing() as session:
        past = workdays.list_workdays(
            session, TUESDAY - timedelta(days=2 * days), TUESDAY - timedelta(days=1)
        )
        for place, on in enumerate(past[-days:]):
            record_day(session, hall, on, list(_rush(60 + 5 * (place % 3))), now)


def _rush(most: float) -> Iterator[PastStep]:
    for minute in range(OPENS - 10, CLOSES, 5):
        queue = most * exp(-(((minute - 738) / 24) ** 2))
        yield PastStep(minute, queue, queue / 6, 6 + queue / 20)
