"""A complete check: what it may be cited for, what it says of a ledger in order, and lawful gaps."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from services.db import Database
from services.ledger import LedgerNotOpen, Plan, PurgeRule, check, last_complete_check, purge
from services.ledger.blobs import encode_blob
from services.ledger.models import LedgerCheck, LedgerRecord
from tests.factories import KEYS, NOW, ORIGIN, Ledger
from tests.ledger_hands import execute, leaf

RULE = PurgeRule("five_years", frozenset({"evidence"}), timedelta(days=5 * 365))


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    ledger = Ledger(database, tmp_path).open()
    ledger.grow(3, 4, 300, 2)
    return ledger


def test_a_ledger_in_order_is_clean(ledger: Ledger) -> None:
    report = check(ledger.database, ledger.guard, Plan(KEYS.pending_key), "auditor 7", ledger.now)
    assert report.clean
    assert (report.origin, report.size, report.leaves, report.heads) == (ORIGIN, 310, 310, 5)
    assert (report.findings, report.counts, report.purged) == ((), {}, 0)
    assert report.finished_at == ledger.now


def test_a_ledger_of_many_blocks_is_walked_to_its_end(sqlite_database: Database, tmp_path: Path) -> None:
    ledger = Ledger(sqlite_database, tmp_path).open()
    ledger.grow(1023, 1, 700, 1300, 5)
    assert ledger.check() == {}
    execute(ledger, leaf(3029).values(blob=b"\x80"))
    execute(ledger, leaf(1024).values(entry=bytes(32)))
    assert ledger.check() == {
        "blob_altered": [f"{ORIGIN}#1024", f"{ORIGIN}#3029"],
        "entry_differs": [f"{ORIGIN}#1024"],
    }


def test_the_last_complete_check_is_a_leaf_that_can_be_cited(ledger: Ledger) -> None:
    with ledger.database.reading() as session:
        assert last_complete_check(session) is None
    check(ledger.database, ledger.guard, Plan(KEYS.pending_key), "auditor 7", ledger.now)
    made_at = ledger.now
    with ledger.database.reading() as session:
        assert last_complete_check(session) is None
    ledger.sequence()
    with ledger.database.reading() as session:
        found = last_complete_check(session)
    assert found
    assert (found.log_id, found.size, found.at, found.by) == (1, 310, made_at, "auditor 7")
    assert found.record.index == 310


def test_a_check_that_found_something_supports_no_claim(ledger: Ledger) -> None:
    ledger.check()
    execute(ledger, leaf(20).values(kind="other"))
    ledger.check()
    ledger.sequence()
    with ledger.database.reading() as session:
        assert last_complete_check(session) is None


def test_a_check_that_an_administrator_wrote_supports_no_claim(ledger: Ledger) -> None:
    ledger.check()
    ledger.sequence()
    blob = encode_blob("check", NOW, [("log", "1")], {"log": 1, "size": 310, "by": "me", "findings": 0})
    for change in (
        update(LedgerRecord).where(LedgerRecord.kind == "check").values(blob=blob),
        update(LedgerRecord).where(LedgerRecord.kind == "check").values(kind="heartbeat"),
        update(LedgerCheck).values(
            record_id=select(LedgerRecord.id).where(LedgerRecord.leaf_index == 5).scalar_subquery()
        ),
    ):
        execute(ledger, change)
        with ledger.database.reading() as session:
            assert last_complete_check(session) is None


def test_before_the_first_head_there_is_nothing_to_check(database: Database, tmp_path: Path) -> None:
    with pytest.raises(LedgerNotOpen):
        Ledger(database, tmp_path).check()


# --- destruction by rule -----------------------------------------------------------------------------------


def purge_leaf(ledger: Ledger, index: int, rule: PurgeRule = RULE) -> None:
    with ledger.database.writing() as session:
        purge(session, ledger.appender, [index], rule, "retention ended", ledger.now)


def test_a_purge_is_lawful_by_a_known_rule_of_the_right_age(ledger: Ledger) -> None:
    purged_early = PurgeRule(RULE.code, RULE.kinds, timedelta())
    purge_leaf(ledger, 20, purged_early)
    ledger.now += timedelta(days=6 * 365)
    purge_leaf(ledger, 21)
    purge_leaf(ledger, 22, PurgeRule("invented", RULE.kinds, timedelta()))
    ledger.sequence()
    found = ledger.check(rules={RULE.code: RULE})
    assert found == {"purge_unlawful": [f"{ORIGIN}#22"]}


def test_a_purge_before_its_time_is_found(ledger: Ledger) -> None:
    purge_leaf(ledger, 20, PurgeRule(RULE.code, RULE.kinds, timedelta()))
    ledger.sequence()
    assert ledger.check(rules={RULE.code: RULE}) == {"purge_unlawful": [f"{ORIGIN}#20"]}
    assert ledger.check() == {"purge_unlawful": [f"{ORIGIN}#20"]}


def test_many_findings_of_a_code_are_counted_and_not_all_listed(ledger: Ledger) -> None:
    execute(ledger, update(LedgerRecord).where(LedgerRecord.leaf_index > 0).values(blob=b"\x80"))
    report = check(ledger.database, ledger.guard, Plan(KEYS.pending_key), "test", ledger.now)
    assert not report.clean
    assert report.counts == {"blob_altered": 309}
    assert len(report.findings) == 100
