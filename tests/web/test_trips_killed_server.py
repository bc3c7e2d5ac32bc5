"""Nothing that was acknowledged is lost: the real server is killed under load, and everything is counted."""

import http.client
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from services.clock import SystemClock
from services.ledger.models import LedgerRecord
from services.settings import Mode, Settings
from services.trips.models import Evidence
from tests.browser.server import free_port
from tests.cast import Cast, Member, make_cast
from tests.conftest import MakeDatabase
from tests.phones import Tap, make_phone
from tests.web.conftest import sign_in
from webapp import create_app
from webapp.context import EXTENSION, Parts
from webapp.serve import web_command

ROOT = Path(__file__).resolve().parents[2]
UPLOADERS = 8
TAPS_EACH = 60
KILLED_AFTER = 80
READY_TRIES = 400


@dataclass
class Server:
    """granian with two workers, in a process group of its own."""

    settings: Settings
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "BALGIL_MODE": "demo",
            "BALGIL_STATE_DIR": str(self.settings.state_dir),
            "BALGIL_DATABASE_URL": self.settings.database_url,
            "BALGIL_PORT": str(self.settings.port),
        }
        self.process = subprocess.Popen(
            web_command(self.settings), cwd=ROOT, env=environment, start_new_session=True
        )
        pause = threading.Event()
        for _ in range(READY_TRIES):
            if self.answers():
                return
            pause.wait(0.05)
        raise AssertionError("the server does not answer")

    def answers(self) -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", self.settings.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == 200
            except OSError:
                return False

    def kill(self) -> None:
        """As a power cut would: parent and workers at once, in the middle of whatever they do."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Load:
    """Phones that send their queues; `acknowledged` is what the server has said yes to, with its instant."""

    port: int
    cookie: str
    owner: Member
    queues: list[list[Tap]]
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def send_all(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._send, args=(queue,)) for queue in self.queues]
        for thread in threads:
            thread.start()
        return threads

    def _send(self, queue: list[Tap]) -> None:
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            for tap in queue:
                body = json.dumps(tap.body(self.owner.number))
                try:
                    connection.request("POST", "/api/v1/evidences", body, headers)
                    answer = connection.getresponse()
                    content = json.loads(answer.read())
                except (OSError, http.client.HTTPException, ValueError):
                    return
                self._note(answer.status, content)

    def _note(self, status: int, body: dict[str, str]) -> None:
        if status not in (200, 201):
            self.refused.append((status, body.get("code", "")))
            return
        first = self.acknowledged.setdefault(body["id"], body["received_at"])
        assert first == body["received_at"], "a repeat got another answer"
        if len(self.acknowledged) >= KILLED_AFTER:
            self.enough.set()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    name = "make_sqlite_url" if request.param == "sqlite" else "make_postgres_url"
    make: MakeDatabase = request.getfixturevalue(name)
    return Settings(
        mode=Mode.DEMO, state_dir=tmp_path / "state", database_url=make(), port=free_port(), web_workers=2
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions[EXTENSION].database.dispose()


@pytest.fixture
def server(settings: Settings, app: Flask) -> Iterator[Server]:
    server = Server(settings)
    yield server
    server.kill()


def make_load(app: Flask, cast: Cast) -> Load:
    parts: Parts = app.extensions[EXTENSION]
    now, origin = SystemClock().now(), parts.settings.origin
    phones = [
        make_phone(parts.database, parts.ledger, parts.keys, cast.traveller, origin, now)
        for _ in range(UPLOADERS)
    ]
    client = app.test_client()
    sign_in(client, parts, cast.traveller, SystemClock())
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    queues = [[phone.tap(now) for _ in range(TAPS_EACH)] for phone in phones]
    return Load(parts.settings.port, f"{cookie.key}={cookie.value}", cast.traveller, queues)


def test_a_kill_under_load_loses_nothing_that_was_acknowledged(app: Flask, server: Server) -> None:
    parts: Parts = app.extensions[EXTENSION]
    with parts.database.writing() as session:
        cast = make_cast(session, SystemClock().now())
    load = make_load(app, cast)
    server.start()
    threads = load.send_all()
    assert load.enough.wait(60)
    server.kill()
    for thread in threads:
        thread.join()
    before = dict(load.acknowledged)
    assert KILLED_AFTER <= len(before) < UPLOADERS * TAPS_EACH
    assert set(before.items()) <= stored(parts)
    # The phones come back and send everything again, what was acknowledged too.
    server.start()
    for thread in load.send_all():
        thread.join()
    assert load.refused == []
    assert before.items() <= load.acknowledged.items()
    assert set(load.acknowledged.items()) == stored(parts)
    assert len(load.acknowledged) == UPLOADERS * TAPS_EACH
    with parts.database.reading() as session:
        leaves = session.scalar(select(func.count()).where(LedgerRecord.kind == "evidence"))
    assert leaves == UPLOADERS * TAPS_EACH


def stored(parts: Parts) -> set[tuple[str, str]]:
    with parts.database.reading() as session:
        rows = session.execute(select(Evidence.id, Evidence.received_at).where(Evidence.frame.is_not(None)))
        return {(row.id.hex(), row.received_at.isoformat()) for row in rows}
