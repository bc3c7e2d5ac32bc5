"""A cafeteria in a database of its own with twelve weeks of past days: how long does a forecast take?"""

from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy.orm import Session

from services import cafeteria, people, workdays
from services.cafeteria import Bounds, CafeteriaPlan
from services.cafeteria.crowd.queue_types import TraceStep
from services.cafeteria.forecast import record_day
from services.clock import SEOUL
from services.db import Database
from services.migrate import upgrade

NOW = datetime(2026, 11, 23, 9, tzinfo=SEOUL)
WEEKS, STAFF, DEPARTMENTS, ROUNDS = 12, 1300, 59, 15
PLAN = CafeteriaPlan("본관 식당", "", 690, 780, 2, 9.0, Bounds(3, 8, 15))


def measure_load_s() -> tuple[float, int]:
    """The median processor time of `load_outlook` in seconds, and how many days it has learned from."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'balgil.db'}")
        upgrade(database.engine)
        cafeteria_id = _fill(database)
        took = []
        for _ in range(ROUNDS):
            begun = process_time()
            with database.reading() as session:
                outlook = cafeteria.load_outlook(session, cafeteria_id, NOW.date(), NOW)
            took.append(process_time() - begun)
        database.dispose()
    return median(took), outlook.days


def _fill(database: Database) -> int:
    with database.writing() as session:
        _employ(session)
        cafeteria_id = cafeteria.create_cafeteria(session, PLAN, NOW)
        days = workdays.list_workdays(session, NOW.date() - timedelta(weeks=WEEKS), NOW.date())
        for on in days[:-1]:
            trace = [TraceStep(minute, 40, 4.5, 8, 2) for minute in range(675, 781, 5)]
            record_day(session, cafeteria_id, on, trace, NOW)
    return cafeteria_id


def _employ(session: Session) -> None:
    since, kind = date(2026, 1, 1), people.UnitKind
    top = people.create_unit(session, kind.INSTITUTION, "가온시", None, since)
    units = [
        people.create_unit(session, kind.DEPARTMENT, f"부서 {number}", top, since)
        for number in range(DEPARTMENTS)
    ]
    persons = [
        people.NewPerson(f"{number:05}", f"직원{number}", since, units[number % DEPARTMENTS])
        for number in range(STAFF)
    ]
    people.create_persons(session, persons, NOW)
