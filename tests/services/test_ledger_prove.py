"""Proving records for a verdict: what is accepted, what an administrator's edit does, and what it costs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from services.db import Database
from services.errors import Conflict, NotFound
from services.ledger import (
    LedgerAltered,
    Proof,
    Prover,
    PurgeRule,
    State,
    find_record,
    list_records,
    newest_head,
    purge,
)
from services.ledger.blobs import commit, encode_blob
from services.ledger.models import LedgerHead, LedgerRecord, LedgerTile
from tests.factories import KEYS, NOW, ORIGIN, Ledger

RULE = PurgeRule("five_years", frozenset({"evidence"}), timedelta(days=5 * 365))


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    ledger = Ledger(database, tmp_path).open()
    ledger.grow(3, 4, 300, 2)
    return ledger


def prove(ledger: Ledger, *ids: int) -> list[Proof]:
    with ledger.database.reading() as session:
        proofs = Prover(session, KEYS.pending_key).prove(list_records(session, ids))
    return [proofs[record_id] for record_id in ids]


def states(ledger: Ledger, *ids: int) -> list[State]:
    return [proof.state for proof in prove(ledger, *ids)]


def all_ids(ledger: Ledger) -> list[int]:
    with ledger.database.reading() as session:
        return list(session.scalars(select(LedgerRecord.id).order_by(LedgerRecord.leaf_index)))


def edit(ledger: Ledger, record_id: int, **values: object) -> None:
    with ledger.database.writing() as session:
        session.execute(update(LedgerRecord).where(LedgerRecord.id == record_id).values(**values))


def test_every_record_is_proved_under_its_first_head(ledger: Ledger) -> None:
    ids = all_ids(ledger)
    proofs = prove(ledger, *ids)
    assert {proof.state for proof in proofs} == {State.INTEGRATED}
    sizes = [proof.head.size for proof in proofs if proof.head]
    assert sizes == [1] + [4] * 3 + [8] * 4 + [308] * 300 + [310] * 2
    head = proofs[-1].head
    assert head
    assert head.until - head.at == timedelta(seconds=1)


def test_a_record_without_a_published_head_is_pending(ledger: Ledger) -> None:
    (record_id,) = ledger.append()
    assert prove(ledger, record_id) == [Proof(State.PENDING)]
    (forged,) = ledger.append()
    edit(ledger, forged, mac=bytes(32))
    assert states(ledger, forged) == [State.ALTERED]


@pytest.mark.parametrize(
    "values",
    [
        {"blob": b"\x80"},
        {"blob": None},
        {"blob": None, "salt": None},
        {"salt": bytes(16)},
        {"salt": None},
        {"entry": bytes(32)},
        {"kind": "device_revoked"},
        {"subject_1": b"device:other"},
        {"subject_2": b"staff:7"},
        {"head_size": 310},
        {"head_size": 1},
        {"head_size": None},
        {"leaf_index": None},
    ],
)
def test_an_edited_record_is_altered_or_pending_and_never_proved(
    ledger: Ledger, values: dict[str, object]
) -> None:
    ids = all_ids(ledger)
    edit(ledger, ids[20], **values)
    expected = State.PENDING if "leaf_index" in values else State.ALTERED
    assert states(ledger, ids[19], ids[20], ids[21]) == [State.INTEGRATED, expected, State.INTEGRATED]


def test_records_that_swapped_places_are_altered(ledger: Ledger) -> None:
    ids = all_ids(ledger)
    edit(ledger, ids[20], leaf_index=1000)
    edit(ledger, ids[30], leaf_index=20)
    edit(ledger, ids[20], leaf_index=30)
    assert states(ledger, ids[20], ids[30], ids[25]) == [State.ALTERED, State.ALTERED, State.INTEGRATED]


def test_an_edited_tile_proves_nothing_that_it_touches(ledger: Ledger) -> None:
    ids = all_ids(ledger)
    with ledger.database.writing() as session:
        tile = session.scalars(select(LedgerTile).where(LedgerTile.level == 0, LedgerTile.number == 0)).one()
        tile.nodes = bytes(32) + tile.nodes[32:]
    assert states(ledger, ids[1], ids[2], ids[300]) == [State.ALTERED, State.INTEGRATED, State.INTEGRATED]


@pytest.mark.parametrize(
    "values",
    [
        {"at": NOW - timedelta(days=1)},
        {"root": bytes(32)},
        {"previous_size": 0},
        {"mac": bytes(32)},
    ],
)
def test_an_edited_head_proves_nothing(ledger: Ledger, values: dict[str, object]) -> None:
    ids = all_ids(ledger)
    with ledger.database.writing() as session:
        session.execute(update(LedgerHead).where(LedgerHead.size == 308).values(**values))
    assert states(ledger, ids[7], ids[8], ids[307], ids[308]) == [
        State.INTEGRATED,
        State.ALTERED,
        State.ALTERED,
        State.INTEGRATED,
    ]
    with ledger.database.reading() as session:
        assert Prover(session, KEYS.pending_key).find_heads(ORIGIN, [308]) == {}
    with ledger.database.writing() as session:
        session.execute(update(LedgerHead).where(LedgerHead.size == 310).values(**values))
    with ledger.database.reading() as session, pytest.raises(LedgerAltered):
        Prover(session, KEYS.pending_key)


def test_beacons_are_published_heads_and_nothing_else(ledger: Ledger) -> None:
    with ledger.database.reading() as session:
        prover = Prover(session, KEYS.pending_key)
        heads = prover.find_heads(ORIGIN, [1, 8, 9, 310, 311, 0, 1 << 60])
        assert prover.find_heads("elsewhere", [1]) == {}
        assert prover.newest("elsewhere") is None
        newest = newest_head(session)
    assert sorted(heads) == [1, 8, 310]
    assert newest
    assert heads[310] == newest == prover.newest(ORIGIN)
    assert newest.beacon == (310, newest.root[:8])


def test_what_is_younger_than_the_prover_is_pending_to_it(ledger: Ledger) -> None:
    (record_id,) = ledger.append()
    with ledger.database.reading() as session:
        prover = Prover(session, KEYS.pending_key)
        session.rollback()
        ledger.sequence()
        proof = prover.prove(list_records(session, [record_id]))[record_id]
    assert proof.state is State.PENDING
    assert states(ledger, record_id) == [State.INTEGRATED]


def test_before_anything_is_published_nothing_is_proved(database: Database, tmp_path: Path) -> None:
    (record_id,) = Ledger(database, tmp_path).append()
    with database.reading() as session:
        prover = Prover(session, KEYS.pending_key)
        assert prover.prove([]) == {}
        assert prover.find_heads(ORIGIN, [1]) == {}
        proof = prover.prove(list_records(session, [record_id]))[record_id]
    assert proof == Proof(State.PENDING)


def test_any_number_of_records_costs_the_same_statements(ledger: Ledger) -> None:
    ids = all_ids(ledger)

    def prove_so_many(count: int) -> Callable[[Session], object]:
        def run(session: Session) -> None:
            prover = Prover(session, KEYS.pending_key)
            prover.prove(list_records(session, ids[:count]))
            prover.find_heads(ORIGIN, [1, 4, 8, 308])

        return run

    assert [count_statements(ledger, prove_so_many(count)) <= 6 for count in (1, 300)] == [True, True]


def test_appending_is_one_statement(ledger: Ledger) -> None:
    def append(session: Session) -> None:
        ledger.appender.append(session, "evidence", [("evidence", b"1"), ("device", b"2")], {}, NOW)

    assert count_statements(ledger, append) == 1


def count_statements(ledger: Ledger, run: Callable[[Session], object]) -> int:
    with ledger.database.writing() as session, statements(session) as seen:
        run(session)
    return len(seen)


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []
    connection = session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def destroy(ledger: Ledger, *indices: int, rule: PurgeRule = RULE) -> None:
    with ledger.database.writing() as session:
        purge(session, ledger.appender, indices, rule, "retention ended", ledger.now)


def test_a_purged_record_says_by_which_rule_it_was_destroyed(ledger: Ledger) -> None:
    ids = all_ids(ledger)
    ledger.now += timedelta(days=6 * 365)
    destroy(ledger, 20, 21, 22, 40)
    for _ in range(2):  # while the purge leaf is pending, and when it has its place
        proof = prove(ledger, ids[21])[0]
        assert proof.state is State.PURGED
        assert proof.purge
        assert (proof.purge.rule, proof.purge.reason) == ("five_years", "retention ended")
        assert proof.purge.ranges == ((20, 23), (40, 41))
        assert proof.head
        assert proof.head.size == 308
        ledger.sequence()
    assert states(ledger, ids[19], ids[23], ids[40]) == [State.INTEGRATED, State.INTEGRATED, State.PURGED]
    assert ledger.check(rules={RULE.code: RULE}) == {}
    with ledger.database.reading() as session:
        record = find_record(session, ids[21])
        assert record
        assert (record.blob, record.salt) == (None, None)
        with pytest.raises(NotFound, match="record_purged"):
            _ = record.facts


def test_only_what_a_rule_allows_is_purged(ledger: Ledger) -> None:
    with pytest.raises(Conflict, match="purge_not_allowed"):
        destroy(ledger, 20)
    ledger.now += RULE.min_age + timedelta(days=1)
    ledger.append()
    for wrong in ([0], [20, 310], [9999]):  # the origin; one that is pending; one that is none
        with pytest.raises(Conflict, match="purge_not_allowed"):
            destroy(ledger, *wrong)
    own = PurgeRule("own", frozenset({"origin"}), timedelta())
    with pytest.raises(Conflict, match="purge_not_allowed"):
        destroy(ledger, 0, rule=own)
    destroy(ledger, 20)
    with pytest.raises(Conflict, match="purge_not_allowed"):
        destroy(ledger, 20)
    for count in (0, 2001):
        with pytest.raises(ValueError, match="at once"):
            destroy(ledger, *range(count))


@pytest.mark.parametrize("named", ["other leaves", "nothing", "an unwritten purge"])
def test_a_blob_that_is_merely_gone_is_altered(ledger: Ledger, named: str) -> None:
    ids = all_ids(ledger)
    ledger.now += timedelta(days=6 * 365)
    destroy(ledger, 40)
    ledger.sequence()
    with ledger.database.writing() as session:
        written = session.scalars(select(LedgerRecord.id).where(LedgerRecord.kind == "purge")).one()
        facts = {"log": 1, "ranges": [[20, 21]], "rule": RULE.code, "reason": "none"}
        blob, salt = encode_blob("purge", NOW, [("log", "1")], facts), bytes(16)
        row = {"kind": "purge", "blob": blob, "salt": salt, "subject_1": b"log:1", "mac": bytes(32)}
        unwritten = session.execute(insert(LedgerRecord).values(entry=commit(salt, blob), **row))
    (forged,) = unwritten.inserted_primary_key
    purged_by = {"other leaves": written, "nothing": None, "an unwritten purge": forged}[named]
    edit(ledger, ids[20], blob=None, salt=None, purged_by=purged_by)
    assert states(ledger, ids[20], ids[40]) == [State.ALTERED, State.PURGED]
    assert ledger.check(rules={RULE.code: RULE})["blob_missing"] == [f"{ORIGIN}#20"]
