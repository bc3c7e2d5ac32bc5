"""Records get places, heads get published, and nothing is signed that should not be."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from services.clock import StoppedClock
from services.crypto.checkpoint import open_checkpoint, verifier_keys
from services.crypto.merkle import hash_leaf, verify_consistency, verify_inclusion
from services.ledger import (
    NewRecord,
    consistency_proof,
    find_record,
    head_at,
    head_covering,
    inclusion_proof,
    list_key_texts,
    list_records,
    list_records_about,
    newest_head,
    root_at,
    sequence_pending,
    witnessed_until,
)
from services.ledger.models import LedgerHead, LedgerRecord
from tests.factories import KEYS, NOW, ORIGIN, Ledger

STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)


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
