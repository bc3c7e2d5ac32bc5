"""The complete check, tried by a database administrator who edits, inserts, deletes, swaps and rolls back."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Update, delete, insert, select, text, update
from sqlalchemy.orm import Session

from services.crypto import merkle, tiles
from services.crypto.checkpoint import Checkpoint, sign_checkpoint, verifier_keys
from services.db import Database
from services.ledger import (
    Difference,
    LedgerNotOpen,
    Plan,
    PurgeRule,
    Record,
    check,
    last_complete_check,
    purge,
)
from services.ledger.blobs import authenticate_head, commit, encode_blob
from services.ledger.models import LedgerCheck, LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from tests.conftest import MakeDatabase
from tests.factories import KEYS, NOW, ORIGIN, Ledger

RULE = PurgeRule("five_years", frozenset({"evidence"}), timedelta(days=5 * 365))
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)
OUR_KEYS = verifier_keys(ORIGIN, KEYS.signer)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    ledger = Ledger(database, tmp_path).open()
    ledger.grow(3, 4, 300, 2)
    return ledger


def execute(ledger: Ledger, statement: object, **params: object) -> None:
    with ledger.database.writing() as session:
        session.execute(statement, params)  # type: ignore[call-overload]


def leaf(index: int) -> Update:
    return update(LedgerRecord).where(LedgerRecord.leaf_index == index)


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


# --- what an administrator of the database can do, and by what it is found ---------------------------------


def test_an_edited_blob_is_found_by_its_entry(ledger: Ledger) -> None:
    forged = encode_blob("evidence", NOW, [("device", b"00000000")], {"number": 777})
    execute(ledger, leaf(300).values(blob=forged))
    assert ledger.check() == {"blob_altered": [f"{ORIGIN}#300"]}


def test_an_edited_blob_with_a_new_entry_is_found_by_the_tree(ledger: Ledger) -> None:
    forged, salt = encode_blob("evidence", NOW, [], {"number": 777}), bytes(16)
    execute(ledger, leaf(300).values(blob=forged, salt=salt, entry=commit(salt, forged), subject_1=None))
    assert ledger.check() == {"entry_differs": [f"{ORIGIN}#300"]}


def test_a_rewritten_tree_is_found_by_the_signed_heads_and_the_guard(ledger: Ledger) -> None:
    with ledger.database.writing() as session:
        forged, salt = encode_blob("evidence", NOW, [], {"number": 777}), bytes(16)
        session.execute(leaf(306).values(blob=forged, salt=salt, entry=commit(salt, forged), subject_1=None))
        rebuild_tiles(session)
    assert ledger.check() == {
        "ledger_differs_from_guard": [f"{ORIGIN}@310"],
        "root_differs": [f"{ORIGIN}@308", f"{ORIGIN}@310"],
    }


def test_a_rewritten_tree_with_forged_notes_is_found_by_the_log_key_and_the_guard(ledger: Ledger) -> None:
    """The strongest: everything rewritten, heads too, signed by a key of the administrator's own."""
    with ledger.database.writing() as session:
        forged, salt = encode_blob("evidence", NOW, [], {"number": 777}), bytes(16)
        session.execute(leaf(306).values(blob=forged, salt=salt, entry=commit(salt, forged), subject_1=None))
        nodes = rebuild_tiles(session)
        for head in session.scalars(select(LedgerHead).where(LedgerHead.size > 300)):
            head.root = merkle.root_at(head.size, lambda *node: tiles.read_node(nodes, *node))
            assert head.at
            signed = Checkpoint(ORIGIN, head.size, head.root)
            head.note = sign_checkpoint(signed, STRANGER, int(head.at.timestamp()))
    assert ledger.check() == {
        "ledger_differs_from_guard": [f"{ORIGIN}@310"],
        "note_invalid": [f"{ORIGIN}@308", f"{ORIGIN}@310"],
    }


def rebuild_tiles(session: Session) -> dict[tiles.TileKey, bytes]:
    query = select(LedgerRecord.entry).where(LedgerRecord.log_id == 1).order_by(LedgerRecord.leaf_index)
    hashes = [merkle.hash_leaf(entry) for entry in session.scalars(query)]
    nodes = tiles.append_leaves({}, 0, hashes)
    for key, value in nodes.items():
        session.execute(
            update(LedgerTile)
            .where(LedgerTile.level == key.level, LedgerTile.number == key.number)
            .values(nodes=value)
        )
    return nodes


def test_another_key_than_the_trusted_one_is_found(ledger: Ledger) -> None:
    assert ledger.check(trusted_keys=OUR_KEYS) == {}
    strange = ledger.check(trusted_keys=verifier_keys(ORIGIN, STRANGER))
    assert strange == {"log_key_unknown": [ORIGIN]}


@pytest.mark.parametrize(
    "values", [{"kind": "device_revoked"}, {"subject_1": b"device:x"}, {"subject_2": b"a:b"}]
)
def test_an_edited_column_is_found_by_the_blob(ledger: Ledger, values: dict[str, object]) -> None:
    execute(ledger, leaf(300).values(**values))
    assert ledger.check() == {"columns_differ": [f"{ORIGIN}#300"]}


def test_an_edited_projection_is_found_by_its_subject(ledger: Ledger) -> None:
    seen: list[int] = []

    def compare(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
        seen.extend(record.index or 0 for record in records)
        return [Difference(f"row {record.id}") for record in records if record.index == 300]

    def sweep(session: Session) -> Iterable[Difference]:
        yield Difference("row 9", "row_without_record")

    found = ledger.check(projections={"evidence": compare, "unused": compare}, sweeps=[sweep])
    assert set(found) == {"projection_differs", "row_without_record"}
    assert found["row_without_record"] == ["row 9"]
    assert seen == list(range(1, 310))


def test_projections_see_sound_records_alone(ledger: Ledger) -> None:
    execute(ledger, leaf(300).values(blob=b"\x80"))
    seen: list[int | None] = []

    def compare(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
        seen.extend(record.index for record in records)
        return []

    ledger.check(projections={"evidence": compare})
    assert 300 not in seen
    assert len(seen) == 308


def test_an_inserted_record_is_found_before_and_after_the_sequencer_refuses_it(ledger: Ledger) -> None:
    blob, salt = encode_blob("device_enrolled", NOW, [], {}), bytes(16)
    row = {
        "kind": "device_enrolled",
        "blob": blob,
        "salt": salt,
        "entry": commit(salt, blob),
        "mac": bytes(32),
    }
    execute(ledger, insert(LedgerRecord).values(**row))
    assert list(ledger.check()) == ["record_unauthenticated"]
    ledger.sequence()
    assert list(ledger.check()) == ["record_refused"]


def test_an_inserted_record_with_a_place_of_its_own_is_found(ledger: Ledger) -> None:
    blob, salt = encode_blob("device_enrolled", NOW, [], {}), bytes(16)
    row = {
        "kind": "device_enrolled",
        "blob": blob,
        "salt": salt,
        "entry": commit(salt, blob),
        "mac": bytes(32),
    }
    execute(ledger, insert(LedgerRecord).values(log_id=1, leaf_index=310, head_size=311, **row))
    assert list(ledger.check()) == ["place_differs"]


def test_a_deleted_leaf_is_found(ledger: Ledger) -> None:
    execute(ledger, delete(LedgerRecord).where(LedgerRecord.leaf_index.in_([300, 301])))
    assert ledger.check() == {"record_missing": [f"{ORIGIN}#300", f"{ORIGIN}#301"]}


def test_swapped_indices_are_found_by_the_tree(ledger: Ledger) -> None:
    for at, to in ((20, 9000), (30, 20), (9000, 30)):
        execute(ledger, leaf(at).values(leaf_index=to))
    assert ledger.check() == {"entry_differs": [f"{ORIGIN}#20", f"{ORIGIN}#30"]}


def test_a_leaf_under_another_head_is_found(ledger: Ledger) -> None:
    execute(ledger, leaf(300).values(head_size=310))
    assert ledger.check() == {"place_differs": [f"{ORIGIN}#300"]}


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
