"""The sequencer: gives committed records their places, and publishes signed heads.

Invariants
- What is taken is what has no place yet, never what follows a cursor: a transaction that commits late is not
  skipped.
- A head goes through three durable states: committed, guarded, published. Each run first finishes what an
  earlier one has left, so that stopping between any two steps heals.
- Only a committed head is signed, only after the guard file holds it, and never before the time of the last.
- Any number of sequencers may run: they wait for one another at the log's row.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from services.clock import Clock
from services.db import Database
from services.errors import BalgilError
from services.ledger.append import Appender
from services.ledger.blobs import commit, is_authentic
from services.ledger.guard import Guard
from services.ledger.integrate import Leaf, integrate
from services.ledger.logs import announces_other_key, find_open_log, get_open_log
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord
from services.ledger.publish import SequencerKeys, publish_heads, refuse_slow_clock

BATCH: Final = 4096
IDLE_FOR: Final = timedelta(seconds=30)
HEARTBEAT_BYTES: Final = 32


@dataclass
class Sequenced:
    """What a run did: records that got a place, records set aside, and whether more are waiting."""

    taken: int = 0
    refused: int = 0
    more: bool = False


def sequence_pending(
    database: Database,
    keys: SequencerKeys,
    guard: Guard,
    clock: Clock,
    *,
    batch: int = BATCH,
    new_entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Sequenced:
    """One run: at most `batch` records get their places, and every committed head is published.

    The clock is read under the lock: whoever waited for it must not date a head to before the wait.
    With nothing pending and a head older than 30 s it appends a heartbeat of fresh random bytes, so that a
    beacon is always fresh and cannot be computed ahead.

    Raises: Refused (the codes of `publish_heads`), LedgerAltered, LedgerNotOpen. What
    is committed stays committed; `ledger_status` shows the trouble until a later run succeeds.
    """
    done = Sequenced()
    run = sequencing_steps(database, keys, guard, clock, done, batch, new_entropy)
    try:
        for _ in run:
            pass
    except BalgilError as error:
        _note_trouble(database, error.code, clock.now())
        raise
    return done


def sequencing_steps(
    database: Database,
    keys: SequencerKeys,
    guard: Guard,
    clock: Clock,
    done: Sequenced,
    batch: int = BATCH,
    new_entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Iterator[str]:
    """The steps of one run, named as each is done: a process may end between any two of them."""
    if not _has_work(database, clock.now()):
        return
    yield from publish_heads(database, keys, guard, clock)
    yield "healed"
    with database.writing() as session:
        log = get_open_log(session, lock=True)
        now = clock.now()
        refuse_slow_clock(session, log, now)
        leaves = _take_pending(session, keys, batch, now, done)
        # A heartbeat that another sequencer has committed and is about to publish is enough.
        if not leaves and log.size == log.published_size and _is_idle(session, log, now):
            leaves = [_append_heartbeat(session, keys.pending_key, now, new_entropy)]
        if leaves:
            integrate(session, log, leaves)
        yield "written"
    yield "committed"
    yield from publish_heads(database, keys, guard, clock)


def _has_work(database: Database, now: datetime) -> bool:
    """Looks without locking: an idle run takes no lock and writes nothing."""
    with database.reading() as session:
        log = get_open_log(session)
        return log.size > log.published_size or _is_idle(session, log, now) or _has_pending(session)


def _has_pending(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(*_PENDING))))


def _is_idle(session: Session, log: LedgerLog, now: datetime) -> bool:
    query = select(LedgerHead.at).where(LedgerHead.log_id == log.id, LedgerHead.size == log.published_size)
    at = session.scalar(query)
    return at is not None and now - at >= IDLE_FOR


_PENDING = (LedgerRecord.log_id.is_(None), LedgerRecord.refused_at.is_(None))


def _take_pending(
    session: Session, keys: SequencerKeys, batch: int, now: datetime, done: Sequenced
) -> list[Leaf]:
    """The pending records that the application wrote; others are set aside, for good and visibly.

    Set aside too is what names another key as the log's: the web process may append whatever it likes, but
    must not say who signs.
    """
    own_key = keys.signer.public_key().public_bytes_raw()
    query = (
        select(LedgerRecord.id, LedgerRecord.entry, LedgerRecord.mac, LedgerRecord.salt, LedgerRecord.blob)
        .where(*_PENDING)
        .order_by(LedgerRecord.id)
        .limit(batch)
    )
    leaves, refused = [], []
    for record_id, entry, mac, salt, blob in session.execute(query):
        salt, blob = salt or b"", blob or b""
        genuine = is_authentic(keys.pending_key, entry, mac) and commit(salt, blob) == entry
        if genuine and not announces_other_key(blob, own_key):
            leaves.append(Leaf(record_id, entry))
        else:
            refused.append(record_id)
    if refused:
        session.execute(update(LedgerRecord).where(LedgerRecord.id.in_(refused)).values(refused_at=now))
    done.taken, done.refused = len(leaves), len(refused)
    done.more = len(leaves) + len(refused) == batch
    return leaves


def _append_heartbeat(
    session: Session, pending_key: bytes, now: datetime, new_entropy: Callable[[int], bytes]
) -> Leaf:
    facts = {"random": new_entropy(HEARTBEAT_BYTES)}
    record = Appender(pending_key).append(session, "heartbeat", (), facts, now)
    return Leaf(record.id, record.entry)


def _note_trouble(database: Database, code: str, now: datetime) -> None:
    with database.writing() as session:
        log = find_open_log(session, lock=True)
        if log and log.trouble_code != code:
            log.trouble_code, log.trouble_at = code, now
