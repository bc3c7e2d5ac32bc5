"""Heads, notes and tiles that were edited, hidden or rolled back are found."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from services.crypto.checkpoint import Checkpoint, sign_checkpoint, verifier_keys
from services.db import Database
from services.ledger.blobs import authenticate_head
from services.ledger.models import LedgerHead, LedgerLog, LedgerTile
from tests.conftest import MakeDatabase
from tests.factories import KEYS, NOW, ORIGIN, Ledger
from tests.ledger_hands import STRANGER, execute, leaf


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    ledger = Ledger(database, tmp_path).open()
    ledger.grow(3, 4, 300, 2)
    return ledger


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"at": NOW}, {"note_invalid", "time_decreases"}),
        ({"at": None}, {"note_invalid", "time_decreases"}),
        ({"at": NOW + timedelta(days=1)}, {"note_invalid", "time_decreases"}),
        ({"root": bytes(32)}, {"note_invalid", "root_differs"}),
        ({"note": b"note"}, {"note_invalid"}),
        ({"note": None}, {"note_invalid"}),
        ({"mac": None}, {"note_invalid"}),
        ({"previous_size": 7}, {"note_invalid", "head_missing"}),
    ],
)
def test_an_edited_head_is_found_by_its_note(
    ledger: Ledger, values: dict[str, object], codes: set[str]
) -> None:
    execute(ledger, update(LedgerHead).where(LedgerHead.size == 308).values(**values))
    assert set(ledger.check()) == codes


def test_a_head_that_the_web_server_dated_anew_is_found_by_its_note(ledger: Ledger) -> None:
    """Whoever holds the pending key can mark a row, but cannot sign another time."""
    with ledger.database.writing() as session:
        head = session.scalars(select(LedgerHead).where(LedgerHead.size == 308)).one()
        assert head.at
        head.at += timedelta(seconds=1)
        place = (ORIGIN, head.previous_size, head.size, head.root, head.at)
        head.mac = authenticate_head(KEYS.pending_key, *place)
    assert ledger.check() == {"note_invalid": [f"{ORIGIN}@308"]}


def test_a_head_that_the_web_server_signed_with_a_key_of_its_own_is_found(ledger: Ledger) -> None:
    """It can append a record that announces its key; the sequencer takes no such record."""
    facts = {"event": "log_key", "keys": [str(key) for key in verifier_keys(ORIGIN, STRANGER)]}
    with ledger.database.writing() as session:
        ledger.appender.append(session, "key_event", [("log", "1")], facts, NOW)
        head = session.scalars(select(LedgerHead).where(LedgerHead.size == 308)).one()
        assert head.at
        head.at += timedelta(seconds=1)
        head.note = sign_checkpoint(
            Checkpoint(ORIGIN, head.size, head.root), STRANGER, int(head.at.timestamp())
        )
        place = (ORIGIN, head.previous_size, head.size, head.root, head.at)
        head.mac = authenticate_head(KEYS.pending_key, *place)
    assert ledger.check() == {"note_invalid": [f"{ORIGIN}@308"]}
    ledger.sequence()
    assert set(ledger.check()) == {"note_invalid", "record_refused"}


def test_a_note_without_the_logs_own_signature_is_found(ledger: Ledger) -> None:
    with ledger.database.writing() as session:
        head = session.scalars(select(LedgerHead).where(LedgerHead.size == 308)).one()
        assert head.note
        body, _, lines = head.note.partition(b"\n\n")
        head.note = body + b"\n\n" + lines.split(b"\n")[1] + b"\n"
    assert ledger.check() == {"note_invalid": [f"{ORIGIN}@308"]}


def test_what_was_put_after_a_note_is_found(ledger: Ledger) -> None:
    execute(ledger, update(LedgerHead).where(LedgerHead.size == 308).values(cosignatures=b"\nnot a line"))
    assert ledger.check() == {"note_invalid": [f"{ORIGIN}@308"]}


def test_a_leaf_that_was_made_to_wait_again_gets_a_second_place_and_is_found(ledger: Ledger) -> None:
    """Its mark is genuine, so the sequencer cannot tell; the tree knows where it was first."""
    execute(ledger, leaf(300).values(log_id=None, leaf_index=None, head_size=None))
    assert ledger.sequence().taken == 1
    assert ledger.check() == {"record_missing": [f"{ORIGIN}#300"]}


def test_a_deleted_head_is_found_by_the_next(ledger: Ledger) -> None:
    execute(ledger, delete(LedgerHead).where(LedgerHead.size == 8))
    found = ledger.check()
    assert found["head_missing"] == [f"{ORIGIN}@8"]
    assert found["place_differs"] == [f"{ORIGIN}#{index}" for index in range(4, 8)]


def test_a_hidden_head_is_found(ledger: Ledger) -> None:
    execute(ledger, update(LedgerLog).values(published_size=308))
    assert ledger.check() == {"head_hidden": [f"{ORIGIN}@310"]}


@pytest.mark.parametrize("level", [0, 1])
def test_an_edited_tile_is_found_by_the_leaves(ledger: Ledger, level: int) -> None:
    with ledger.database.writing() as session:
        tile = session.scalars(
            select(LedgerTile).where(LedgerTile.level == level, LedgerTile.number == 0)
        ).one()
        tile.nodes = bytes(32) + tile.nodes[32:]
    assert f"{ORIGIN}/{level}/0" in ledger.check()["tile_differs"]


def test_a_deleted_tile_is_found(ledger: Ledger) -> None:
    execute(ledger, delete(LedgerTile).where(LedgerTile.level == 0, LedgerTile.number == 0))
    assert ledger.check() == {"tile_differs": [f"{ORIGIN}/0/0"]}


def test_a_repeated_entry_is_found_where_the_constraint_was_dropped(
    sqlite_database: Database, tmp_path: Path
) -> None:
    ledger = Ledger(sqlite_database, tmp_path).open()
    ledger.grow(3)
    with ledger.database.writing() as session:
        columns = "kind, blob, salt, entry, mac, subject_1, subject_2"
        session.execute(text("CREATE TABLE copy AS SELECT * FROM ledger_records"))
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(text("DROP TABLE ledger_records"))
        session.execute(
            text(
                "CREATE TABLE ledger_records (id INTEGER PRIMARY KEY, kind, blob, salt, entry, mac, "
                "subject_1, subject_2, log_id, leaf_index, head_size, refused_at, purged_by)"
            )
        )
        session.execute(text("INSERT INTO ledger_records SELECT * FROM copy"))
        session.execute(
            text(f"INSERT INTO ledger_records ({columns}) SELECT {columns} FROM copy WHERE id = 2")
        )
    assert ledger.sequence().taken == 1
    assert ledger.check() == {"entry_repeated": ["record 2"]}


def test_a_database_rolled_back_to_a_copy_is_found_by_the_guard(
    make_sqlite_url: MakeDatabase, tmp_path: Path
) -> None:
    path = Path(make_sqlite_url().removeprefix("sqlite:///"))
    ledger = Ledger(Database(f"sqlite:///{path}"), tmp_path).open()
    ledger.grow(4)
    ledger.database.dispose()
    shutil.copy(path, path.with_suffix(".backup"))
    ledger.grow(3)
    ledger.database.dispose()
    for leftover in path.parent.glob(path.name + "*"):
        leftover.unlink()
    shutil.copy(path.with_suffix(".backup"), path)
    assert ledger.check() == {"ledger_behind_guard": [f"{ORIGIN}@5"]}
