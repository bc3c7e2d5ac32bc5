"""The newest signed head, which anybody may have."""

import pytest
from sqlalchemy import event

from services.crypto import base64url
from services.crypto.checkpoint import open_checkpoint, parse_verifier_key
from tests.cast import Cast
from tests.web.conftest import Browser, ClientAs, Sequencer
from tests.web.problems import problem
from webapp.context import Parts


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


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
