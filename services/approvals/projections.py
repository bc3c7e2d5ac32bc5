"""What a complete check of the ledger compares in approvals: acts as rows and as leaves."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from services.approvals.decisions import hash_text
from services.approvals.models import ApprovalAct, ApprovalRequest
from services.approvals.requests import APPROVED, REFUSED
from services.ledger import Difference, Record


def compare_decisions(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every decided or reviewed request that does not say what its leaf says."""
    acts = _acts_by(session, ApprovalAct.record_id.in_([record.id for record in records]))
    by_record = {act.record_id: act for act in acts}
    rows = _rows_by_id(session, records)
    for record in records:
        row, act = rows.get(_request_of(record)), by_record.get(record.id)
        if row is None or act is None:
            yield Difference(f"approval {_request_of(record)}", "projection_missing")
        elif not _agrees(row, act, record):
            yield Difference(f"approval {row.id}")


def compare_undone(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every request whose undone act does not say so."""
    acts = _acts_by(session, ApprovalAct.undo_record_id.in_([record.id for record in records]))
    by_record = {act.undo_record_id: act for act in acts}
    for record in records:
        act = by_record.get(record.id)
        if act is None:
            yield Difference(f"approval {_request_of(record)}", "projection_missing")
            continue
        told = {"undone": act.record_id, "decider": act.decider_id, "request": act.request_id}
        if told != {name: record.facts.get(name) for name in told}:
            yield Difference(f"approval {_request_of(record)}")


def find_unproven_decisions(session: Session) -> Iterable[Difference]:
    """Yields every request that stands as decided, and every act that stands as undone, without a leaf."""
    decided = ApprovalRequest.state.in_((APPROVED, REFUSED))
    proven = exists().where(
        ApprovalAct.request_id == ApprovalRequest.id,
        ApprovalAct.record_id == ApprovalRequest.record_id,
        ApprovalAct.is_final,
        ApprovalAct.undone_at.is_(None),
    )
    for request_id in session.scalars(select(ApprovalRequest.id).where(decided, ~proven)):
        yield Difference(f"approval {request_id}", "record_missing")
    undone = ApprovalAct.undone_at.is_not(None) & ApprovalAct.undo_record_id.is_(None)
    for request_id in session.scalars(select(ApprovalAct.request_id).where(undone)):
        yield Difference(f"approval {request_id}", "record_missing")


def _acts_by(session: Session, condition: ColumnElement[bool]) -> Sequence[ApprovalAct]:
    return session.scalars(select(ApprovalAct).where(condition)).all()


def _rows_by_id(session: Session, records: Sequence[Record]) -> dict[int, ApprovalRequest]:
    wanted = [_request_of(record) for record in records]
    rows = session.scalars(select(ApprovalRequest).where(ApprovalRequest.id.in_(wanted)))
    return {row.id: row for row in rows}


def _request_of(record: Record) -> int:
    number = record.facts.get("request")
    return number if isinstance(number, int) else 0


def _agrees(row: ApprovalRequest, act: ApprovalAct, record: Record) -> bool:
    told = _told(row, act)
    if row.destroyed_at is not None:
        # Its destruction has a leaf of its own, under which it must say nothing any more.
        del told["text_sha256"]
    if told != {name: record.facts.get(name) for name in told}:
        return False
    if act.undone_at is not None or not act.is_final:
        return True
    shown = (row.state, row.decided_by_id, row.as_deputy, row.record_id)
    return shown == (act.decision, act.decider_id, act.as_deputy, act.record_id)


def _told(row: ApprovalRequest, act: ApprovalAct) -> dict[str, object]:
    return {
        "request": act.request_id,
        "round": row.round,
        "decision": act.decision,
        "text_sha256": hash_text(row),
        "content_sha256": row.content_sha256,
        "decider": act.decider_id,
        "as_deputy": act.as_deputy,
        "acted_for": act.acted_for_id,
    }
