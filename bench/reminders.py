"""Reminders of a whole town hall: 1,300 people at home without a plan, evaluated and told in one pass.

`1300_people_<engine>`: one `remind_remote_work` at 09:31, committed, in which all of them and all their leads
are told. Baseline: the same, one person after the other, measured with every tenth person, times ten.
`nothing_due_<engine>`: the pass a minute later, when all have been told; one comes every 20 seconds all day.
Baseline: the pass that told. In seconds.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import Result, say
from services import migrate, people
from services.clock import instant_of
from services.db import Database
from services.notifications.models import Notice
from services.remote_work import days
from services.remote_work.days import reminders
from tests.postgres import running_postgres

ON, LONG_AGO = date(2026, 9, 30), date(2020, 1, 1)
STAFF, DEPARTMENTS, EVERY = 1_300, 59, 10
NOW = instant_of(ON, 9 * 60 + 31)
EVERYBODY_AND_LEADS = 2 * STAFF - 1  # nobody leads the one at the top


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("sqlite", *(f"sqlite:///{Path(folder) / name}.db" for name in ("ours", "bare")))
    with running_postgres(fsync=True) as url:
        with (
            Database(url % "postgres")
            .engine.connect()
            .execution_options(isolation_level="AUTOCOMMIT") as admin
        ):
            for name in ("ours", "bare"):
                admin.exec_driver_sql(f"CREATE DATABASE {name}")
        yield from _measure("postgresql", url % "ours", url % "bare")


def _measure(engine: str, url: str, bare_url: str) -> Iterator[Result]:
    say(f"{engine}: {STAFF} people at home")
    database, bare = _fill(url), _fill(bare_url)
    one_by_one = _clock_one_by_one(bare)
    told, seconds = _clock(database, NOW)
    if told != EVERYBODY_AND_LEADS or _count(database) != EVERYBODY_AND_LEADS:
        raise RuntimeError(f"{told} were told")
    yield Result("reminders", f"1300_people_{engine}", seconds, "s", one_by_one)
    again, later = _clock(database, NOW + timedelta(minutes=1))
    if again:
        raise RuntimeError(f"{again} were told twice")
    yield Result("reminders", f"nothing_due_{engine}", later, "s", seconds)
    database.dispose()
    bare.dispose()


def _fill(url: str) -> Database:
    """Every department with its lead, everybody at home today."""
    database = Database(url)
    migrate.upgrade(database.engine)
    before = instant_of(ON, 6 * 60)
    with database.writing() as session:
        ids = people.create_persons(session, _staff(session), before).values()
        days.open_days(session, days.Origin("rotation", b"bench"), [(who, ON) for who in ids], before)
    return database


def _staff(session: Session) -> list[people.NewPerson]:
    top = people.create_unit(session, people.UnitKind.INSTITUTION, "시", None, LONG_AGO)
    kind = people.UnitKind.DEPARTMENT
    units = [people.create_unit(session, kind, f"과{n}", top, LONG_AGO) for n in range(DEPARTMENTS)]
    units.insert(0, top)
    return [
        people.NewPerson(f"{n:06}", f"직원{n}", LONG_AGO, units[n % len(units)], is_lead=n < len(units))
        for n in range(STAFF)
    ]


def _clock(database: Database, now: datetime) -> tuple[int, float]:
    begun = time.perf_counter()
    with database.writing() as session:
        told = days.remind_remote_work(session, now)
    return told, round(time.perf_counter() - begun, 3)


def _clock_one_by_one(database: Database) -> float:
    """Each person's day looked at by itself, in one transaction."""
    begun = time.perf_counter()
    with database.writing() as session:
        for staff_id in sorted(people.list_workplaces(session, ON))[1::EVERY]:
            due = [
                (each, each.due_bits(NOW)) for each in reminders.list_missing(session, NOW, ON, [staff_id])
            ]
            reminders.tell(session, due, NOW)
    spent = round(EVERY * (time.perf_counter() - begun), 3)
    if _count(database) != 2 * STAFF // EVERY:
        raise RuntimeError("the baseline does not do the same")
    return spent


def _count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Notice)) or 0
