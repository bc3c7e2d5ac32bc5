"""What strangers read: checkpoint, keys, tiles and entry bundles, never beyond the published head.

Source: C2SP tlog-tiles, tlog-checkpoint.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.crypto.tiles import TILE_WIDTH, TileKey, bottom_row, width_at
from services.ledger.logs import find_open_log, list_verifier_keys
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord
from services.ledger.refusals import LedgerAltered
from services.ledger.tree import load_tiles


def find_checkpoint(session: Session) -> bytes | None:
    """The newest published head as a signed note, with the cosignatures of witnesses after it."""
    query = (
        select(LedgerHead.note, LedgerHead.cosignatures)
        .join(LedgerLog, LedgerLog.id == LedgerHead.log_id)
        .where(LedgerLog.closed_at.is_(None), LedgerHead.size == LedgerLog.published_size)
    )
    row = session.execute(query).one_or_none()
    return row.note + row.cosignatures if row and row.note else None


def list_key_texts(session: Session, pending_key: bytes) -> list[str]:
    """The verifier keys of the open log in C2SP form; those of witnesses will follow them."""
    log = find_open_log(session)
    return [str(key) for key in list_verifier_keys(session, log.id, pending_key)] if log else []


def find_tile(session: Session, level: int, number: int, width: int | None = None) -> bytes | None:
    """The hashes of a tile's lowest row, 32 bytes each; None where the published tree has no such tile.

    `width` is given for a partial tile: 1 to 255 hashes. A full tile is asked for without.
    """
    key = TileKey(level, number)
    log = _find_log_with(session, key, width)
    if log is None:
        return None
    row = bottom_row(load_tiles(session, log.id, [key]).get(key, b""), width or TILE_WIDTH)
    if len(row) != 32 * (width or TILE_WIDTH):
        raise LedgerAltered
    return row


def find_entries(session: Session, number: int, width: int | None = None) -> bytes | None:
    """The entries under a tile of level 0, each after its length as a big-endian uint16."""
    log = _find_log_with(session, TileKey(0, number), width)
    if log is None:
        return None
    first = number * TILE_WIDTH
    query = (
        select(LedgerRecord.entry)
        .where(
            LedgerRecord.log_id == log.id,
            LedgerRecord.leaf_index.between(first, first + (width or TILE_WIDTH) - 1),
        )
        .order_by(LedgerRecord.leaf_index)
    )
    entries = session.scalars(query).all()
    if len(entries) != (width or TILE_WIDTH):
        raise LedgerAltered
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def _find_log_with(session: Session, key: TileKey, width: int | None) -> LedgerLog | None:
    """The open log, where its published tree reaches so far."""
    log = find_open_log(session)
    if log is None or width_at(key, log.published_size) < (width or TILE_WIDTH):
        return None
    return log
