"""What may be served and what may not, and the way back after a loss."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, update

from services.clock import StoppedClock
from services.crypto import merkle, tiles
from services.crypto.checkpoint import Checkpoint, open_checkpoint, verifier_keys
from services.crypto.merkle import InvalidProof
from services.db import Database
from services.errors import Refused
from services.ledger import (
    Guard,
    Guarded,
    Prover,
    Standing,
    Start,
    State,
    find_record,
    head_at,
    list_key_texts,
    list_records,
    list_records_about,
    newest_head,
    open_ledger,
    recover,
    recovered_from,
    root_at,
    sequence_pending,
    verify_start,
)
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from services.ledger.sequence import Sequenced, sequencing_steps
from tests.conftest import MakeDatabase
from tests.factories import KEYS, NOW, ORIGIN, Ledger, SequencerKeys

NEW_ORIGIN = "example.go.kr/ledger-2"
OTHER_KEYS = SequencerKeys(Ed25519PrivateKey.from_private_bytes(b"\x09" * 32))


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    return Ledger(database, tmp_path).open()


@pytest.fixture
def rolled_back(make_sqlite_url: MakeDatabase, tmp_path: Path) -> Ledger:
    """A ledger of 8 published leaves whose database went back to a copy with 5."""
    return roll_back(make_sqlite_url, tmp_path)


def roll_back(make_url: MakeDatabase, folder: Path) -> Ledger:
    path = Path(make_url().removeprefix("sqlite:///"))
    ledger = Ledger(Database(f"sqlite:///{path}"), folder).open()
    ledger.grow(4)
    ledger.database.dispose()
    shutil.copy(path, path.with_suffix(".backup"))
    ledger.grow(3)
    ledger.database.dispose()
    for leftover in path.parent.glob(path.name + "*"):
        leftover.unlink()
    shutil.copy(path.with_suffix(".backup"), path)
    return ledger


def start(ledger: Ledger, origin: str = ORIGIN) -> Start:
    return verify_start(ledger.database, ledger.guard, origin)


def steps_until(ledger: Ledger, last: str) -> None:
    """A sequencer that ends after this step."""
    ledger.now += timedelta(seconds=1)
    for step in sequencing_steps(ledger.database, KEYS, ledger.guard, StoppedClock(ledger.now), Sequenced()):
        if step == last:
            return


def test_a_new_database_without_a_guard_file_is_new(database: Database, tmp_path: Path) -> None:
    ledger = Ledger(database, tmp_path)
    assert start(ledger) == Start(Standing.NEW, 0)
    open_ledger(database, KEYS, ledger.guard, ORIGIN, NOW)
    assert start(ledger) == Start(Standing.NEW, 1)
    ledger.sequence()
    assert start(ledger) == Start(Standing.EQUAL, 1)


def test_the_first_leaf_names_the_ledger_and_its_keys(ledger: Ledger) -> None:
    with ledger.database.reading() as session:
        (first,) = list_records_about(session, [("log", "1")])
        texts = list_key_texts(session, KEYS.pending_key)
        assert recovered_from(session, KEYS.pending_key) is None
    keys = [str(key) for key in verifier_keys(ORIGIN, KEYS.signer)]
    assert (first.index, first.kind) == (0, "origin")
    assert first.facts == {"origin": ORIGIN, "keys": keys}
    assert texts == keys


def test_opening_again_changes_nothing(ledger: Ledger) -> None:
    again = open_ledger(ledger.database, KEYS, ledger.guard, ORIGIN, ledger.now)
    assert again == Start(Standing.EQUAL, 1)
    assert ledger.sequence().taken == 0


def test_a_new_log_key_is_announced_and_both_keep_verifying(ledger: Ledger) -> None:
    ledger.grow(2)
    for _ in range(2):
        open_ledger(ledger.database, OTHER_KEYS, ledger.guard, ORIGIN, ledger.now)
    ledger.now += timedelta(seconds=1)
    sequence_pending(ledger.database, OTHER_KEYS, ledger.guard, StoppedClock(ledger.now))
    assert ledger.check(trusted_keys=verifier_keys(ORIGIN, OTHER_KEYS.signer)) == {}
    with ledger.database.reading() as session:
        texts = list_key_texts(session, KEYS.pending_key)
        head = newest_head(session)
    both = [*verifier_keys(ORIGIN, KEYS.signer), *verifier_keys(ORIGIN, OTHER_KEYS.signer)]
    assert texts == [str(key) for key in both]
    assert head
    assert set(open_checkpoint(head.note, both).signed_by) == set(verifier_keys(ORIGIN, OTHER_KEYS.signer))


def test_a_database_ahead_of_the_guard_serves(ledger: Ledger) -> None:
    ledger.append()
    steps_until(ledger, "committed")
    assert start(ledger) == Start(Standing.AHEAD, 2)
    steps_until(ledger, "signed")
    assert start(ledger) == Start(Standing.EQUAL, 2)


def test_a_node_without_a_guard_file_of_its_own_may_say_so(ledger: Ledger) -> None:
    assert verify_start(ledger.database, None, ORIGIN).standing is Standing.UNGUARDED
    with pytest.raises(Refused, match="ledger_other_origin"):
        verify_start(ledger.database, None, NEW_ORIGIN)


def test_a_ledger_of_another_name_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="ledger_other_origin") as refused:
        start(ledger, NEW_ORIGIN)
    assert ORIGIN in refused.value.sentence % refused.value.params
    ledger.guard.replace(Guarded(Checkpoint(NEW_ORIGIN, 1, bytes(32)), 0, NOW))
    with pytest.raises(Refused, match="ledger_other_origin"):
        start(ledger)


def test_an_empty_database_beside_a_guard_file_is_refused(database: Database, tmp_path: Path) -> None:
    ledger = Ledger(database, tmp_path)
    ledger.guard.replace(Guarded(Checkpoint(ORIGIN, 7, bytes(32)), 0, NOW))
    with pytest.raises(Refused, match="ledger_empty_with_guard"):
        start(ledger)
    with pytest.raises(Refused, match="ledger_empty_with_guard"):
        ledger.open()


def test_a_lost_guard_file_is_refused(ledger: Ledger) -> None:
    ledger.guard.path.unlink()
    ledger.append()
    with pytest.raises(Refused, match="ledger_guard_missing"):
        start(ledger)
    with pytest.raises(Refused, match="ledger_guard_missing"):
        ledger.sequence()


@pytest.mark.parametrize(
    "content", [b"", b"balgil-guard-v1\n", b"balgil-guard-v1\na\n-1\nAAAA\n0\n0\n", b"\xff" * 50]
)
def test_a_damaged_guard_file_is_refused(ledger: Ledger, content: bytes) -> None:
    ledger.guard.path.write_bytes(content)
    with pytest.raises(Refused, match="ledger_guard_damaged"):
        start(ledger)


def test_a_guard_never_goes_back(tmp_path: Path) -> None:
    guard = Guard(tmp_path / "deep" / "guard")
    five = Guarded(Checkpoint(ORIGIN, 5, b"\x01" * 32), 4, NOW)
    guard.advance(five)
    with pytest.raises(Refused, match="ledger_behind_guard"):
        guard.advance(replace(five, head=Checkpoint(ORIGIN, 4, b"\x01" * 32)))
    with pytest.raises(Refused, match="ledger_differs_from_guard"):
        guard.advance(replace(five, head=Checkpoint(ORIGIN, 5, b"\x02" * 32)))
    with pytest.raises(Refused, match="ledger_other_origin"):
        guard.advance(replace(five, head=Checkpoint(NEW_ORIGIN, 6, b"\x01" * 32)))
    assert guard.read() == five
    assert [path.name for path in guard.path.parent.iterdir()] == ["guard"]


def test_a_rolled_back_database_is_refused_and_never_signed(rolled_back: Ledger) -> None:
    with pytest.raises(Refused, match="ledger_behind_guard") as refused:
        start(rolled_back)
    assert "5건" in refused.value.sentence % refused.value.params
    rolled_back.append()
    with pytest.raises(Refused, match="ledger_behind_guard"):
        rolled_back.sequence()
    with rolled_back.database.reading() as session:
        head = newest_head(session)
    assert head
    assert head.size == 5


def test_a_rolled_back_database_that_grew_past_the_guard_is_refused(rolled_back: Ledger) -> None:
    rolled_back.append(10)
    with pytest.raises(Refused, match="ledger_differs_from_guard"):
        rolled_back.sequence()
    with pytest.raises(Refused, match="ledger_differs_from_guard"):
        start(rolled_back)


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
