"""`/api/v1/evidences` and `/api/v1/beacon`, tried by everybody with everything."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from services import keys as key_service
from services import people, trips
from services.people.models import Device
from services.settings import Mode, Settings
from tests.cast import Cast, make_cast
from tests.clocks import HandClock
from tests.conftest import MakeDatabase
from tests.phones import Phone, Tap, make_phone
from tests.web.conftest import Browser, ClientAs, sign_in
from tests.web.problems import PhoneOf, count, problem
from webapp import create_app
from webapp.context import EXTENSION, Parts

NEUTRAL = ("evidence_not_found", 404)


# ---- handing in


def test_the_first_time_is_created_and_repeats_are_the_same(
    browser: Browser, tap: Tap, body: dict[str, str], clock: HandClock
) -> None:
    first = browser.api("POST", "evidences", body)
    assert first.status_code == 201
    assert first.get_json() == {"id": tap.id.hex(), "received_at": clock.now().isoformat()}
    clock.advance(hours=1)
    other_form = body | {"text": trips.to_export_text(tap.frame)}
    for repeat in (body, other_form, {"text": body["text"], "owner": body["owner"]}):
        again = browser.api("POST", "evidences", repeat)
        assert (again.status_code, again.get_json()) == (200, first.get_json())


def test_who_is_not_signed_in_pauses_the_queue(
    client_as: ClientAs, body: dict[str, str], parts: Parts
) -> None:
    assert problem(client_as(None).api("POST", "evidences", body)) == ("signed_out", 401, "pause")
    assert count(parts) == 0


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("name", ["lead", "colleague", "stranger", "auditor", "administrator"])
def test_everybody_else_learns_nothing(
    client_as: ClientAs, browser: Browser, cast: Cast, tap: Tap, name: str, is_known: bool
) -> None:
    if is_known:
        browser.api("POST", "evidences", tap.body(cast.traveller.number))
    member = cast.everybody()[name]
    other = client_as(member)
    own_words = other.api("POST", "evidences", tap.body(member.number))
    assert problem(own_words) == ("not_yours", 403, "park")
    assert problem(other.api("POST", "evidences", tap.body(cast.traveller.number))) == (
        "other_person",
        409,
        "park",
    )
    assert problem(other.api("GET", f"evidences/{tap.id.hex()}"))[:2] == NEUTRAL
    assert tap.id.hex() not in own_words.text


def test_a_pending_device_is_told_to_come_again(
    browser: Browser, tap: Tap, body: dict[str, str], parts: Parts
) -> None:
    def set_state(state: str) -> None:
        with parts.database.writing() as session:
            session.get_one(Device, tap.payload.device).state = state

    set_state("pending")
    assert problem(browser.api("POST", "evidences", body)) == ("device_pending", 409, "retry")
    set_state("active")
    assert browser.api("POST", "evidences", body).status_code == 201


def test_a_password_that_must_be_changed_pauses_the_queue(
    client_as: ClientAs, cast: Cast, body: dict[str, str], parts: Parts, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        people.issue_passwords(session, [cast.traveller.staff_id], clock.now())
    code, status, outbox = problem(client_as(cast.traveller).api("POST", "evidences", body))
    assert (code, status, outbox) == ("password_change_needed", 401, "pause")


# ---- two at once, on both databases


@pytest.fixture(params=["sqlite", "postgresql"])
def any_app(request: pytest.FixtureRequest, tmp_path: Any, clock: HandClock) -> Iterator[Flask]:
    name = "make_sqlite_url" if request.param == "sqlite" else "make_postgres_url"
    make: MakeDatabase = request.getfixturevalue(name)
    app = create_app(Settings(mode=Mode.DEMO, state_dir=tmp_path / "any", database_url=make()), clock)
    yield app
    app.extensions[EXTENSION].database.dispose()


def test_two_tabs_with_one_queue_are_both_told_the_first_answer(any_app: Flask, clock: HandClock) -> None:
    parts: Parts = any_app.extensions[EXTENSION]
    with parts.database.writing() as session:
        cast = make_cast(session, clock.now())
    phone = make_phone(
        parts.database, parts.ledger, parts.keys, cast.traveller, parts.settings.origin, clock.now()
    )
    queue = [phone.tap(clock.now()) for _ in range(5)]
    clients = [any_app.test_client() for _ in range(4)]
    for client in clients:
        sign_in(client, parts, cast.traveller, clock)
    barrier, answers = threading.Barrier(len(clients)), []

    def send(client: Any) -> None:
        barrier.wait()
        for tap in queue:
            response = client.post("/api/v1/evidences", json=tap.body(cast.traveller.number))
            answers.append((response.status_code, response.get_json()["id"]))

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted({status for status, _ in answers}) == [200, 201]
    assert sorted(i for status, i in answers if status == 201) == sorted(tap.id.hex() for tap in queue)
    assert len(answers) == len(queue) * len(clients)
    assert count(parts) == len(queue)


def test_handing_in_costs_few_statements(
    app: Flask, browser: Browser, body: dict[str, str], parts: Parts
) -> None:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement.split()[0])

    event.listen(parts.database.engine, "before_cursor_execute", note)
    browser.api("POST", "evidences", body)
    event.remove(parts.database.engine, "before_cursor_execute", note)
    assert statements == ["SELECT", "SELECT", "INSERT", "INSERT"], "besides BEGIN and COMMIT"


# ---- production waits for the key backup


def test_production_takes_nothing_before_the_keys_were_backed_up(
    make_sqlite_url: MakeDatabase, tmp_path: Any, clock: HandClock
) -> None:
    settings = Settings(state_dir=tmp_path / "real", database_url=make_sqlite_url())
    app = create_app(settings, clock)
    parts: Parts = app.extensions[EXTENSION]
    with parts.database.writing() as session:
        cast = make_cast(session, clock.now())
    client = app.test_client()
    sign_in(client, parts, cast.traveller, clock)
    tap = Phone(cast.traveller, parts.keys.audit_public(), settings.origin).tap(clock.now())
    body = tap.body(cast.traveller.number)
    assert problem(client.post("/api/v1/evidences", json=body)) == ("keys_not_backed_up", 503, "retry")
    assert client.get("/api/v1/capture-kit").get_json()["accepts_captures"] is False
    key_service.test_backup(
        settings, key_service.backup_key_rings(settings, tmp_path / "backup", clock.now())
    )
    assert problem(client.post("/api/v1/evidences", json=body))[0] == "not_yours"
    assert client.get("/api/v1/capture-kit").get_json()["accepts_captures"] is True
    parts.database.dispose()


# ---- a retired device


def test_a_retired_phone_hands_in_its_queue(
    browser: Browser, tap: Tap, body: dict[str, str], parts: Parts, clock: HandClock, cast: Cast
) -> None:
    with parts.database.writing() as session:
        people.retire_device(
            session, parts.ledger, tap.payload.device, by_id=cast.traveller.staff_id, now=clock.now()
        )
    assert browser.api("POST", "evidences", body).status_code == 201


def test_a_wrong_context_parks_and_without_it_the_evidence_is_taken(
    browser: Browser, tap: Tap, cast: Cast, phone_of: PhoneOf, clock: HandClock
) -> None:
    other = phone_of(cast.traveller).tap(clock.now())
    mixed = replace(tap, sealed_context=other.sealed_context).body(cast.traveller.number)
    assert problem(browser.api("POST", "evidences", mixed)) == ("context_mismatch", 422, "park")
    assert browser.api("POST", "evidences", tap.body(cast.traveller.number, context=False)).status_code == 201
    assert browser.api("POST", "evidences", tap.body(cast.traveller.number)).status_code == 200
