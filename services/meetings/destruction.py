"""Destroys meetings that have been kept long enough, with who answered what.

Where minutes were closed a row stays, empty, because the ledger holds their hash; a leaf of its own makes
what is missing lawful. Else nothing stays.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.ledger import Appender, Difference, NewRecord, Record, find_unproven, subject_of
from services.meetings.models import Meeting, MeetingMember

SUBJECT, DESTROYED, RULE = "meeting", "minutes_destroyed", "meeting_kept"
MOST_AT_ONCE = 200


def destroy_old_meetings(session: Session, ledger: Appender, before: datetime, now: datetime) -> int:
    """Those that began before this instant, some hundred at a time; how many."""
    query = select(Meeting).where(Meeting.starts_at < before, Meeting.destroyed_at.is_(None))
    rows = session.scalars(query.order_by(Meeting.starts_at).limit(MOST_AT_ONCE).with_for_update()).all()
    session.execute(delete(MeetingMember).where(MeetingMember.meeting_id.in_([row.id for row in rows])))
    closed = [row for row in rows if row.record_id is not None]
    facts = {"rule": RULE}
    ledger.append_many(session, [NewRecord(DESTROYED, [(SUBJECT, row.id)], facts, now) for row in closed])
    for row in closed:
        row.title = row.place = row.minutes = ""
        row.destroyed_at = now
    session.flush()
    session.execute(delete(Meeting).where(Meeting.id.in_([row.id for row in rows if row.record_id is None])))
    return len(rows)


def is_blank(row: Meeting) -> bool:
    """Whether nothing is left of one that was destroyed."""
    return row.destroyed_at is not None and not (row.title or row.place or row.minutes)


def compare_destroyed(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every meeting that the ledger says was destroyed and that still says something."""
    ids = [subject_of(record, SUBJECT) for record in records]
    rows = session.scalars(select(Meeting).where(Meeting.id.in_(ids)))
    gone = {row.id for row in rows if is_blank(row)}
    yield from (Difference(f"meeting {number.hex()}") for number in ids if number not in gone)


def find_unproven_destructions(session: Session) -> Iterable[Difference]:
    """Yields every meeting whose minutes are gone without a leaf."""
    destroyed = select(Meeting.id).where(Meeting.destroyed_at.is_not(None))
    yield from find_unproven(session, SUBJECT, session.scalars(destroyed).all(), DESTROYED)
