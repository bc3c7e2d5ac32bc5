"""What an accepted handover's leaf commits to, and the check that it still says so."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.crypto import canonical
from services.handovers.destruction import SUBJECT, is_blank
from services.handovers.models import Handover
from services.handovers.views import HandoverView, Parts, to_view
from services.ledger import Difference, NewRecord, Record, compare_rows, subject_of

KIND = "handover_accepted"
CONTENT_VERSION = 1


def content_of(view: HandoverView) -> bytes:
    """Deterministic CBOR of all that both sides have said yes to:

    [1, leaver, receiver, 1 as deputy or 0, why, last day, [part, ...], [[manual, title, number], ...],
    [[kind, text, day or "", manual or 0], ...]]
    """
    parts: list[canonical.Value] = [getattr(view.parts, name) for name in Parts.__dataclass_fields__]
    manuals: list[canonical.Value] = [[m.manual_id, m.title, m.number] for m in view.manuals]
    items: list[canonical.Value] = [
        [str(i.kind), i.text, i.due_on.isoformat() if i.due_on else "", i.manual_id or 0] for i in view.items
    ]
    receiver_id = view.receiver.staff_id if view.receiver else 0
    head = [CONTENT_VERSION, view.leaver.staff_id, receiver_id, int(view.as_deputy)]
    return canonical.encode([*head, str(view.why), view.last_on.isoformat(), parts, manuals, items])


def to_record(view: HandoverView, now: datetime) -> NewRecord:
    facts: dict[str, canonical.Value] = {
        "content_sha256": _digest(view),
        "receiver": view.receiver.staff_id if view.receiver else 0,
    }
    return NewRecord(KIND, [(SUBJECT, view.id), ("staff", str(view.leaver.staff_id))], facts, now)


def compare_accepted(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every handover that is gone, or does not say what its leaf says."""
    wanted = [subject_of(record, SUBJECT) for record in records]
    rows = {row.id: row for row in session.scalars(select(Handover).where(Handover.id.in_(wanted)))}

    def agrees(row: Handover, record: Record) -> bool:
        # Of one that was destroyed nothing can be compared: its destruction has a leaf of its own.
        is_same = is_blank(row) or _digest(to_view(session, row)) == record.facts.get("content_sha256")
        return row.record_id == record.id and is_same

    yield from compare_rows(records, SUBJECT, rows, agrees)


def find_unproven_handovers(session: Session) -> Iterable[Difference]:
    """Yields every accepted handover without a leaf."""
    query = select(Handover.id).where(Handover.state == "accepted", Handover.record_id.is_(None))
    for handover_id in session.scalars(query):
        yield Difference(f"handover {handover_id.hex()}", "record_missing")


def _digest(view: HandoverView) -> bytes:
    return sha256(content_of(view)).digest()
