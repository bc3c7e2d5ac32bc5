"""The page of a manual: how long the server takes, and how many statements it asks.

584 made manuals of one institution in SQLite, published and indexed. `page`: GET /manuals/<id> of its owner
through the whole application, by a process that has kept what it rendered; baseline: the page of her notices,
which is the frame of any page. `page_first`: the same by a process that has rendered nothing yet. `front`:
GET /manuals. Each the shortest of some rounds in milliseconds of this process, since what else a machine does
only ever adds. `statements`: the SQL statements of the page; baseline: with five times the manuals around it.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench import Result, say
from bench._manuals import fill_manuals
from services import migrate
from services.clock import StoppedClock
from services.db import Database
from services.keys import open_web_keys
from services.ledger import Appender
from services.manuals import tasks
from services.people.sessions import open_session
from services.settings import Mode, Settings
from webapp import create_app
from webapp.pages.manuals import rendered

NOW = datetime(2026, 9, 29, 6, 20, tzinfo=UTC)
FEW, MANY, ROUNDS = 584, 2_920, 25


def run() -> Iterator[Result]:
    say(f"{FEW} manuals")
    page, first, front, frame, few = measure(FEW)
    say(f"{MANY} manuals")
    many = measure(MANY)[-1]
    yield Result("manual_page", "page", page, "ms", frame)
    yield Result("manual_page", "page_first", first, "ms", frame)
    yield Result("manual_page", "front", front, "ms", frame)
    yield Result("manual_page", "statements", few, "statements", many)


def measure(total: int) -> tuple[float, float, float, float, int]:
    """Milliseconds of the page, of its first rendering, of the front page and of the frame; statements."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        settings = Settings(mode=Mode.DEMO, state_dir=state, database_url=f"sqlite:///{folder}/bench.db")
        database = Database(settings.database)
        migrate.upgrade(database.engine)
        ledger = Appender(open_web_keys(settings, NOW).pending_key)
        with database.hurrying():
            ids = [
                one for part in fill_manuals(database, ledger, total, 1, NOW, is_indexed=True) for one in part
            ]
        manual_id = ids[len(ids) // 2]
        with database.writing() as session:
            owner_id = tasks.load_manual(session, manual_id, NOW).owner_id or 0
            day = timedelta(days=1)
            token = open_session(session, owner_id, label="bench", method="password", now=NOW, lifetime=day)
        database.dispose()
        app = create_app(settings, StoppedClock(NOW))
        found = _measure_pages(app, token, f"/manuals/{manual_id}")
        app.extensions["balgil"].database.dispose()
    return found


def _measure_pages(app: Flask, token: str, path: str) -> tuple[float, float, float, float, int]:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    statements: list[str] = []
    engine = app.extensions["balgil"].database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for warm in (path, "/manuals", "/me/notices"):
        fetch(client, warm)
    statements.clear()
    fetch(client, path)
    asked = len(statements)
    page = shortest(lambda: fetch(client, path))
    first = shortest(lambda: fetch_anew(client, path))
    front, frame = shortest(lambda: fetch(client, "/manuals")), shortest(lambda: fetch(client, "/me/notices"))
    return page, first, front, frame, asked


def shortest(work: Callable[[], float]) -> float:
    return round(min(work() for _ in range(ROUNDS)), 1)


def fetch_anew(client: FlaskClient, path: str) -> float:
    """By a process that has kept nothing of what it rendered."""
    rendered.forget_rendered()
    return fetch(client, path)


def fetch(client: FlaskClient, path: str) -> float:
    begun = time.process_time()
    answer = client.get(path)
    spent = 1000 * (time.process_time() - begun)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return spent
