"""A ledger that was recovered has another name: what phones had sealed for the old one still counts."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

import pytest
from flask import Flask

from services.crypto import base64url, merkle
from services.crypto.checkpoint import open_checkpoint, parse_verifier_key
from services.ledger import recover
from services.settings import Mode, Settings
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import Phone, Tap
from tests.web.conftest import Browser, ClientAs, Sequencer, sign_in
from webapp import create_app
from webapp.context import EXTENSION, Parts

NEW_ORIGIN = "balgil.example/second/demo"


class After(NamedTuple):
    """The product after the recovery, the traveller signed in; the log keys that her phone has pinned."""

    browser: Browser
    sequencer: Sequencer
    pinned: list[str]


@pytest.fixture
def phone(phone_of: Any, cast: Cast) -> Phone:
    return phone_of(cast.traveller)


@pytest.fixture
def taps(client_as: ClientAs, cast: Cast, phone: Phone, sequencer: Sequencer, clock: HandClock) -> list[Tap]:
    """One in the old ledger, one that no head has reached, one that still waits on the phone."""
    taps = [phone.tap(clock.now()) for _ in range(3)]
    browser = client_as(cast.traveller)
    assert post(browser, taps[0], cast.traveller).status_code == 201
    sequencer.run()
    assert post(browser, taps[1], cast.traveller).status_code == 201
    return taps


@pytest.fixture
def after(
    app: Flask, settings: Settings, sequencer: Sequencer, taps: list[Tap], cast: Cast, clock: HandClock
) -> Iterator[After]:
    parts: Parts = app.extensions[EXTENSION]
    clock.advance(seconds=5)
    old_keys = log_keys(Browser(app.test_client()))
    recover(
        parts.database, sequencer.keys, sequencer.guard, NEW_ORIGIN, "disk lost", clock.now(), even_so=True
    )
    again = create_app(
        Settings(
            mode=Mode.DEMO,
            state_dir=settings.state_dir,
            database_url=settings.database_url,
            ledger_origin=NEW_ORIGIN,
        ),
        clock,
    )
    new_parts: Parts = again.extensions[EXTENSION]
    client = again.test_client()
    sign_in(client, new_parts, cast.traveller, clock)
    browser, sequencer = Browser(client), Sequencer(new_parts, clock)
    yield After(browser, sequencer, old_keys + log_keys(browser))
    new_parts.database.dispose()


def log_keys(browser: Browser) -> list[str]:
    return browser.client.get("/ledger/keys").text.splitlines()


def post(browser: Browser, tap: Tap, owner: Member) -> Any:
    return browser.api("POST", "evidences", tap.body(owner.number))


def test_what_waited_on_a_phone_is_taken(after: After, taps: list[Tap], cast: Cast) -> None:
    assert after.browser.api("GET", "capture-kit").get_json()["origin"] == NEW_ORIGIN
    assert post(after.browser, taps[2], cast.traveller).status_code == 201
    for tap in taps:
        assert post(after.browser, tap, cast.traveller).status_code == 200


def test_the_traveller_still_reads_them_all(after: After, taps: list[Tap], cast: Cast) -> None:
    post(after.browser, taps[2], cast.traveller)
    assert "열 수 없는 기록" not in after.browser.get("/me/points").text
    for tap in taps:
        assert after.browser.get(f"/evidences/{tap.id.hex()}").one(data_testid="evidence-qr")


def test_another_persons_is_as_foreign_as_before(
    after: After, taps: list[Tap], cast: Cast, phone: Phone, clock: HandClock
) -> None:
    stranger = Phone(cast.traveller, phone.audit, "balgil.example/third/demo", phone.key)
    refused = post(after.browser, stranger.tap(clock.now()), cast.traveller)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "cannot_open")


def test_each_is_proven_by_the_ledger_that_it_stands_in(
    after: After, taps: list[Tap], cast: Cast, settings: Settings
) -> None:
    post(after.browser, taps[2], cast.traveller)
    after.sequencer.run()
    for tap, origin in zip(taps, (settings.origin, NEW_ORIGIN, NEW_ORIGIN), strict=True):
        found = after.browser.api("GET", f"evidences/{tap.id.hex()}").get_json()
        verify_place(found, origin, after.pinned)


def verify_place(found: dict[str, Any], origin: str, pinned: list[str]) -> None:
    """As the phone does."""
    keys = [parse_verifier_key(text) for text in pinned if text.startswith(f"{origin}+")]
    checkpoint = open_checkpoint(found["checkpoint"].encode(), keys).checkpoint
    assert checkpoint.origin == origin
    salt, blob = base64url.decode(found["salt"]), base64url.decode(found["blob"])
    leaf = merkle.hash_leaf(sha256(b"balgil-entry-v1\x00" + salt + blob).digest())
    path = [base64url.decode(node) for node in found["proof"]]
    merkle.verify_inclusion(leaf, found["index"], checkpoint.size, path, checkpoint.root)
