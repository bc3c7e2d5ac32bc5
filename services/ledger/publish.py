"""Publishes committed heads: guarded first, then signed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import to_millis
from services.crypto.checkpoint import Checkpoint, sign_checkpoint
from services.db import Database
from services.ledger.blobs import authenticate_head
from services.ledger.guard import Guard, compare_with_guard
from services.ledger.logs import get_open_log
from services.ledger.models import LedgerHead, LedgerLog
from services.ledger.refusals import clock_behind


class SequencerKeys(Protocol):
    """What a sequencer holds (`services.keys.LogKeys`)."""

    @property
    def signer(self) -> Ed25519PrivateKey: ...

    @property
    def pending_key(self) -> bytes: ...


def publish_heads(database: Database, keys: SequencerKeys, guard: Guard, now: datetime) -> Iterator[str]:
    """Brings every committed head to the state published; yields after each step that could be the last.

    Raises: Refused (`clock_behind`, or the codes of `compare_with_guard`); LedgerNotOpen.
    """
    with database.writing() as session:
        log = get_open_log(session, lock=True)
        heads = list_unpublished(session, log)
        if not heads:
            return
        refuse_slow_clock(session, log, now)
        compare_with_guard(session, log, guard.read())
        guard.advance(Checkpoint(log.origin, heads[-1].size, heads[-1].root))
        yield "guarded"
        _sign(log, heads, keys, now)
        yield "signed"
    yield "published"


def list_unpublished(session: Session, log: LedgerLog) -> Sequence[LedgerHead]:
    """The committed heads that are not signed yet, smallest first."""
    query = (
        select(LedgerHead)
        .where(LedgerHead.log_id == log.id, LedgerHead.size > log.published_size)
        .order_by(LedgerHead.size)
    )
    return session.scalars(query).all()


def refuse_slow_clock(session: Session, log: LedgerLog, now: datetime) -> None:
    """Ledger time never decreases, and there is no tolerance: waiting a moment costs nothing, but a head with
    a time later than its signing would put captures that carry its beacon later than they may have been.

    Raises: Refused (`clock_behind`).
    """
    query = select(LedgerHead.at).where(LedgerHead.log_id == log.id, LedgerHead.size == log.published_size)
    last = session.scalar(query)
    if last and now < last:
        raise clock_behind()


def _sign(log: LedgerLog, heads: Sequence[LedgerHead], keys: SequencerKeys, now: datetime) -> None:
    at = now.replace(microsecond=0)
    for head in heads:
        checkpoint = Checkpoint(log.origin, head.size, head.root)
        head.note = sign_checkpoint(checkpoint, keys.signer, to_millis(at) // 1000)
        head.at = at
        head.mac = authenticate_head(
            keys.pending_key, log.origin, head.previous_size, head.size, head.root, at
        )
    log.published_size = heads[-1].size
    log.trouble_code = log.trouble_at = None
