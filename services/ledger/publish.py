"""Publishes committed heads: guarded first, then signed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import Clock, to_millis
from services.crypto.checkpoint import Checkpoint, sign_checkpoint
from services.db import Database
from services.ledger.blobs import authenticate_head
from services.ledger.guard import Guard, Guarded, compare_with_guard
from services.ledger.logs import get_open_log
from services.ledger.models import LedgerHead, LedgerLog
from services.ledger.refusals import clock_behind


class SequencerKeys(Protocol):
    """What a sequencer holds (`services.keys.LogKeys`)."""

    @property
    def signer(self) -> Ed25519PrivateKey: ...

    @property
    def pending_key(self) -> bytes: ...


def publish_heads(database: Database, keys: SequencerKeys, guard: Guard, clock: Clock) -> Iterator[str]:
    """Brings committed heads to the state published; yields after each step that could be the last.

    What an earlier run has guarded and not finished is finished first and alone, with the time that it was
    guarded with: the signature may have been made already, and a head has one time.

    Raises: Refused (`clock_behind`, `ledger_guard_unwritable`, or the codes of `compare_with_guard`);
    LedgerNotOpen.
    """
    with database.writing() as session:
        log = get_open_log(session, lock=True)
        heads = list_unpublished(session, log)
        if not heads:
            return
        # Read under the lock: what these heads took in was committed before, so it had arrived by then.
        now = clock.now()
        last_at = refuse_slow_clock(session, log, now)
        guarded = guard.read()
        compare_with_guard(session, log, guarded)
        begun = [head for head in heads if guarded and head.size <= guarded.head.size]
        if guarded and begun:
            at = _begun_at(guarded, last_at, now)
        else:
            begun, at = list(heads), now.replace(microsecond=0)
            last = Checkpoint(log.origin, heads[-1].size, heads[-1].root)
            guard.advance(Guarded(last, log.published_size, at))
        yield "guarded"
        _sign(log, begun, keys, at)
        yield "signed"
    yield "published"


def _begun_at(guarded: Guarded, last_at: datetime | None, now: datetime) -> datetime:
    """The time of heads whose signing was begun; another sequencer may have published since then."""
    if now < guarded.at:
        raise clock_behind()
    return max(guarded.at, last_at) if last_at else guarded.at


def list_unpublished(session: Session, log: LedgerLog) -> Sequence[LedgerHead]:
    """The committed heads that are not signed yet, smallest first."""
    query = (
        select(LedgerHead)
        .where(LedgerHead.log_id == log.id, LedgerHead.size > log.published_size)
        .order_by(LedgerHead.size)
    )
    return session.scalars(query).all()


def refuse_slow_clock(session: Session, log: LedgerLog, now: datetime) -> datetime | None:
    """Ledger time never decreases, and there is no tolerance: waiting a moment costs nothing, but a head with
    a time later than its signing would put captures that carry its beacon later than they may have been.
    Returns the time of the last head.

    Raises: Refused (`clock_behind`).
    """
    query = select(LedgerHead.at).where(LedgerHead.log_id == log.id, LedgerHead.size == log.published_size)
    last = session.scalar(query)
    if last and now < last:
        raise clock_behind()
    return last


def _sign(log: LedgerLog, heads: Sequence[LedgerHead], keys: SequencerKeys, at: datetime) -> None:
    """Signs with the whole second `at`."""
    for head in heads:
        checkpoint = Checkpoint(log.origin, head.size, head.root)
        head.note = sign_checkpoint(checkpoint, keys.signer, to_millis(at) // 1000)
        head.at = at
        head.mac = authenticate_head(
            keys.pending_key, log.origin, head.previous_size, head.size, head.root, at
        )
    log.published_size = heads[-1].size
    log.trouble_code = log.trouble_at = None
