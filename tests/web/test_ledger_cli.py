"""`flask ledger check` and `flask ledger recover`, as the person on duty runs them."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from services.errors import Refused
from services.ledger import LedgerAltered, last_complete_check, list_records_about, newest_head, recover
from services.ledger.blobs import commit, encode_blob
from services.ledger.models import LedgerRecord
from services.settings import Settings
from tests.clocks import HandClock
from tests.web.test_ledger_files import Publisher
from webapp import create_app
from webapp.context import Parts


@pytest.fixture
def publisher(app: Flask, settings: Settings, clock: HandClock) -> Publisher:
    publisher = Publisher(app, settings, clock)
    publisher.publish(5)
    return publisher


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["ledger", *words])


def test_a_check_of_a_ledger_in_order_ends_with_nought(
    app: Flask, publisher: Publisher, parts: Parts
) -> None:
    result = run(app, "check", "--by", "duty")
    assert (result.exit_code, "이상 0건" in result.output) == (0, True)
    publisher.publish(0)
    with parts.database.reading() as session:
        check = last_complete_check(session)
    assert check
    assert (check.size, check.by) == (6, "duty")


def test_a_check_names_what_is_wrong_and_ends_with_one(
    app: Flask, publisher: Publisher, parts: Parts
) -> None:
    with parts.database.writing() as session:
        session.execute(update(LedgerRecord).where(LedgerRecord.leaf_index == 3).values(blob=b"\x80"))
    result = run(app, "check")
    assert result.exit_code == 1
    assert f"blob_altered\t{publisher.settings.origin}#3" in result.output


def test_before_the_ledger_is_opened_the_commands_say_so(app: Flask) -> None:
    for words in (["check"], ["recover", "--reason", "x"]):
        result = run(app, *words)
        assert result.exit_code == 1
        assert "원장" in result.output


def test_a_ledger_in_order_is_not_recovered(app: Flask, publisher: Publisher) -> None:
    result = run(app, "recover", "--reason", "trial")
    assert (result.exit_code, "필요가 없어요" in result.output) == (1, True)


def test_a_server_refuses_what_a_command_may_repair(
    publisher: Publisher, settings: Settings, clock: HandClock
) -> None:
    renamed = settings.model_copy(update={"ledger_origin": "localhost/second/demo"})
    with pytest.raises(Refused) as refused:
        create_app(Settings(**dict(renamed)), clock)
    assert refused.value.code == "ledger_other_origin"


def test_a_recovery_opens_the_ledger_that_the_settings_name(
    publisher: Publisher, settings: Settings, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = settings.model_copy(update={"ledger_origin": "localhost/second/demo"})
    publisher.guard.path.unlink()
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")  # as the `flask` program sets it
    app = create_app(Settings(**dict(renamed)), clock)
    result = run(app, "recover", "--reason", "guard lost")
    assert result.exit_code == 0, result.output
    with app.extensions["balgil"].database.reading() as session:
        head = newest_head(session)
    assert head
    assert (head.origin, head.size) == ("localhost/second/demo", 1)
    app.extensions["balgil"].database.dispose()


def test_a_new_audit_key_is_a_record_of_the_ledger(
    app: Flask, publisher: Publisher, parts: Parts, tmp_path: Path
) -> None:
    result = app.test_cli_runner().invoke(args=["keys", "rotate", str(tmp_path / "stick")])
    key_id = bytes.fromhex(result.stdout.strip())
    publisher.publish(0)
    with parts.database.reading() as session:
        (record,) = list_records_about(session, [("audit_key", key_id)], ["key_event"])
    assert record.integrated_at
    assert record.facts == {"event": "audit_key", "public": parts.keys.audit_public()[1]}


def reopen(publisher: Publisher, settings: Settings, clock: HandClock) -> Settings:
    """Recovers under another name; the settings of a server that goes on from there."""
    renamed = Settings(**dict(settings.model_copy(update={"ledger_origin": "localhost/second/demo"})))
    database, guard = publisher.parts.database, publisher.guard
    recover(database, publisher.keys, guard, renamed.origin, "<b>불이 났어요", clock.now(), even_so=True)
    return renamed


def test_after_a_recovery_every_page_says_so(
    publisher: Publisher, settings: Settings, clock: HandClock
) -> None:
    app = create_app(reopen(publisher, settings, clock), clock)
    client = app.test_client()
    for path, status in (("/sign-in", 200), ("/nowhere", 404)):
        page = client.get(path, headers={"Accept": "text/html", "Accept-Language": "ko"})
        assert page.status_code == status
        assert "2026. 9. 29.에 원장을 새로 열었어요" in page.text
        assert "6건 중 6건" in page.text
        assert "&lt;b&gt;불이 났어요" in page.text
    app.extensions["balgil"].database.dispose()


def test_a_server_refuses_a_ledger_whose_first_leaf_was_rewritten(
    publisher: Publisher, settings: Settings, clock: HandClock
) -> None:
    """Else whoever holds the database could hide that it was ever opened anew."""
    renamed = reopen(publisher, settings, clock)
    blob = encode_blob("origin", clock.now(), [("log", "2")], {"origin": renamed.origin, "keys": []})
    entry = commit(bytes(16), blob)
    with publisher.parts.database.writing() as session:
        first = update(LedgerRecord).where(LedgerRecord.log_id == 2, LedgerRecord.leaf_index == 0)
        session.execute(first.values(blob=blob, salt=bytes(16), entry=entry))
    with pytest.raises(LedgerAltered):
        create_app(renamed, clock)
