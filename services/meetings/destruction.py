"""Destroys meetings that have been kept long enough, with who answered what.

Where minutes were closed a row stays, empty, because the ledger holds their hash; a leaf of its own makes
what is missing lawful. Else nothing stays.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.ledger import Appender, Difference, NewRecord, Record, list_records_about
from services.meetings.models import Meeting, MeetingMember

DESTROYED, RULE = "minutes_destroyed", "meeting_kept"
MOST_AT_ONCE, BATCH = 200, 500


def destroy_old_meetings(session: Session, ledger: Appender, before: datetime, now: datetime) -> int:
    """Those that began before this instant, some hundred at a time; how many."""
    query = select(Meeting).where(Meeting.starts_at < before, Meeting.destroyed_at.is_(None))
    rows = session.scalars(query.order_by(Meeting.starts_at).limit(MOST_AT_ONCE).with_for_update()).all()
    session.execute(delete(MeetingMember).where(MeetingMember.meeting_id.in_([row.id for row in rows])))
    closed = [row for row in rows if row.record_id is not None]
    facts = {"rule": RULE}
    ledger.append_many(session, [NewRecord(DESTROYED, [("meeting", row.id)], facts, now) for row in closed])
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
    ids = [meeting_of(record) for record in records]
    rows = session.scalars(select(Meeting).where(Meeting.id.in_(ids)))
    gone = {row.id for row in rows if is_blank(row)}
    yield from (Difference(f"meeting {number.hex()}") for number in ids if number not in gone)


def find_unproven_destructions(session: Session) -> Iterable[Difference]:
    """Yields every meeting whose minutes are gone without a leaf."""
    ids = list(session.scalars(select(Meeting.id).where(Meeting.destroyed_at.is_not(None))))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        records = list_records_about(session, [("meeting", number) for number in batch], [DESTROYED])
        proven = {meeting_of(record) for record in records}
        yield from (Difference(f"meeting {n.hex()}", "record_missing") for n in batch if n not in proven)


def meeting_of(record: Record) -> bytes:
    """Which meeting a record is about."""
    found = (value for name, value in record.subjects if name == "meeting" and isinstance(value, bytes))
    return next(found, b"")
