"""The proof of an evidence, which her phone verifies by itself."""

from hashlib import sha256

import pytest

from services import trips
from services.crypto import base64url, merkle
from services.crypto.checkpoint import open_checkpoint, parse_verifier_key
from services.trips.models import Evidence
from tests.cast import Cast
from tests.phones import Tap
from tests.web.conftest import Browser, ClientAs, Sequencer
from tests.web.problems import problem
from webapp.context import Parts


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
