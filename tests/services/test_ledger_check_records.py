"""Records that were edited, put in, taken out or put elsewhere are found."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from services.crypto import merkle, tiles
from services.crypto.checkpoint import Checkpoint, sign_checkpoint, verifier_keys
from services.db import Database
from services.ledger import Difference, Record
from services.ledger.blobs import commit, encode_blob
from services.ledger.models import LedgerHead, LedgerRecord, LedgerTile
from tests.factories import KEYS, NOW, ORIGIN, Ledger
from tests.ledger_hands import STRANGER, execute, leaf

OUR_KEYS = verifier_keys(ORIGIN, KEYS.signer)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    ledger = Ledger(database, tmp_path).open()
    ledger.grow(3, 4, 300, 2)
    return ledger


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
