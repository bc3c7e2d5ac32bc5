"""Destroys the text of requests that have been kept long enough; who decided what, and when, stays.

What the ledger holds of it stays too: a decision's leaf commits to the text by its hash, from which nobody
reads it. A leaf of its own says when and by which rule the text was destroyed; the complete check takes a
missing text for lawful under it alone.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.approvals.models import ApprovalAct, ApprovalRequest
from services.approvals.requests import WAITING
from services.ledger import Appender, Difference, NewRecord, Record, list_records_about

DESTROYED = "approval_text_destroyed"
# Stands where a title stood; not translated, like every title.
TITLE = "보존 기간이 지나 파기한 문서"
BATCH = 500


def destroy_request_texts(
    session: Session, ledger: Appender, request_ids: Collection[int], rule: str, now: datetime
) -> list[int]:
    """Destroys what these requests say, with a leaf for each; those that wait stay as they are.

    Returns: the ids of those that were destroyed.
    """
    query = select(ApprovalRequest).where(
        ApprovalRequest.id.in_(request_ids),
        ApprovalRequest.state != WAITING,
        ApprovalRequest.destroyed_at.is_(None),
    )
    rows = session.scalars(query.order_by(ApprovalRequest.id).with_for_update()).all()
    records = [
        NewRecord(DESTROYED, [("approval", str(row.id))], {"request": row.id, "rule": rule}, now)
        for row in rows
    ]
    ledger.append_many(session, records)
    for row in rows:
        row.title, row.lines, row.cautions, row.reason = TITLE, [], [], ""
        row.destroyed_at = now
    ids = [row.id for row in rows]
    session.execute(update(ApprovalAct).where(ApprovalAct.request_id.in_(ids)).values(reason=""))
    session.flush()
    return ids


def list_destroyed(session: Session, request_ids: Collection[int]) -> set[int]:
    """Those of these requests whose text was destroyed."""
    query = select(ApprovalRequest.id).where(
        ApprovalRequest.id.in_(request_ids), ApprovalRequest.destroyed_at.is_not(None)
    )
    return set(session.scalars(query))


def is_blank(row: ApprovalRequest) -> bool:
    """Whether nothing is left of a text; one that was destroyed and says something was written afterwards."""
    return (row.title, row.lines, row.cautions, row.reason) == (TITLE, [], [], "")


def compare_destroyed(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every request that the ledger says was destroyed and that still says something."""
    ids = [int(str(record.facts.get("request"))) for record in records]
    rows = session.scalars(select(ApprovalRequest).where(ApprovalRequest.id.in_(ids)))
    gone = {row.id for row in rows if row.destroyed_at is not None and is_blank(row)}
    yield from (Difference(f"approval {number}") for number in ids if number not in gone)


def find_unproven_destructions(session: Session) -> Iterable[Difference]:
    """Yields every request whose text is gone without a leaf."""
    ids = list(session.scalars(select(ApprovalRequest.id).where(ApprovalRequest.destroyed_at.is_not(None))))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        records = list_records_about(session, [("approval", str(number)) for number in batch], [DESTROYED])
        proven = {record.facts.get("request") for record in records}
        yield from (Difference(f"approval {n}", "record_missing") for n in batch if n not in proven)
