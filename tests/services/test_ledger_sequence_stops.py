"""What the sequencer refuses to sign, and what stops it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from services.clock import StoppedClock
from services.crypto import merkle, tiles
from services.db import Database
from services.errors import Refused
from services.ledger import (
    LedgerAltered,
    LedgerNotOpen,
    find_record,
    ledger_status,
    list_alarms,
    list_records,
    newest_head,
    root_at,
    sequence_pending,
)
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from tests.factories import KEYS, Ledger


def test_a_record_that_the_application_did_not_write_is_set_aside_with_an_alarm(ledger: Ledger) -> None:
    good, bad_mac, bad_blob, no_salt = ledger.append(4)
    with ledger.database.writing() as session:
        change = update(LedgerRecord)
        session.execute(change.where(LedgerRecord.id == bad_mac).values(mac=bytes(32)))
        session.execute(change.where(LedgerRecord.id == bad_blob).values(blob=b"\x80"))
        session.execute(change.where(LedgerRecord.id == no_salt).values(salt=None))
    done = ledger.sequence()
    assert (done.taken, done.refused) == (1, 3)
    ledger.grow(2)
    with ledger.database.reading() as session:
        alarms = list_alarms(session)
        status = ledger_status(session)
        records = list_records(session, [good, bad_mac, bad_blob, no_salt])
    assert {alarm.record_id for alarm in alarms} == {bad_mac, bad_blob, no_salt}
    assert {alarm.code for alarm in alarms} == {"record_refused"}
    assert (status.refused, status.pending, status.size, status.published_size) == (3, 0, 4, 4)
    assert [record.index is None for record in records] == [False, True, True, True]


def test_a_copied_record_cannot_become_a_second_leaf(ledger: Ledger) -> None:
    (record_id,) = ledger.grow(1)
    copy = text(
        "INSERT INTO ledger_records (kind, blob, salt, entry, mac) "
        "SELECT kind, blob, salt, entry, mac FROM ledger_records WHERE id = :id"
    )
    with pytest.raises(IntegrityError), ledger.database.writing() as session:
        session.execute(copy, {"id": record_id})


def test_a_clock_behind_the_last_head_signs_nothing(ledger: Ledger) -> None:
    ledger.grow(1)
    (late,) = ledger.append()
    signed_at = ledger.now
    with pytest.raises(Refused, match="clock_behind"):
        sequence_pending(ledger.database, KEYS, ledger.guard, StoppedClock(signed_at - timedelta(seconds=1)))
    with ledger.database.reading() as session:
        head, status, alarms = newest_head(session), ledger_status(session), list_alarms(session)
    assert head
    assert head.at == signed_at
    assert (status.size, status.pending, status.trouble_code) == (2, 1, "clock_behind")
    assert [alarm.code for alarm in alarms] == ["clock_behind"]

    sequence_pending(ledger.database, KEYS, ledger.guard, StoppedClock(signed_at))
    with ledger.database.reading() as session:
        record, head = find_record(session, late), newest_head(session)
        assert list_alarms(session) == []
    assert record
    assert head
    assert record.index == 2
    assert head.at == signed_at
    assert ledger.check() == {}


def test_a_head_bears_the_whole_second_in_which_it_was_signed(ledger: Ledger) -> None:
    ledger.append()
    ledger.now += timedelta(seconds=1, milliseconds=700)
    sequence_pending(ledger.database, KEYS, ledger.guard, StoppedClock(ledger.now))
    with ledger.database.reading() as session:
        head = newest_head(session)
    assert head
    assert head.at <= ledger.now < head.until
    assert head.at.microsecond == 0


def test_a_tree_that_is_not_that_of_its_head_is_never_continued(ledger: Ledger) -> None:
    """The last node of a tile with four leaves is the peak that everything new would be built on."""
    ledger.grow(3)
    ledger.append()
    with ledger.database.writing() as session:
        tile = session.scalars(select(LedgerTile)).one()
        genuine = tile.nodes
        tile.nodes = genuine[:-32] + bytes(32)
    with pytest.raises(LedgerAltered):
        ledger.sequence()
    with ledger.database.writing() as session:
        session.execute(update(LedgerTile).values(nodes=genuine + bytes(32)))
    with pytest.raises(LedgerAltered):
        ledger.sequence()
    with ledger.database.writing() as session:
        session.execute(update(LedgerTile).values(nodes=b""))
    with pytest.raises(LedgerAltered):
        ledger.sequence()
    with ledger.database.writing() as session:
        session.execute(delete(LedgerTile))
    with pytest.raises(LedgerAltered):
        ledger.sequence()
    with ledger.database.reading() as session:
        assert [alarm.code for alarm in list_alarms(session)] == ["ledger_altered"]
        assert session.scalar(select(LedgerLog.size)) == 4


def test_a_forged_tree_and_head_are_stopped_by_the_guard(ledger: Ledger) -> None:
    ledger.grow(3)
    ledger.append()
    with ledger.database.writing() as session:
        tile = session.scalars(select(LedgerTile)).one()
        leaves = [merkle.hash_leaf(b"forged %d" % n) for n in range(4)]
        nodes = tiles.append_leaves({}, 0, leaves)
        tile.nodes = nodes[tiles.TileKey(0, 0)]
        root = merkle.root_at(4, lambda *node: tiles.read_node(nodes, *node))
        session.execute(update(LedgerHead).where(LedgerHead.size == 4).values(root=root))
    with pytest.raises(Refused, match="ledger_differs_from_guard"):
        ledger.sequence()
    with ledger.database.reading() as session:
        head = newest_head(session)
    assert head
    assert head.size == 4


def test_before_it_is_opened_there_is_no_ledger(database: Database, tmp_path: Path) -> None:
    ledger = Ledger(database, tmp_path)
    with pytest.raises(LedgerNotOpen):
        ledger.sequence()
    with database.reading() as session:
        assert newest_head(session) is None
        assert ledger_status(session).origin is None
        assert list_alarms(session) == []
        with pytest.raises(LedgerNotOpen):
            root_at(session, 0)


def test_a_second_open_log_is_never_sequenced(ledger: Ledger) -> None:
    with ledger.database.writing() as session:
        session.add(LedgerLog(id=9, origin="example.go.kr/other", size=0, published_size=0))
    with pytest.raises(LedgerAltered):
        ledger.sequence()


def test_a_full_disk_loses_nothing_and_is_healed_by_space(sqlite_database: Database, tmp_path: Path) -> None:
    ledger = Ledger(sqlite_database, tmp_path).open()
    ledger.grow(300)
    ids = ledger.append(300)
    with set_page_limit(sqlite_database, 1), pytest.raises(OperationalError, match="full"):
        ledger.sequence()
    ledger.sequence()
    with sqlite_database.reading() as session:
        assert all(record.integrated_at for record in list_records(session, ids))
    assert ledger.check() == {}


@contextmanager
def set_page_limit(database: Database, pages: int) -> Iterator[None]:
    """The database may not grow; SQLite never goes below what it has."""

    def limit(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database.engine, "connect", limit)
    database.dispose()
    yield
    event.remove(database.engine, "connect", limit)
    database.dispose()
