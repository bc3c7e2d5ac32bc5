"""What a complete check of the ledger compares in approvals: decisions as rows and as leaves."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.approvals.decisions import hash_text
from services.approvals.models import ApprovalRequest
from services.approvals.requests import APPROVED, REFUSED
from services.ledger import Difference, Record


def compare_decisions(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every decided request that does not say what its leaf says."""
    wanted = [_request_of(record) for record in records]
    rows = session.scalars(select(ApprovalRequest).where(ApprovalRequest.id.in_(wanted)))
    by_id = {row.id: row for row in rows}
    for record in records:
        row = by_id.get(_request_of(record))
        if row is None:
            yield Difference(f"approval {_request_of(record)}", "projection_missing")
        elif not _agrees(row, record):
            yield Difference(f"approval {row.id}")


def find_unproven_decisions(session: Session) -> Iterable[Difference]:
    """Yields every decided request without a leaf."""
    decided = ApprovalRequest.state.in_((APPROVED, REFUSED))
    query = select(ApprovalRequest.id).where(decided, ApprovalRequest.record_id.is_(None))
    for request_id in session.scalars(query):
        yield Difference(f"approval {request_id}", "record_missing")


def _request_of(record: Record) -> int:
    number = record.facts.get("request")
    return number if isinstance(number, int) else 0


def _agrees(row: ApprovalRequest, record: Record) -> bool:
    told = _told(row)
    return row.record_id == record.id and told == {name: record.facts.get(name) for name in told}


def _told(row: ApprovalRequest) -> dict[str, object]:
    return {
        "round": row.round,
        "decision": row.state,
        "text_sha256": hash_text(row),
        "content_sha256": row.content_sha256,
        "decider": row.decided_by_id,
        "as_deputy": row.as_deputy,
    }
