"""A recovery goes on from the last known head in a new ledger, and leads back to the old proofs."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from services.crypto import merkle, tiles
from services.crypto.checkpoint import Checkpoint
from services.crypto.merkle import InvalidProof
from services.db import Database
from services.errors import Refused
from services.ledger import (
    Guard,
    Guarded,
    Prover,
    Standing,
    State,
    find_record,
    head_at,
    list_records,
    newest_head,
    recover,
    recovered_from,
    root_at,
)
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from tests.conftest import MakeDatabase
from tests.factories import KEYS, NOW, ORIGIN, Ledger
from tests.ledger_starts import NEW_ORIGIN, roll_back, start


@pytest.fixture
def rolled_back(make_sqlite_url: MakeDatabase, tmp_path: Path) -> Ledger:
    """A ledger of 8 published leaves whose database went back to a copy with 5."""
    return roll_back(make_sqlite_url, tmp_path)


def test_a_recovery_opens_a_new_ledger_on_the_last_known_head(rolled_back: Ledger) -> None:
    ledger = rolled_back
    guarded = ledger.guard.read()
    with ledger.database.reading() as session:
        old_ids = session.scalars(select(LedgerRecord.id).order_by(LedgerRecord.id)).all()
    (pending,) = ledger.append()
    recovery = recover(ledger.database, KEYS, ledger.guard, NEW_ORIGIN, "disk lost", ledger.now)
    assert guarded
    assert recovery.last_known == guarded.head
    assert (recovery.origin, recovery.kept_size, recovery.reason) == (ORIGIN, 5, "disk lost")
    with ledger.database.reading() as session:
        assert recovered_from(session, KEYS.pending_key) == recovery

    assert start(ledger, NEW_ORIGIN).standing is Standing.EQUAL
    with pytest.raises(Refused, match="ledger_other_origin"):
        start(ledger)
    ledger.origin = NEW_ORIGIN
    new_ids = ledger.grow(3)
    assert ledger.check() == {}
    with ledger.database.reading() as session:
        prover = Prover(session, KEYS.pending_key)
        old, new = list_records(session, old_ids), list_records(session, [pending, *new_ids])
        proofs = prover.prove([*old, *new])
        head = newest_head(session)
        assert head
        assert (head.origin, head.log_id) == (NEW_ORIGIN, 2)
        assert prover.newest(ORIGIN) is not None
    assert {proof.state for proof in proofs.values()} == {State.INTEGRATED}
    assert {proofs[record.id].head.origin for record in old if proofs[record.id].head} == {ORIGIN}
    assert [record.place for record in new] == [(2, 1), (2, 2), (2, 3), (2, 4)]
    assert all(record.place and record.place < head.place for record in [*old, *new])


def test_what_was_committed_and_not_published_moves_to_the_new_ledger(
    make_sqlite_url: MakeDatabase, tmp_path: Path
) -> None:
    ledger = roll_back(make_sqlite_url, tmp_path)
    ids = ledger.append(600)
    with pytest.raises(Refused, match="ledger_differs_from_guard"):
        ledger.sequence()
    recover(ledger.database, KEYS, ledger.guard, NEW_ORIGIN, "disk lost", ledger.now)
    with ledger.database.reading() as session:
        old = session.scalars(select(LedgerLog).where(LedgerLog.id == 1)).one()
        assert (old.size, old.published_size, old.closed_at) == (5, 5, ledger.now)
        tiles = session.scalars(select(LedgerTile).where(LedgerTile.log_id == 1)).all()
        assert [len(tile.nodes) for tile in tiles] == [32 * (2 * 5 - 2)]
        sizes = session.scalars(select(LedgerHead.size).where(LedgerHead.log_id == 1)).all()
        assert max(sizes) == 5
    ledger.sequence()
    assert ledger.check() == {}
    with ledger.database.reading() as session:
        assert {record.log_id for record in list_records(session, ids)} == {2}


def forge_the_last_head(ledger: Ledger) -> None:
    """Rewrites the last leaf, the tree and the head over it, as whoever holds the database can."""
    with ledger.database.writing() as session:
        size = session.scalars(select(LedgerLog.size)).one()
        query = select(LedgerRecord).where(LedgerRecord.log_id == 1).order_by(LedgerRecord.leaf_index)
        records = session.scalars(query).all()
        records[-1].entry = bytes(32)
        nodes = tiles.append_leaves({}, 0, [merkle.hash_leaf(record.entry) for record in records])
        session.execute(update(LedgerTile).values(nodes=nodes[tiles.TileKey(0, 0)]))
        root = merkle.root_at(size, lambda *node: tiles.read_node(nodes, *node))
        session.execute(update(LedgerHead).where(LedgerHead.size == size).values(root=root))


def test_a_recovery_goes_on_from_what_was_published_and_leads_back_to_proofs(ledger: Ledger) -> None:
    ids = ledger.grow(2, 2)
    guarded = ledger.guard.read()
    forge_the_last_head(ledger)
    with pytest.raises(Refused, match="ledger_differs_from_guard"):
        start(ledger)
    recovery = recover(ledger.database, KEYS, ledger.guard, NEW_ORIGIN, "altered", ledger.now)
    assert guarded
    assert recovery.last_known == guarded.head
    ledger.origin = NEW_ORIGIN
    ids += ledger.grow(1)
    with ledger.database.reading() as session:
        prover = Prover(session, KEYS.pending_key)
        proofs = prover.prove(list_records(session, ids))
    # No head that a sequencer wrote has the third and fourth any more; the fourth was altered itself.
    states = [proofs[record_id].state for record_id in ids]
    assert states == [State.INTEGRATED, State.INTEGRATED, State.PENDING, State.ALTERED, State.INTEGRATED]


def test_an_interrupted_recovery_is_finished_by_calling_it_again(rolled_back: Ledger) -> None:
    guarded = rolled_back.guard.read()
    recover(rolled_back.database, KEYS, rolled_back.guard, NEW_ORIGIN, "first", rolled_back.now)
    with rolled_back.database.writing() as session:
        session.execute(update(LedgerLog).where(LedgerLog.id == 2).values(published_size=0))
        session.execute(update(LedgerHead).where(LedgerHead.log_id == 2).values(note=None, at=None, mac=None))
    assert guarded
    rolled_back.guard.replace(guarded)
    with pytest.raises(Refused, match="ledger_other_origin"):
        start(rolled_back, NEW_ORIGIN)
    again = recover(rolled_back.database, KEYS, rolled_back.guard, NEW_ORIGIN, "again", rolled_back.now)
    assert again.reason == "first"
    assert start(rolled_back, NEW_ORIGIN).standing is Standing.EQUAL
    assert rolled_back.check() == {}


def test_a_lost_database_is_recovered_from_the_guard_file_alone(database: Database, tmp_path: Path) -> None:
    ledger = Ledger(database, tmp_path)
    ledger.guard.replace(Guarded(Checkpoint(ORIGIN, 70, b"\x05" * 32), 0, NOW))
    recovery = recover(database, KEYS, ledger.guard, NEW_ORIGIN, "all lost", NOW)
    assert (recovery.last_known, recovery.kept_size) == (Checkpoint(ORIGIN, 70, b"\x05" * 32), 0)
    assert ledger.check() == {}


def test_a_lost_guard_file_is_recovered_from_the_database_alone(ledger: Ledger) -> None:
    ledger.grow(2)
    ledger.guard.path.unlink()
    recovery = recover(ledger.database, KEYS, ledger.guard, NEW_ORIGIN, "guard lost", ledger.now)
    assert (recovery.last_known.size, recovery.kept_size) == (3, 3)
    assert ledger.check() == {}


def test_a_ledger_in_order_is_recovered_only_even_so(ledger: Ledger) -> None:
    """The way out of a head that a clock far ahead has signed."""
    ledger.now += timedelta(days=3650)
    ledger.grow(1)
    ledger.now -= timedelta(days=3650)
    ledger.append()
    with pytest.raises(Refused, match="clock_behind"):
        ledger.sequence()
    with pytest.raises(Refused, match="ledger_in_order"):
        recover(ledger.database, KEYS, ledger.guard, NEW_ORIGIN, "clock", ledger.now)
    recover(ledger.database, KEYS, ledger.guard, NEW_ORIGIN, "clock", ledger.now, even_so=True)
    assert ledger.sequence().taken == 1
    assert ledger.check() == {}


def test_a_new_ledger_needs_a_name_that_was_never_used(rolled_back: Ledger, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ledger_origin_used"):
        recover(rolled_back.database, KEYS, rolled_back.guard, ORIGIN, "", NOW)
    with pytest.raises(ValueError, match="origin"):
        recover(rolled_back.database, KEYS, rolled_back.guard, "a name", "", NOW)
    rolled_back.guard.replace(Guarded(Checkpoint("elsewhere", 9, bytes(32)), 0, NOW))
    with pytest.raises(Refused, match="ledger_other_origin"):
        recover(rolled_back.database, KEYS, rolled_back.guard, NEW_ORIGIN, "", NOW)


def test_a_database_that_was_never_used_has_nothing_to_recover(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ledger_in_order"):
        recover(database, KEYS, Guard(tmp_path / "guard"), NEW_ORIGIN, "", NOW)


def test_the_new_ledger_answers_for_its_own_tree(rolled_back: Ledger) -> None:
    recover(rolled_back.database, KEYS, rolled_back.guard, NEW_ORIGIN, "lost", rolled_back.now)
    with rolled_back.database.reading() as session:
        head = head_at(session, 1)
        assert head
        assert (head.origin, root_at(session, 1)) == (NEW_ORIGIN, head.root)
        with pytest.raises(InvalidProof):
            root_at(session, 5)
        assert find_record(session, 10_000) is None
