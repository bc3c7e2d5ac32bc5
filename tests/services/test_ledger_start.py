"""What may be served and what may not, and the way back after a loss."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.clock import StoppedClock
from services.crypto.checkpoint import Checkpoint, open_checkpoint, verifier_keys
from services.db import Database
from services.errors import Refused
from services.ledger import (
    Guard,
    Guarded,
    Standing,
    Start,
    list_key_texts,
    list_records_about,
    newest_head,
    open_ledger,
    recovered_from,
    sequence_pending,
    verify_start,
)
from services.ledger.sequence import Sequenced, sequencing_steps
from tests.conftest import MakeDatabase
from tests.factories import KEYS, NOW, ORIGIN, Ledger, SequencerKeys
from tests.ledger_starts import NEW_ORIGIN, roll_back, start

OTHER_KEYS = SequencerKeys(Ed25519PrivateKey.from_private_bytes(b"\x09" * 32))


@pytest.fixture
def rolled_back(make_sqlite_url: MakeDatabase, tmp_path: Path) -> Ledger:
    """A ledger of 8 published leaves whose database went back to a copy with 5."""
    return roll_back(make_sqlite_url, tmp_path)


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


def test_a_guard_that_hurries_says_the_newest_and_is_written_at_the_end(ledger: Ledger) -> None:
    ledger.sequence()
    before = ledger.guard.path.read_bytes()
    with ledger.guard.hurrying():
        ledger.now += timedelta(minutes=1)
        ledger.sequence()
        newest = ledger.guard.read()
        assert ledger.guard.path.read_bytes() == before
    assert Guard(ledger.guard.path).read() == newest
    assert start(ledger) == Start(Standing.EQUAL, 2)
    ledger.now += timedelta(minutes=1)
    ledger.sequence()
    assert Guard(ledger.guard.path).read() != newest
