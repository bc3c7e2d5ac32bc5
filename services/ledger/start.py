"""How a ledger begins, and what must hold before a process serves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.crypto import canonical
from services.crypto.checkpoint import check_origin, verifier_keys
from services.db import Database
from services.ledger.append import Appender
from services.ledger.guard import Guard, compare_with_guard
from services.ledger.integrate import Leaf, integrate
from services.ledger.logs import find_open_log, list_verifier_keys, log_subject
from services.ledger.models import LedgerLog
from services.ledger.publish import SequencerKeys
from services.ledger.refusals import empty_with_guard, other_origin


class Standing(StrEnum):
    """How the database stands to the guard file."""

    NEW = "new"
    EQUAL = "equal"
    AHEAD = "ahead"
    UNGUARDED = "unguarded"


@dataclass(frozen=True, slots=True)
class Start:
    standing: Standing
    size: int


def verify_start(database: Database, guard: Guard | None, origin: str) -> Start:
    """Whether this process may serve: the database must continue what this machine has published.

    `guard` is None only for a web node that has no guard file of its own beside another one that has.
    Not checked: blobs and projections (`check` does), and the whole tree.

    Raises: Refused (`ledger_empty_with_guard`, `ledger_other_origin`, `ledger_guard_missing`,
    `ledger_guard_damaged`, `ledger_behind_guard`, `ledger_differs_from_guard`).
    """
    guarded = guard.read() if guard else None
    with database.reading() as session:
        log = find_open_log(session)
        if log is None:
            if guarded:
                raise empty_with_guard(guarded.head.size)
            return Start(Standing.NEW, 0)
        if log.origin != origin:
            raise other_origin(log.origin, origin)
        if guard is None:
            return Start(Standing.UNGUARDED, log.size)
        compare_with_guard(session, log, guarded)
        if guarded is None:
            return Start(Standing.NEW, log.size)
        return Start(Standing.EQUAL if guarded.head.size == log.size else Standing.AHEAD, log.size)


def verify_node(database: Database, guard: Guard, origin: str) -> Start:
    """As `verify_start`, for a web node: one without a guard file leaves that comparison to the worker."""
    return verify_start(database, guard if guard.read() else None, origin)


def open_ledger(database: Database, keys: SequencerKeys, guard: Guard, origin: str, now: datetime) -> Start:
    """Verifies the start of the process that sequences, opens a new ledger at its very first one, and
    announces a log key that the ledger does not know yet. Repeats are harmless.

    Raises: Refused, with the codes of `verify_start`.
    """
    start = verify_start(database, guard, check_origin(origin))
    try:
        with database.writing() as session:
            log = find_open_log(session, lock=True)
            if log is None:
                begin_log(session, keys, origin, 1, {}, now)
            else:
                _announce_key(session, log, keys, now)
    except IntegrityError:
        # Another process was first; what it opened must be what was asked for.
        return verify_start(database, guard, origin)
    return start


def begin_log(
    session: Session,
    keys: SequencerKeys,
    origin: str,
    log_id: int,
    facts: Mapping[str, canonical.Value],
    now: datetime,
) -> LedgerLog:
    """Opens a log whose first leaf says what it is called and who signs it; the head is not published yet."""
    log = LedgerLog(id=log_id, origin=origin, size=0, published_size=0)
    session.add(log)
    session.flush()
    announced = {"origin": origin, "keys": _key_texts(origin, keys), **facts}
    record = Appender(keys.pending_key).append(session, "origin", [log_subject(log_id)], announced, now)
    integrate(session, log, [Leaf(record.id, record.entry)])
    return log


def _announce_key(session: Session, log: LedgerLog, keys: SequencerKeys, now: datetime) -> None:
    texts = _key_texts(log.origin, keys)
    if set(texts) <= {str(key) for key in list_verifier_keys(session, log.id, keys.pending_key)}:
        return
    facts = {"event": "log_key", "keys": texts}
    Appender(keys.pending_key).append(session, "key_event", [log_subject(log.id)], facts, now)


def _key_texts(origin: str, keys: SequencerKeys) -> list[str]:
    return [str(key) for key in verifier_keys(origin, keys.signer)]
