"""What those who run the server ask: alive, ready, and in numbers."""

import math

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import delete, text, update

from services import ledger, migrate
from services.check_plan import make_plan
from services.crypto.checkpoint import Checkpoint
from services.errors import Refused
from services.ledger import Guarded
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from services.settings import Settings
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import NOW
from tests.web.conftest import ClientAs, Sequencer
from webapp import create_app
from webapp.context import Parts


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def readiness(client: FlaskClient) -> tuple[int, str | None]:
    response = client.get("/readyz")
    return response.status_code, response.get_json()["ledger"]


def metrics(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if line.startswith("balgil_"))
    return {name.removeprefix("balgil_ledger_"): float(value) for name, value in pairs}


def test_alive_is_whoever_answers(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_ready_is_a_node_whose_ledger_goes_on(
    client: FlaskClient, parts: Parts, request: pytest.FixtureRequest
) -> None:
    assert readiness(client) == (503, "ledger_not_open")
    sequencer: Sequencer = request.getfixturevalue("sequencer")
    assert readiness(client) == (200, None)
    with parts.database.writing() as session:
        parts.ledger.append(session, "heartbeat", [], {}, sequencer.clock.now())
    sequencer.clock.advance(hours=-1)
    with pytest.raises(Refused):
        sequencer.run()
    assert readiness(client) == (503, "clock_behind")


def test_a_database_that_was_put_back_while_a_node_runs_is_not_ready(
    client: FlaskClient, sequencer: Sequencer, settings: Settings
) -> None:
    sequencer.guard.replace(Guarded(Checkpoint(settings.origin, 99, bytes(32)), 98, NOW))
    assert readiness(client) == (503, "ledger_behind_guard")


def test_a_ledger_that_was_emptied_while_a_node_runs_is_not_ready(
    client: FlaskClient, sequencer: Sequencer, parts: Parts
) -> None:
    with parts.database.writing() as session:
        for table in (LedgerTile, LedgerRecord, LedgerHead, LedgerLog):
            session.execute(delete(table))
    assert readiness(client) == (503, "ledger_empty_with_guard")


def test_an_older_schema_is_not_ready(client: FlaskClient, parts: Parts) -> None:
    migrate.downgrade(parts.database.engine, "-1")
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["status"]) == (503, "schema")


def test_the_numbers_tell_how_the_ledger_is(client: FlaskClient, sequencer: Sequencer, parts: Parts) -> None:
    before = metrics(client)
    assert (before["size"], before["pending"], before["refused"], before["trouble"]) == (1, 0, 0, 0)
    assert math.isnan(before["check_age_seconds"])
    assert math.isnan(before["findings"])
    with parts.database.writing() as session:
        for n in range(3):
            parts.ledger.append(session, "heartbeat", [], {"n": n}, sequencer.clock.now())
        session.execute(update(LedgerRecord).where(LedgerRecord.leaf_index.is_(None)).values(mac=bytes(32)))
    sequencer.run()
    ledger.check(
        parts.database, sequencer.guard, make_plan(sequencer.keys.pending_key, ()), "x", sequencer.clock.now()
    )
    sequencer.clock.advance(seconds=20)
    after = metrics(client)
    assert (after["refused"], after["findings"], after["check_age_seconds"]) == (3, 3, 20)
    assert after["head_age_seconds"] >= 20


def test_the_numbers_can_be_kept_from_strangers(settings: Settings, clock: HandClock) -> None:
    guarded = settings.model_copy(update={"metrics_token": SecretStr("secret")})
    app = create_app(Settings(**dict(guarded)), clock)
    client = app.test_client()
    for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer ü"}):
        assert client.get("/metrics", headers=given).status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200
    app.extensions["balgil"].database.dispose()


def test_without_a_database_a_node_is_not_ready(client: FlaskClient, parts: Parts) -> None:
    with parts.database.writing() as session:
        session.execute(text("ALTER TABLE ledger_logs RENAME TO elsewhere"))
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_an_administrator_sees_that_something_is_wrong_with_the_ledger(
    client_as: ClientAs, cast: Cast, sequencer: Sequencer, parts: Parts
) -> None:
    administrator = client_as(cast.administrator)
    assert "원장" not in administrator.get("/admin").text
    with parts.database.writing() as session:
        session.execute(update(LedgerRecord).where(LedgerRecord.leaf_index == 0).values(subject_1=b"x:y"))
        session.execute(update(LedgerLog).values(trouble_code="clock_behind", trouble_at=NOW))
    ledger.check(
        parts.database, sequencer.guard, make_plan(sequencer.keys.pending_key, ()), "x", sequencer.clock.now()
    )
    page = administrator.get("/admin").text
    assert "원장이 멈춰 있어요" in page
    assert "clock_behind" in page
    assert "원장에 이상이 있어요" in page
