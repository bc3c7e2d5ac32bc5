"""Handovers go when their time is over: the duties are long somebody else's, and the texts name people.

Of an accepted one an empty row stays, for its leaf; another leaf says that it was destroyed, and by which
rule. One that is not over stays, however old.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.handovers.models import Handover, HandoverItem, HandoverManual
from services.handovers.views import Parts, State
from services.ledger import Appender, Difference, NewRecord, Record, find_unproven, subject_of

SUBJECT, DESTROYED, RULE = "handover", "handover_destroyed", "handover_kept"
MOST_AT_ONCE = 200


def destroy_old_handovers(session: Session, ledger: Appender, before: date, now: datetime) -> int:
    """Those that are over whose last day was before this one, some hundred at a time; how many."""
    query = select(Handover).where(
        Handover.last_on < before,
        Handover.state.in_((State.ACCEPTED, State.WITHDRAWN)),
        Handover.destroyed_at.is_(None),
    )
    rows = session.scalars(query.order_by(Handover.last_on).limit(MOST_AT_ONCE).with_for_update()).all()
    ids = [row.id for row in rows]
    for table in (HandoverItem, HandoverManual):
        session.execute(delete(table).where(table.handover_id.in_(ids)))
    accepted = [row for row in rows if row.record_id is not None]
    facts = {"rule": RULE}
    ledger.append_many(session, [NewRecord(DESTROYED, [(SUBJECT, row.id)], facts, now) for row in accepted])
    for row in accepted:
        for part in fields(Parts):
            setattr(row, part.name, "")
        row.returned_why, row.destroyed_at = "", now
    session.flush()
    session.execute(
        delete(Handover).where(Handover.id.in_([row.id for row in rows if row.record_id is None]))
    )
    return len(rows)


def is_blank(row: Handover) -> bool:
    """Whether nothing is left of one that was destroyed."""
    texts = [row.returned_why, *(getattr(row, part.name) for part in fields(Parts))]
    return row.destroyed_at is not None and not any(texts)


def compare_destroyed(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every handover that the ledger says was destroyed and that still says something."""
    ids = [subject_of(record, SUBJECT) for record in records]
    gone = {row.id for row in session.scalars(select(Handover).where(Handover.id.in_(ids))) if is_blank(row)}
    for table in (HandoverItem, HandoverManual):
        gone -= {*session.scalars(select(table.handover_id).where(table.handover_id.in_(ids)))}
    yield from (Difference(f"handover {number.hex()}") for number in ids if number not in gone)


def find_unproven_destructions(session: Session) -> Iterable[Difference]:
    """Yields every handover whose words are gone without a leaf."""
    destroyed = select(Handover.id).where(Handover.destroyed_at.is_not(None))
    yield from find_unproven(session, SUBJECT, session.scalars(destroyed).all(), DESTROYED)
