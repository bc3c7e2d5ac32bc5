"""The logs: one open tree, and the closed ones that a recovery left behind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import MultipleResultsFound
from sqlalchemy.orm import Session

from services.crypto import canonical
from services.crypto.checkpoint import Checkpoint, VerifierKey, parse_verifier_key
from services.errors import Malformed
from services.ledger.blobs import VERSION, Content, Subject, decode_blob
from services.ledger.models import LedgerLog, LedgerRecord
from services.ledger.records import Record, is_written, list_records_about, select_records, to_record
from services.ledger.refusals import LedgerAltered, LedgerNotOpen

ANNOUNCING: Final = ("origin", "key_event")
# How the blobs of these kinds begin: an array of five, the version, the kind.
_ANNOUNCING_BLOBS = tuple(b"\x85" + canonical.encode(VERSION) + canonical.encode(kind) for kind in ANNOUNCING)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Why this ledger does not begin at the beginning: shown on every page of its period.

    `last_known` is the newest head of the previous origin that anybody knew of, `kept_size` how many of its
    leaves the database still has.
    """

    origin: str
    last_known: Checkpoint
    kept_size: int
    reason: str
    at: datetime


def find_open_log(session: Session, *, lock: bool = False) -> LedgerLog | None:
    """The open log's row; locked, it keeps every other sequencer waiting until this transaction ends.

    On SQLite the writing transaction itself is the lock.
    Raises: LedgerAltered where somebody has made a second one.
    """
    query = select(LedgerLog).where(LedgerLog.closed_at.is_(None))
    if lock:
        # A row that another session has changed meanwhile must be read anew, not from this session's memory.
        query = query.with_for_update().execution_options(populate_existing=True)
    try:
        return session.scalars(query).one_or_none()
    except MultipleResultsFound:
        raise LedgerAltered from None


def get_open_log(session: Session, *, lock: bool = False) -> LedgerLog:
    """The open log's row; raises LedgerNotOpen."""
    log = find_open_log(session, lock=lock)
    if log is None:
        raise LedgerNotOpen
    return log


def find_first_record(session: Session) -> Record | None:
    """The leaf that opened the open log."""
    query = (
        select_records()
        .join(LedgerLog, LedgerLog.id == LedgerRecord.log_id)
        .where(LedgerLog.closed_at.is_(None), LedgerRecord.leaf_index == 0)
    )
    row = session.execute(query).one_or_none()
    return to_record(row) if row else None


def recovered_from(session: Session, pending_key: bytes) -> Recovery | None:
    """What the open log continues after a recovery, None for one that began at the beginning.

    Raises: LedgerAltered where its first leaf is gone, or not what was written there.
    """
    if find_open_log(session) is None:
        return None
    first = find_first_record(session)
    if first is None or not is_written(first, pending_key):
        raise LedgerAltered
    match first.facts.get("previous"):
        case {"origin": str(origin), "size": int(size), "root": bytes(root), "kept_size": int(kept)}:
            reason = first.facts.get("reason")
            return Recovery(origin, Checkpoint(origin, size, root), kept, str(reason), first.at)
    return None


def list_verifier_keys(session: Session, log_id: int, pending_key: bytes) -> list[VerifierKey]:
    """The public keys that a log's own leaves announce, oldest first.

    Passed over are records that others wrote, and those that no sequencer has taken.
    """
    records = list_records_about(session, [log_subject(log_id)], ANNOUNCING)
    leaves = [r for r in records if r.log_id == log_id and is_written(r, pending_key)]
    texts = [text for leaf in leaves for text in _announced(leaf.content)]
    return [parse_verifier_key(text) for text in dict.fromkeys(texts)]


def announces_other_key(blob: bytes, own_key: bytes) -> bool:
    """Whether a record says that another key than this public one signs a log."""
    if not blob.startswith(_ANNOUNCING_BLOBS):
        return False
    try:
        keys = [parse_verifier_key(text) for text in _announced(decode_blob(blob))]
    except Malformed:
        return True
    return any(key.public_key != own_key for key in keys)


def _announced(content: Content) -> list[str]:
    match content.facts.get("keys"):
        case list(keys):
            return [key for key in keys if isinstance(key, str)]
    return []


def log_subject(log_id: int) -> Subject:
    return "log", str(log_id)
