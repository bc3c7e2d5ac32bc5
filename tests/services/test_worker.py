"""The worker's care for the ledger: what it finds, somebody must hear of."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from services.ledger import Appender
from services.ledger.models import LedgerCheck, LedgerRecord
from services.settings import Settings
from services.worker import Worker


@pytest.fixture
def worker(sqlite_url: str, tmp_path: Path) -> Worker:
    return Worker(Settings(state_dir=tmp_path / "state", database_url=sqlite_url))


@pytest.fixture
def sqlite_url(make_sqlite_url) -> str:
    return make_sqlite_url()


def count_checks(worker: Worker) -> int:
    with worker.database.reading() as session:
        return session.scalar(select(func.count()).select_from(LedgerCheck)) or 0


def test_the_complete_check_is_made_once_a_day_and_not_before_there_is_a_head(worker: Worker) -> None:
    worker.check_when_due()
    worker.start()
    worker.check_when_due()
    assert count_checks(worker) == 0
    worker.sequence()
    for _ in range(2):
        worker.check_when_due()
    assert count_checks(worker) == 1
    worker.database.dispose()


def test_what_the_check_finds_is_in_the_log(worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    worker.start()
    worker.sequence()
    with worker.database.writing() as session:
        session.execute(update(LedgerRecord).values(subject_1=b"log:7"))
    with caplog.at_level(logging.ERROR):
        worker.check_when_due()
    assert "columns_differ" in caplog.text
    # Nor is the key known any more that the key ring holds: its announcement is about another log now.
    assert "log_key_unknown" in caplog.text
    worker.database.dispose()


def test_a_record_that_was_set_aside_is_in_the_log(worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    worker.start()
    with worker.database.writing() as session:
        Appender(bytes(32)).append(session, "device_revoked", [("device", b"d")], {}, worker.clock.now())
    with caplog.at_level(logging.ERROR):
        worker.sequence()
    assert "1 records that the application did not write were set aside" in caplog.text
    worker.database.dispose()
