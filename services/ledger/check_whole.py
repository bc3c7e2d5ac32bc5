"""Checks what lies outside the trees: records without a place, rows that hide something, the guard file."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.db import Database
from services.errors import Refused
from services.ledger.check_findings import MAX_LISTED, Findings, Plan
from services.ledger.guard import Guard, compare_with_guard
from services.ledger.logs import find_open_log
from services.ledger.models import LedgerHead, LedgerLog, LedgerRecord
from services.ledger.records import Record, is_written, select_records, to_record

BATCH = 1024


def check_guard(database: Database, guard: Guard, findings: Findings) -> None:
    """The database against the guard file: finds a rolled back one, under the code of the refusal."""
    try:
        # Read before the database: of one that is read after it, a sequencer at work is always ahead.
        guarded = guard.read()
    except Refused as error:
        findings.add(error.code, guard.path.name)
        return
    with database.reading() as session:
        log = find_open_log(session)
        if log is None:
            return
        try:
            compare_with_guard(session, log, guarded)
        except Refused as error:
            findings.add(error.code, f"{log.origin}@{log.size}")


def check_rows(session: Session, findings: Findings) -> None:
    """Rows that the walk along the leaves does not meet."""
    hidden = (
        select(LedgerLog.origin, LedgerHead.size)
        .join(LedgerLog, LedgerLog.id == LedgerHead.log_id)
        .where(LedgerHead.size > LedgerLog.published_size, LedgerHead.note.is_not(None))
    )
    for origin, size in session.execute(hidden.limit(MAX_LISTED)):
        findings.add("head_hidden", f"{origin}@{size}")
    stray = (
        select(LedgerRecord.id)
        .join(LedgerLog, LedgerLog.id == LedgerRecord.log_id)
        .where(or_(LedgerRecord.leaf_index.is_(None), LedgerRecord.leaf_index >= LedgerLog.size))
    )
    for record_id in session.scalars(stray.limit(MAX_LISTED)):
        findings.add("place_differs", f"record {record_id}")
    copies = select(func.min(LedgerRecord.id)).group_by(LedgerRecord.entry).having(func.count() > 1)
    for record_id in session.scalars(copies.limit(MAX_LISTED)):
        findings.add("entry_repeated", f"record {record_id}")


def check_unplaced(database: Database, plan: Plan, findings: Findings) -> None:
    """Pending records that the application did not write, and those that the sequencer has set aside."""
    for refused, record in _walk_unplaced(database):
        if refused:
            findings.add("record_refused", f"record {record.id}")
        elif not is_written(record, plan.pending_key):
            findings.add("record_unauthenticated", f"record {record.id}")


def _walk_unplaced(database: Database) -> Iterator[tuple[bool, Record]]:
    last = 0
    while True:
        query = (
            select_records()
            .add_columns(LedgerRecord.refused_at)
            .where(LedgerRecord.log_id.is_(None), LedgerRecord.id > last)
            .order_by(LedgerRecord.id)
            .limit(BATCH)
        )
        with database.reading() as session:
            rows = session.execute(query).all()
        if not rows:
            return
        last = rows[-1].id
        yield from ((row[-1] is not None, to_record(row[:-1])) for row in rows)
