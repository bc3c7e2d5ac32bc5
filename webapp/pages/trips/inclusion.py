"""The proof that the ledger has a record, for whoever may see the record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services import ledger as ledgers
from services.ledger import Head, LedgerAltered, Prover, State
from webapp.context import keys


@dataclass(frozen=True)
class Inclusion:
    """A record's place under the newest head of its log: the present one, or one that a recovery has closed.

    `first` is the first head that has it.

    Without a blob it was destroyed at `purged_at`.
    """

    index: int
    salt: bytes
    blob: bytes
    path: tuple[bytes, ...]
    head: Head
    first: Head
    purged_at: datetime | None


def find_inclusion(session: Session, record_id: int) -> Inclusion | None:
    """Where the ledger has the record, proven here first; None while it waits for its place.

    Raises: LedgerAltered where the ledger contradicts itself.
    """
    record = ledgers.find_record(session, record_id)
    if record is None:
        raise LedgerAltered
    prover = Prover(session, keys().pending_key)
    proof = prover.prove([record])[record.id]
    if proof.state is State.ALTERED:
        raise LedgerAltered
    head = prover.newest(proof.head.origin) if proof.head else None
    if proof.head is None or head is None or record.index is None:
        return None
    return Inclusion(
        index=record.index,
        salt=record.salt or b"",
        blob=record.blob or b"",
        path=tuple(ledgers.inclusion_proof(session, record.index, head.size, head.log_id)),
        head=head,
        first=proof.head,
        purged_at=proof.purge.at if proof.purge else None,
    )
