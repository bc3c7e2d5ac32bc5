"""`flask ledger check` and `flask ledger recover`, as the person on duty runs them."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from services.errors import Refused
from services.ledger import last_complete_check, newest_head
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
