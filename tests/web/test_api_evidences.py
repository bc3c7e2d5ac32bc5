"""`/api/v1/evidences` and `/api/v1/beacon`, tried by everybody with everything."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from services import keys as key_service
from services import people, trips
from services.crypto import base64url, merkle
from services.crypto.checkpoint import open_checkpoint, parse_verifier_key
from services.people.models import Device
from services.settings import Mode, Settings
from services.trips.models import Evidence
from tests.cast import Cast, Member, make_cast
from tests.clocks import HandClock
from tests.conftest import MakeDatabase
from tests.phones import Phone, Tap, make_phone
from tests.web.conftest import Browser, ClientAs, Sequencer, sign_in
from webapp import create_app
from webapp.context import EXTENSION, Parts

PhoneOf = Callable[[Member], Phone]
NEUTRAL = ("evidence_not_found", 404)


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def tap(phone_of: PhoneOf, cast: Cast, clock: HandClock) -> Tap:
    return phone_of(cast.traveller).tap(clock.now())


@pytest.fixture
def body(tap: Tap, cast: Cast) -> dict[str, str]:
    return tap.body(cast.traveller.number)


def count(parts: Parts) -> int:
    with parts.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Evidence)) or 0


def problem(response: Any) -> tuple[str, int, str]:
    assert response.mimetype == "application/problem+json", response.text
    found = response.get_json()
    assert found["status"] == response.status_code
    assert found["detail"]
    return found["code"], response.status_code, found["outbox"]


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


WRONG_BODIES: dict[str, tuple[Any, str, int]] = {
    "no object": ([], "invalid_body", 422),
    "nothing": ({}, "invalid_body", 422),
    "null": (None, "bad_json", 422),
    "text is a number": ({"text": 5}, "invalid_body", 422),
    "text is null": ({"text": None}, "invalid_body", 422),
    "text is a list": ({"text": ["BG1:"]}, "invalid_body", 422),
    "text is empty": ({"text": ""}, "text_prefix", 422),
    "text is a link": ({"text": "https://example.org"}, "text_prefix", 422),
    "text is cut": ({"text": "BG1:ABC"}, None, 422),
    "text is later": ({"text": "BG2:ABC"}, "unknown_version", 422),
    "text has a newline": ({"text": "BG1:\n"}, None, 422),
    "text has NUL": ({"text": "BG1:\x00"}, "nul", 422),
    "text has a lone surrogate": ({"text": "\ud800"}, None, 422),
    "text is huge": ({"text": "BG1:" + "0" * 12_000}, "text_too_long", 422),
    "owner is missing": ({"owner": ...}, "invalid_body", 422),
    "owner is a number": ({"owner": 123456}, "invalid_body", 422),
    "owner is somebody else": ({"owner": "001002"}, "other_person", 409),
    "owner is huge": ({"owner": "1" * 9_000}, "other_person", 409),
    "context is a number": ({"context": 1.5}, "invalid_body", 422),
    "context is no base64url": ({"context": "++//"}, None, 422),
    "context is empty": ({"context": ""}, None, 422),
    "context is another's": ({"context": "AQ" * 100}, None, 422),
    "context is huge": ({"context": "A" * 6_001}, "context_too_long", 422),
    "another field": ({"lat": 37.5}, "invalid_body", 422),
    "everything is huge": ({"text": "0" * 20_000}, "too_large", 413),
}


@pytest.mark.parametrize("name", WRONG_BODIES)
def test_every_wrong_body_is_told_and_nothing_is_kept(
    browser: Browser, body: dict[str, str], parts: Parts, name: str
) -> None:
    changes, code, status = WRONG_BODIES[name]
    sent: Any = changes
    if isinstance(changes, dict) and changes:
        sent = {key: value for key, value in (body | changes).items() if value is not ...}
    data = json.dumps(sent) if sent is not None else "null,"
    response = browser.client.post("/api/v1/evidences", data=data, content_type="application/json")
    found, got, outbox = problem(response)
    assert got == status, response.text
    assert outbox == "park"
    assert code in (None, found)
    assert count(parts) == 0


@pytest.mark.parametrize(
    ("data", "content_type", "code"),
    [
        (b"", "application/json", "bad_json"),
        (b"{", "application/json", "bad_json"),
        (b"\xff\xfe", "application/json", "bad_json"),
        (b'{"text": NaN}', "application/json", "bad_json"),
        (b'{"text": "a", "text": "b", "owner": "c"}', "application/json", "repeated_key"),
        (b"[" * 9_000, "application/json", "bad_json"),
        (b'{"text": "BG1:", "owner": "1"}', "text/plain", "unsupported_media_type"),
        (b"text=BG1:&owner=1", "application/x-www-form-urlencoded", "unsupported_media_type"),
    ],
)
def test_what_is_no_json_is_told(browser: Browser, data: bytes, content_type: str, code: str) -> None:
    response = browser.client.post("/api/v1/evidences", data=data, content_type=content_type)
    assert problem(response)[0] == code


def test_another_site_cannot_hand_in(browser: Browser, body: dict[str, str], parts: Parts) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        response = browser.client.post("/api/v1/evidences", json=body, headers=headers)
        assert response.status_code == 403
    assert count(parts) == 0


def test_sentences_come_in_the_readers_language(browser: Browser, body: dict[str, str]) -> None:
    response = browser.client.post(
        "/api/v1/evidences", json=body | {"owner": "1"}, headers={"Accept-Language": "ko"}
    )
    assert response.get_json()["detail"].startswith("다른 사람이 찍은 증빙이에요.")


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


# ---- asking for its place


def test_the_signer_can_verify_the_place_without_the_server(
    browser: Browser, tap: Tap, body: dict[str, str], sequencer: Sequencer, parts: Parts
) -> None:
    browser.api("POST", "evidences", body)
    waiting = browser.api("GET", f"evidences/{tap.id.hex()}").get_json()
    assert (waiting["index"], waiting["has_context"], waiting["destroyed_at"]) == (None, True, None)
    sequencer.run()
    found = browser.api("GET", f"evidences/{tap.id.hex()}").get_json()
    salt, blob = base64url.decode(found["salt"]), base64url.decode(found["blob"])
    keys = [parse_verifier_key(text) for text in log_keys(browser)]
    checkpoint = open_checkpoint(found["checkpoint"].encode(), keys).checkpoint
    assert checkpoint.origin == parts.settings.origin
    leaf = merkle.hash_leaf(sha256(b"balgil-entry-v1\x00" + salt + blob).digest())
    path = [base64url.decode(node) for node in found["proof"]]
    merkle.verify_inclusion(leaf, found["index"], checkpoint.size, path, checkpoint.root)
    assert tap.id in blob


def log_keys(browser: Browser) -> list[str]:
    return list(browser.api("GET", "capture-kit").get_json()["log_keys"])


def test_a_destroyed_one_says_so(
    browser: Browser, tap: Tap, body: dict[str, str], sequencer: Sequencer, parts: Parts, cast: Cast
) -> None:
    browser.api("POST", "evidences", body)
    sequencer.run()
    with parts.database.writing() as session:
        trips.destroy_unbound_taps(session, parts.ledger, cast.traveller.staff_id, sequencer.clock.now())
    found = browser.api("GET", f"evidences/{tap.id.hex()}").get_json()
    assert found["destroyed_at"] == sequencer.clock.now().isoformat()
    assert (found["index"], found["blob"]) == (None, None)


@pytest.mark.parametrize("number", ["0", "x" * 32, "A" * 32, "ab" * 15, "ab" * 17, "0" * 32, "%00" * 16])
def test_an_unknown_or_misspelt_id_is_not_found(browser: Browser, number: str) -> None:
    response = browser.api("GET", f"evidences/{number}")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_who_is_signed_out_learns_nothing_of_an_id(client_as: ClientAs, tap: Tap) -> None:
    assert problem(client_as(None).api("GET", f"evidences/{tap.id.hex()}"))[:2] == ("signed_out", 401)


def test_an_altered_ledger_gives_no_proof(
    browser: Browser, tap: Tap, body: dict[str, str], sequencer: Sequencer, parts: Parts
) -> None:
    browser.api("POST", "evidences", body)
    sequencer.run()
    with parts.database.writing() as session:
        row = session.get_one(Evidence, tap.id)
        session.connection().exec_driver_sql(
            f"UPDATE ledger_records SET blob = x'00' WHERE id = {row.record_id}"
        )
    assert problem(browser.api("GET", f"evidences/{tap.id.hex()}"))[0] == "ledger_altered"


# ---- the beacon


def test_the_beacon_is_the_newest_signed_head(
    client_as: ClientAs, sequencer: Sequencer, parts: Parts
) -> None:
    response = client_as(None).api("GET", "beacon")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    found = response.get_json()
    key = parse_verifier_key(client_as(None).client.get("/ledger/keys").text.splitlines()[0])
    checkpoint = open_checkpoint(found["note"].encode(), [key]).checkpoint
    assert (found["origin"], found["size"]) == (parts.settings.origin, checkpoint.size)
    assert base64url.decode(found["root"]) == checkpoint.root[:8]


def test_the_beacon_moves_on(client_as: ClientAs, sequencer: Sequencer) -> None:
    before = client_as(None).api("GET", "beacon").get_json()
    sequencer.clock.advance(seconds=40)
    sequencer.run()
    after = client_as(None).api("GET", "beacon").get_json()
    assert after["size"] == before["size"] + 1
    assert after["at_ms"] > before["at_ms"]


def test_without_a_ledger_there_is_no_beacon_yet(client_as: ClientAs) -> None:
    assert problem(client_as(None).api("GET", "beacon")) == ("no_head", 503, "retry")


def test_the_beacon_looks_up_no_session_and_sets_no_cookie(
    browser: Browser, sequencer: Sequencer, parts: Parts
) -> None:
    asked: list[str] = []
    event.listen(parts.database.engine, "before_cursor_execute", lambda *found: asked.append(found[2]))
    response = browser.api("GET", "beacon")
    assert "Set-Cookie" not in response.headers
    assert len([statement for statement in asked if "SELECT" in statement]) == 1
    assert "sessions" not in " ".join(asked)


def test_a_head_that_no_sequencer_wrote_is_no_beacon(
    client_as: ClientAs, sequencer: Sequencer, parts: Parts
) -> None:
    with parts.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE ledger_heads SET root = x'" + "00" * 32 + "'")
    assert problem(client_as(None).api("GET", "beacon"))[0] == "ledger_altered"


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
