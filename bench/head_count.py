"""For how many to cook: how long the number takes, and how far off it is in a simulated kitchen.

`20000_staff`: one `count_heads` over SQLite with 400,000 trips and 1,500 opt-outs; baseline: reading the ids
of the staff alone. `error`: half a year of lunches for 1,300 staff with a known share of each weekday, trips
that come and go and chance on top, in portions a day; baseline: what was served on that weekday last week.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import mean, median

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench import Result, say
from services import cafeteria, migrate, people
from services.cafeteria import Bounds, CafeteriaPlan
from services.cafeteria.meals.models import OptOut
from services.cafeteria.meals.uptake import CountedDay, learn_uptake
from services.clock import local_instant
from services.db import Database
from services.people.models import Staff
from services.trips.models import Companion, Trip

DAY, LONG_AGO = date(2026, 9, 29), date(2020, 1, 1)
STAFF, UNITS, TRIPS, OPT_OUTS, ROUNDS = 20_000, 200, 400_000, 1_500, 7
PLAN = CafeteriaPlan("구내식당", "", 690, 810, 2, 12.0, Bounds(3, 8, 15))
SHARES, HALL_STAFF, WEEKS, LEARNING_WEEKS = (0.71, 0.74, 0.73, 0.7, 0.55), 1_300, 26, 2


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate.upgrade(database.engine)
        say(f"{STAFF} staff, {TRIPS} trips")
        with database.hurrying(), database.writing() as session:
            place = fill(session, random.Random(7))
        now = local_instant(DAY, datetime.min.time())
        ours = clock(database, lambda session: cafeteria.count_heads(session, place, DAY, now))
        bare = clock(database, lambda session: session.scalars(select(Staff.id)).all())
        database.dispose()
    yield Result("head_count", "20000_staff", ours, "ms", bare)
    expected, last_week = simulate(random.Random(11))
    yield Result("head_count", "error", expected, "portions", last_week)


def fill(session: Session, chance: random.Random) -> int:
    """The staff with their trips of a year and their opt-outs of the day; the id of the cafeteria."""
    now = local_instant(DAY, datetime.min.time())
    top = people.create_unit(session, people.UnitKind.INSTITUTION, "시", None, LONG_AGO)
    kind = people.UnitKind.DEPARTMENT
    units = [people.create_unit(session, kind, f"과{n}", top, LONG_AGO) for n in range(UNITS)]
    new = [people.NewPerson(f"{n:06}", f"직원{n}", LONG_AGO, units[n % UNITS]) for n in range(STAFF)]
    ids = list(people.create_persons(session, new, now).values())
    days = [now + timedelta(days=chance.randint(-400, 10)) for _ in range(TRIPS)]
    trips = [
        {"id": n.to_bytes(8, "big"), "owner_id": chance.choice(ids), "purpose": "점검", "starts_at": day,
         "ends_at": day + timedelta(hours=chance.choice((3, 8, 30))), "vehicle": "none", "created_at": day}
        for n, day in enumerate(days)
    ]  # fmt: skip
    session.execute(insert(Trip), trips)
    along = [{"trip_id": trip["id"], "staff_id": chance.choice(ids)} for trip in trips[::3]]
    session.execute(insert(Companion), along)
    out = [{"staff_id": who, "served_on": DAY, "told_at": now} for who in chance.sample(ids, OPT_OUTS)]
    session.execute(insert(OptOut), out)
    return cafeteria.create_cafeteria(session, PLAN, now)


def clock(database: Database, work: Callable[[Session], object]) -> float:
    """The median of some rounds, in milliseconds."""
    spent = []
    for _ in range(ROUNDS):
        with database.reading() as session:
            begun = time.perf_counter()
            work(session)
            spent.append(1000 * (time.perf_counter() - begun))
    return round(median(spent), 1)


def simulate(chance: random.Random) -> tuple[float, float]:
    """The mean absolute error of the expected number, and of last week's same weekday."""
    past: list[CountedDay] = []
    ours, last = [], []
    for week in range(WEEKS):
        for weekday, share in enumerate(SHARES):
            on = date(2026, 1, 5) + timedelta(weeks=week, days=weekday)
            could_come = round(HALL_STAFF * (1 - chance.uniform(0.04, 0.2)))
            served = round(could_come * share * chance.gauss(1, 0.03))
            uptake = learn_uptake(past, on)
            if week >= LEARNING_WEEKS and uptake is not None:
                ours.append(abs(round(could_come * uptake) - served))
                last.append(abs(past[-len(SHARES)].served - served))
            past.append(CountedDay(on, could_come, served))
    return round(mean(ours), 1), round(mean(last), 1)
