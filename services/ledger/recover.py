"""`flask ledger recover`: a new ledger that begins with the last head anybody knows of the old one.

Invariants
- The old log is closed as it was last published: its published leaves keep their places and their proofs, and
  nothing is ever signed under its origin again.
- What no published head had reached becomes pending anew, so that no record is lost.
"""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from services.clock import StoppedClock
from services.crypto import canonical
from services.crypto.checkpoint import Checkpoint, check_origin
from services.crypto.tiles import TILE_HEIGHT, TileKey, length_at
from services.db import Database
from services.errors import Refused
from services.ledger.guard import Guard, Guarded, compare_with_guard
from services.ledger.heads import newest_head
from services.ledger.integrate import find_root
from services.ledger.logs import Recovery, find_open_log, recovered_from
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord, LedgerTile
from services.ledger.publish import SequencerKeys, publish_heads
from services.ledger.refusals import LedgerAltered, nothing_to_recover, origin_used, other_origin
from services.ledger.start import begin_log, verify_start


def recover(
    database: Database,
    keys: SequencerKeys,
    guard: Guard,
    origin: str,
    reason: str,
    now: datetime,
    *,
    even_so: bool = False,
) -> Recovery:
    """Closes the open log and opens a new one under `origin`, a name that was never used.

    `even_so` does it although database and guard file agree: the way out of a ledger whose last head was
    signed by a clock far ahead. Interrupted, a recovery is finished by calling this again.

    Raises: Refused (`ledger_in_order`, `ledger_origin_used`, `ledger_other_origin`, `ledger_guard_damaged`).
    """
    check_origin(origin)
    guarded = guard.read()
    if not _is_half_done(database, keys, origin):
        if not even_so:
            _refuse_needless(database, guard)
        with database.writing() as session:
            _begin_anew(session, keys, guarded, origin, reason, now)
    with database.reading() as session:
        guard.replace(Guarded(_first_head(session), 0, now.replace(microsecond=0)))
    for _ in publish_heads(database, keys, guard, StoppedClock(now)):
        pass
    with database.reading() as session:
        recovery = recovered_from(session, keys.pending_key)
    if recovery is None:
        raise LedgerAltered
    return recovery


def _is_half_done(database: Database, keys: SequencerKeys, origin: str) -> bool:
    """Whether an earlier call has opened this very log and was interrupted before it was published."""
    with database.reading() as session:
        log = find_open_log(session)
        if log is None or log.origin != origin or log.published_size:
            return False
        return recovered_from(session, keys.pending_key) is not None


def _refuse_needless(database: Database, guard: Guard) -> None:
    with database.reading() as session:
        log = find_open_log(session)
        origin = log.origin if log else ""
    try:
        verify_start(database, guard, origin)
    except Refused:
        return
    raise nothing_to_recover()


def _begin_anew(
    session: Session,
    keys: SequencerKeys,
    guarded: Guarded | None,
    origin: str,
    reason: str,
    now: datetime,
) -> None:
    old = find_open_log(session, lock=True)
    # A database of another ledger is a wrong address, and no loss to recover from.
    if old and guarded and guarded.head.origin != old.origin:
        raise other_origin(old.origin, guarded.head.origin)
    used = set(session.scalars(select(LedgerLog.origin)))
    if origin in used or (guarded and guarded.head.origin == origin):
        raise origin_used()
    last = _find_last_known(session, old, guarded)
    previous: dict[str, canonical.Value] = {
        "origin": last.origin,
        "size": last.size,
        "root": last.root,
        "kept_size": old.published_size if old else 0,
    }
    if old:
        _close(session, old, now)
    newest_id = session.scalar(select(func.max(LedgerLog.id))) or 0
    begin_log(session, keys, origin, newest_id + 1, {"previous": previous, "reason": reason}, now)


def _find_last_known(session: Session, old: LedgerLog | None, guarded: Guarded | None) -> Checkpoint:
    """The last head that was published: where the database contradicts the guard file, the file's word."""
    head = newest_head(session)
    if guarded is None:
        if head is None:
            raise nothing_to_recover()
        return head.checkpoint
    try:
        if old:
            compare_with_guard(session, old, guarded)
    except Refused:
        return guarded.head
    # A guard file that was restored may be older than what the database has published.
    return head.checkpoint if head and head.size > guarded.head.size else guarded.head


def _close(session: Session, log: LedgerLog, now: datetime) -> None:
    """Leaves the log as it was last published."""
    size = log.published_size
    session.execute(
        update(LedgerRecord)
        .where(LedgerRecord.log_id == log.id, LedgerRecord.leaf_index >= size)
        .values(log_id=None, leaf_index=None, head_size=None)
    )
    session.execute(delete(LedgerHead).where(LedgerHead.log_id == log.id, LedgerHead.size > size))
    for tile in _list_tiles_beyond(session, log):
        length = length_at(TileKey(tile.level, tile.number), size)
        if length:
            tile.nodes = tile.nodes[:length]
        else:
            session.delete(tile)
    log.size, log.closed_at = size, now
    session.flush()


def _list_tiles_beyond(session: Session, log: LedgerLog) -> list[LedgerTile]:
    """The tiles at the edge of the published tree and after it."""
    tiles: list[LedgerTile] = []
    level = 0
    while log.size >> (TILE_HEIGHT * level):
        query = select(LedgerTile).where(
            LedgerTile.log_id == log.id,
            LedgerTile.level == level,
            LedgerTile.number >= log.published_size >> (TILE_HEIGHT * (level + 1)),
        )
        tiles += session.scalars(query)
        level += 1
    return tiles


def _first_head(session: Session) -> Checkpoint:
    """The head of the open log that holds nothing but its first leaf."""
    log = find_open_log(session)
    root = find_root(session, log.id, 1) if log else None
    if log is None or root is None:
        raise LedgerAltered
    return Checkpoint(log.origin, 1, root)
