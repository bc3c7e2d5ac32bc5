"""Published heads: what the log has signed, and when.

A head's time is the whole second in which it was signed: whatever carries its beacon was made after `at`, and
whatever it took in had arrived before `until`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.orm import Session

from services.crypto.checkpoint import Checkpoint
from services.ledger.blobs import authenticate_head
from services.ledger.models import LedgerHead, LedgerLog

BEACON_ROOT_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Head:
    """A published head. It took in the leaves from `previous_size` up to, but without, `size`."""

    log_id: int
    origin: str
    size: int
    previous_size: int
    root: bytes
    at: datetime
    note: bytes = field(repr=False)
    mac: bytes = field(repr=False)

    @property
    def until(self) -> datetime:
        """The end of the second in which it was signed."""
        return self.at + timedelta(seconds=1)

    @property
    def beacon(self) -> tuple[int, bytes]:
        """What a capture commits to: the size and the first 8 bytes of the root."""
        return self.size, self.root[:BEACON_ROOT_BYTES]

    @property
    def place(self) -> tuple[int, int]:
        """Comparable with a record's place: a record was in the ledger before a beacon of this head was made
        if `record.place < head.place`."""
        return self.log_id, self.size

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.origin, self.size, self.root)

    def expected_mac(self, pending_key: bytes) -> bytes:
        return authenticate_head(pending_key, self.origin, self.previous_size, self.size, self.root, self.at)


def newest_head(session: Session) -> Head | None:
    """The newest published head of the open log: the beacon that phones fetch."""
    query = _select_heads().where(LedgerLog.closed_at.is_(None), LedgerHead.size == LedgerLog.published_size)
    return _find(session, query)


def list_newest_heads(session: Session) -> list[Head]:
    """The newest published head of every log there ever was, oldest log first."""
    query = _select_heads().where(LedgerHead.size == LedgerLog.published_size).order_by(LedgerLog.id)
    return [_to_head(row) for row in session.execute(query)]


def list_heads_before(session: Session, log_id: int, size: int) -> Iterator[Head]:
    """The published heads of a log that are smaller than this one, largest first, loaded a few at a time."""
    query = _select_heads().where(LedgerHead.log_id == log_id).order_by(LedgerHead.size.desc()).limit(100)
    while heads := [_to_head(row) for row in session.execute(query.where(LedgerHead.size < size))]:
        yield from heads
        size = heads[-1].size


def head_at(session: Session, size: int) -> Head | None:
    """The published head of exactly this size in the open log."""
    return _find(session, _select_heads().where(LedgerLog.closed_at.is_(None), LedgerHead.size == size))


def head_covering(session: Session, index: int) -> Head | None:
    """The first published head of the open log that had this leaf: it was in the ledger before `until`."""
    query = (
        _select_heads()
        .where(LedgerLog.closed_at.is_(None), LedgerHead.size > index)
        .order_by(LedgerHead.size)
        .limit(1)
    )
    return _find(session, query)


def list_heads(session: Session, places: Collection[tuple[int, int]]) -> list[Head]:
    """The published heads at these (log id, size), in one statement."""
    if not places:
        return []
    query = _select_heads().where(tuple_(LedgerHead.log_id, LedgerHead.size).in_(list(places)))
    return [_to_head(row) for row in session.execute(query)]


def witnessed_until(session: Session, index: int) -> datetime | None:
    """The time before which a witness saw this leaf: None, as no witness is connected yet."""
    return None


def _select_heads() -> Select[*tuple[Any, ...]]:
    return (
        select(
            LedgerHead.log_id,
            LedgerLog.origin,
            LedgerHead.size,
            LedgerHead.previous_size,
            LedgerHead.root,
            LedgerHead.at,
            LedgerHead.note,
            LedgerHead.mac,
        )
        .join(LedgerLog, LedgerLog.id == LedgerHead.log_id)
        .where(LedgerHead.note.is_not(None))
    )


def _find(session: Session, query: Select[*tuple[Any, ...]]) -> Head | None:
    row = session.execute(query).one_or_none()
    return _to_head(row) if row else None


def _to_head(row: Row[*tuple[Any, ...]]) -> Head:
    return Head(*row)
