"""Records get places, heads get published, and nothing is signed that should not be."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, event, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from services.clock import StoppedClock
from services.crypto import merkle, tiles
from services.crypto.checkpoint import open_checkpoint, verifier_keys
from services.crypto.merkle import hash_leaf, verify_consistency, verify_inclusion
from services.db import Database
from services.errors import Refused
from services.ledger import (
    LedgerAltered,
    LedgerNotOpen,
    NewRecord,
    consistency_proof,
    find_record,
    head_at,
    head_covering,
    inclusion_proof,
    ledger_status,
    list_alarms,
    list_key_texts,
    list_records,
    list_records_about,
    newest_head,
    root_at,
    sequence_pending,
    witnessed_until,
)
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from tests.factories import KEYS, NOW, ORIGIN, Ledger

STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    return Ledger(database, tmp_path).open()


def test_a_record_is_pending_until_a_published_head_has_it(ledger: Ledger) -> None:
    (record_id,) = ledger.append()
    with ledger.database.reading() as session:
        record = find_record(session, record_id)
        assert record
        assert (record.index, record.integrated_at) == (None, None)
    ledger.sequence()
    with ledger.database.reading() as session:
        record = find_record(session, record_id)
        head = newest_head(session)
    assert record
    assert head
    assert (record.index, record.integrated_at) == (1, ledger.now)
    assert (head.size, head.at, head.place) == (2, ledger.now, (1, 2))
    assert record.place
    assert record.place < head.place
    assert record.kind == record.content.kind == "evidence"
    assert record.subjects == (("device", b"00000000"),)
    assert (record.at, record.facts) == (NOW + timedelta(seconds=1), {"number": 0})


def test_many_records_are_appended_in_their_order(ledger: Ledger) -> None:
    with ledger.database.writing() as session:
        new = [NewRecord("evidence", [], {"n": n}, NOW) for n in range(300)]
        appended = ledger.appender.append_many(session, new)
        assert ledger.appender.append_many(session, []) == []
    ledger.sequence()
    with ledger.database.reading() as session:
        records = list_records(session, [record.id for record in appended])
    assert [record.facts["n"] for record in records] == list(range(300))
    assert [record.index for record in records] == list(range(1, 301))
    assert [record.blob for record in records] == [record.blob for record in appended]


def test_records_are_found_by_either_subject(ledger: Ledger) -> None:
    with ledger.database.writing() as session:
        for kind, subjects in (
            ("device_enrolled", [("device", b"d1"), ("staff", "7")]),
            ("device_revoked", [("device", b"d1"), ("staff", "7")]),
            ("device_enrolled", [("staff", "7"), ("device", b"d2")]),
            ("device_enrolled", [("device", b"d3"), ("staff", "8")]),
        ):
            ledger.appender.append(session, kind, subjects, {}, NOW)
    ledger.sequence()
    with ledger.database.reading() as session:
        of_d1 = list_records_about(session, [("device", b"d1")])
        enrolled = list_records_about(session, [("staff", "7")], ["device_enrolled"])
        assert list_records_about(session, []) == []
        assert list_records_about(session, [("device", "7")]) == []
    assert [record.kind for record in of_d1] == ["device_enrolled", "device_revoked"]
    assert [record.index for record in enrolled] == [1, 3]


@pytest.mark.parametrize(
    ("kind", "subjects", "facts"),
    [
        ("Evidence", [], {}),
        ("e" * 41, [], {}),
        ("evidence", [("a", "1"), ("b", "2"), ("c", "3")], {}),
        ("evidence", [("a", "")], {}),
        ("evidence", [("a", "x" * 65)], {}),
        ("evidence", [("A", "1")], {}),
        ("evidence", [], {"long": bytes(1 << 16)}),
    ],
)
def test_what_no_record_can_hold_is_refused(ledger: Ledger, kind: str, subjects: list, facts: dict) -> None:
    with ledger.database.writing() as session, pytest.raises(ValueError, match=r"record|subject"):
        ledger.appender.append(session, kind, subjects, facts, NOW)


def test_proofs_lead_from_entries_to_signed_roots(ledger: Ledger) -> None:
    ids = ledger.grow(1, 3, 300, 40)
    with ledger.database.reading() as session:
        head, older = newest_head(session), head_at(session, 5)
        records = list_records(session, ids)
        assert head
        assert older
        assert head.size == 345
        for record in (records[0], records[3], records[200], records[-1]):
            index = record.index or 0
            path = inclusion_proof(session, index, head.size)
            verify_inclusion(hash_leaf(record.entry), index, head.size, path, head.root)
        proof = consistency_proof(session, older.size, head.size)
        verify_consistency(older.size, head.size, proof, older.root, head.root)
        assert root_at(session, 5) == older.root
        assert root_at(session, 345) == head.root
        covering = head_covering(session, 4)
        assert covering
        assert (covering.previous_size, covering.size) == (2, 5)
        assert head_covering(session, 345) is None
        assert head_at(session, 6) is None
        assert witnessed_until(session, 4) is None


def test_every_head_is_a_note_with_the_logs_signature_and_time(ledger: Ledger) -> None:
    ledger.grow(2, 2)
    keys = verifier_keys(ORIGIN, KEYS.signer)
    with ledger.database.reading() as session:
        heads = session.scalars(select(LedgerHead).order_by(LedgerHead.size)).all()
    assert [head.size for head in heads] == [1, 3, 5]
    for head in heads:
        opened = open_checkpoint(head.note or b"", keys)
        assert (opened.checkpoint.size, opened.checkpoint.root) == (head.size, head.root)
        assert head.at
        assert opened.cosigned_at == {keys[1]: int(head.at.timestamp())}


def test_an_idle_ledger_beats_every_thirty_seconds_and_never_the_same(ledger: Ledger) -> None:
    def beat(seconds: float) -> int:
        ledger.now += timedelta(seconds=seconds)
        sequence_pending(ledger.database, KEYS, ledger.guard, StoppedClock(ledger.now))
        with ledger.database.reading() as session:
            head = newest_head(session)
        assert head
        return head.size

    assert beat(29.9) == 1
    assert beat(0.1) == 2
    assert beat(29) == 2
    assert beat(1) == 3
    with ledger.database.reading() as session:
        query = select(LedgerRecord.id).where(LedgerRecord.kind == "heartbeat")
        beats = list_records(session, list(session.scalars(query)))
    randoms = {record.facts["random"] for record in beats}
    assert len(randoms) == 2
    assert {len(random) for random in randoms if isinstance(random, bytes)} == {32}


def test_batches_are_bounded_and_say_that_more_is_waiting(ledger: Ledger) -> None:
    ledger.append(25)
    runs = [ledger.sequence(batch=10) for _ in range(3)]
    assert [(run.taken, run.more) for run in runs] == [(10, True), (10, True), (5, False)]
    assert ledger.check() == {}


def test_a_run_without_work_writes_nothing(ledger: Ledger) -> None:
    before = ledger.guard.path.stat().st_mtime_ns
    assert ledger.sequence().taken == 0
    with ledger.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerHead)) == 1
    assert ledger.guard.path.stat().st_mtime_ns == before


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


def test_only_the_sequencer_says_who_signs(ledger: Ledger) -> None:
    """The web process may append whatever it likes, but not another key for the log."""
    strange = [str(key) for key in verifier_keys(ORIGIN, STRANGER)]
    with ledger.database.writing() as session:
        for facts in ({"event": "log_key", "keys": strange}, {"keys": ["no key"]}):
            ledger.appender.append(session, "key_event", [("log", "1")], facts, NOW)
        ledger.appender.append(session, "origin", [("log", "1")], {"keys": strange}, NOW)
        ledger.appender.append(session, "key_event", [("audit_key", b"1234")], {"event": "audit_key"}, NOW)
    done = ledger.sequence()
    assert (done.taken, done.refused) == (1, 3)
    with ledger.database.reading() as session:
        assert list_key_texts(session, KEYS.pending_key) == [
            str(key) for key in verifier_keys(ORIGIN, KEYS.signer)
        ]


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
