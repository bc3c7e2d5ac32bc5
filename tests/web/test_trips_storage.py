"""A database that takes nothing, being full, read-only or held: what it has not kept is not acknowledged."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select, text

from services.db import Database
from services.settings import Mode, Settings
from services.trips.models import Evidence
from tests.cast import Cast, make_cast
from tests.clocks import HandClock
from tests.phones import Phone, make_phone
from tests.web.conftest import sign_in
from webapp import create_app
from webapp.context import EXTENSION, Parts

BUSY = ("database", 503, "retry")


@pytest.fixture
def app(database_url: str, tmp_path: Any, clock: HandClock) -> Iterator[Flask]:
    """The product over SQLite, then over PostgreSQL."""
    app = create_app(Settings(mode=Mode.DEMO, state_dir=tmp_path / "state", database_url=database_url), clock)
    yield app
    app.extensions[EXTENSION].database.dispose()


@pytest.fixture
def cast(parts: Parts, clock: HandClock) -> Cast:
    with parts.database.writing() as session:
        return make_cast(session, clock.now())


@pytest.fixture
def client(app: Flask, parts: Parts, cast: Cast, clock: HandClock) -> FlaskClient:
    client = app.test_client()
    sign_in(client, parts, cast.traveller, clock)
    return client


@pytest.fixture
def send(client: FlaskClient, parts: Parts, cast: Cast, clock: HandClock) -> Callable[[], Any]:
    """Hands in a new evidence, or with `again` the last one once more."""
    phone: Phone = make_phone(
        parts.database, parts.ledger, parts.keys, cast.traveller, parts.settings.origin, clock.now()
    )
    last: list[dict[str, str]] = []

    def send(*, again: bool = False) -> Any:
        if not again:
            last[:] = [phone.tap(clock.now()).body(cast.traveller.number)]
        return client.post("/api/v1/evidences", json=last[0])

    return send


def problem(response: Any) -> tuple[str, int, str]:
    found = json.loads(response.data)
    assert response.mimetype == "application/problem+json"
    assert "아직 저장되지 않았어요" in found["detail"]
    return found["code"], response.status_code, found["outbox"]


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Evidence)) or 0


@contextmanager
def each_connection(engine: Engine, statement: str) -> Iterator[None]:
    """Every connection of the product begins with this statement."""

    def begin(connection: Any, _record: object) -> None:
        connection.execute(statement)
        if engine.name == "postgresql":
            connection.commit()

    event.listen(engine, "connect", begin)
    engine.dispose()
    yield
    event.remove(engine, "connect", begin)
    engine.dispose()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """SQLite as on a full disk; PostgreSQL as an operator leaves it when the disk is filling."""
    if database.engine.name == "postgresql":
        with each_connection(database.engine, "SET default_transaction_read_only = on"):
            yield
        return
    with database.reading() as session:
        pages = session.scalar(text("PRAGMA page_count"))
    with each_connection(database.engine, f"PRAGMA max_page_count = {pages}"):
        yield


@contextmanager
def held(database: Database) -> Iterator[None]:
    """By somebody else, for as long as it lasts; the product waits a tenth of a second instead of ten."""
    short = {"sqlite": "PRAGMA busy_timeout = 100", "postgresql": "SET lock_timeout = 100"}
    hold = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE evidences IN ACCESS EXCLUSIVE MODE"}
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with each_connection(database.engine, short[database.engine.name]), other.engine.connect() as connection:
        if database.engine.name == "postgresql":
            connection.execute(text(hold["postgresql"]))
        else:
            connection.connection.execute(hold["sqlite"])  # type: ignore[attr-defined]
        yield
        connection.rollback()
    other.dispose()


def test_a_full_database_acknowledges_nothing_that_it_has_not(parts: Parts, send: Callable[..., Any]) -> None:
    answers = [send()]
    with full(parts.database):
        while answers[-1].status_code == 201:
            answers.append(send())
        assert problem(answers.pop()) == BUSY
        assert problem(send(again=True)) == BUSY
        assert count(parts.database) == len(answers)
    assert send(again=True).status_code == 201
    assert send(again=True).status_code == 200
    assert count(parts.database) == len(answers) + 1


def test_a_database_that_somebody_holds_is_told_and_waited_for(
    parts: Parts, send: Callable[..., Any]
) -> None:
    with held(parts.database):
        assert problem(send()) == BUSY
    assert send(again=True).status_code == 201
    assert count(parts.database) == 1
