"""The lead's inbox with many open items: how long the server takes, and how many statements it asks.

An organisation of 1,300 in 59 departments with 5,000 open requests, one in eight with companions; one lead is
away and her deputy has 1,000 of them; every other team has a counter with minimum staffing, hers among them,
which is short. `inbox_1000_open`: GET /approvals of the deputy through the whole application and its SQLite,
the shortest of some rounds in milliseconds of this process, since what else the machine does only ever adds;
baseline: the same page with ten. `statements`: the SQL statements of that page; baseline: of the same page
with ten.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from bench import Result, say
from services import absences, approvals, migrate, people
from services.absences import AbsenceKind, Source, Span
from services.approvals.models import ApprovalRequest
from services.clock import StoppedClock
from services.db import Database
from services.people.sessions import open_session
from services.remote_work import rotation
from services.settings import Mode, Settings
from webapp import create_app

NOW = datetime(2026, 9, 29, 6, 20, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
STAFF, DEPARTMENTS, TEAMS, OPEN, HERS, FEW, ROUNDS = 1_300, 59, 4, 5_000, 1_000, 10, 25


def run() -> Iterator[Result]:
    say(f"{STAFF} staff, {OPEN} open requests")
    few_ms, few_statements = measure(FEW)
    many_ms, many_statements = measure(HERS)
    yield Result("approvals", "inbox_1000_open", many_ms, "ms", few_ms)
    yield Result("approvals", "statements", many_statements, "statements", few_statements)


def measure(hers: int) -> tuple[float, int]:
    """Milliseconds and statements of the deputy's inbox with so many open items of the lead who is away."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        settings = Settings(mode=Mode.DEMO, state_dir=state, database_url=f"sqlite:///{folder}/bench.db")
        database = Database(settings.database)
        migrate.upgrade(database.engine)
        with database.hurrying(), database.writing() as session:
            deputy_id = fill(session, hers, random.Random(7))
            day = timedelta(days=1)
            token = open_session(session, deputy_id, label="bench", method="password", now=NOW, lifetime=day)
        app = create_app(settings, StoppedClock(NOW))
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        engine = app.extensions["balgil"].database.engine
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        fetch(client)
        statements.clear()
        fetch(client)
        asked = len(statements)
        spent = min(fetch(client) for _ in range(ROUNDS))
        database.dispose()
        engine.dispose()
    return round(spent, 1), asked


def fetch(client: FlaskClient) -> float:
    begun = time.process_time()
    answer = client.get("/approvals")
    spent = 1000 * (time.process_time() - begun)
    if answer.status_code != 200 or 'data-testid="approval"' not in answer.text:
        raise RuntimeError(f"no inbox: {answer.status_code}")
    return spent


def fill(session: Session, hers: int, chance: random.Random) -> int:
    """The organisation and its open requests; the deputy's id."""
    teams = make_units(session)
    new = [
        people.NewPerson(
            f"{n:06}", f"직원{n}", LONG_AGO, teams[n % len(teams)], "주무관", is_lead=n < len(teams)
        )
        for n in range(STAFF)
    ]
    ids = list(people.create_persons(session, new, NOW).values())
    lead_id, deputy_id = ids[0], ids[1]
    for unit_id in teams[::2]:
        rotation.set_post(session, rotation.PostPlan(unit_id, "창구", 9, LONG_AGO), None, NOW)
    approvals.name_standing_deputy(session, lead_id, deputy_id, NOW)
    span = Span(lead_id, AbsenceKind.LEAVE, NOW - timedelta(hours=1), NOW + timedelta(days=1))
    absences.set_absences(session, Source("bench", b"1"), [span], is_approved=True)
    own = [staff_id for n, staff_id in enumerate(ids) if n % len(teams) == 0 and staff_id != lead_id]
    others = [staff_id for n, staff_id in enumerate(ids) if n % len(teams) > 1]
    requesters = [chance.choice(own) for _ in range(hers)]
    requesters += [chance.choice(others) for _ in range(OPEN - hers)]
    rows = [to_row(n, who, chance.choice(others), chance) for n, who in enumerate(requesters)]
    session.execute(insert(ApprovalRequest), rows)
    return deputy_id


def make_units(session: Session) -> list[int]:
    top = people.create_unit(session, people.UnitKind.INSTITUTION, "시", None, LONG_AGO)
    department, team = people.UnitKind.DEPARTMENT, people.UnitKind.TEAM
    above = [people.create_unit(session, department, f"과{n}", top, LONG_AGO) for n in range(DEPARTMENTS)]
    return [
        people.create_unit(session, team, f"팀{n}", unit, LONG_AGO) for unit in above for n in range(TEAMS)
    ]


def to_row(number: int, requester_id: int, companion_id: int, chance: random.Random) -> dict[str, object]:
    lines = [["purpose", "현장 점검"], ["period", "2026. 9. 30. 09:00 ~ 18:00"], ["destination", "거창군청"]]
    return {
        "subject_kind": "trip", "subject_id": number.to_bytes(8, "big"), "round": 1,
        "requester_id": requester_id, "party": [companion_id] if number % 8 == 0 else None,
        "title": "거창군청", "lines": lines, "cautions": ["overlaps"] if number % 5 == 0 else [],
        "content_sha256": bytes(32), "steps": [["decision", "lead"]], "step": 0, "level": "lead",
        "is_delegated": False, "version": 1, "state": approvals.WAITING, "as_deputy": False, "reason": "",
        "submitted_at": NOW - timedelta(minutes=chance.randint(1, 5_000)),
    }  # fmt: skip
