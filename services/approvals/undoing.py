"""Taking a decision back: by the one who made it, within five minutes, and never without a trace."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.approvals.decisions import find_last_act, lock_rows, subjects_of
from services.approvals.desk import Desk
from services.approvals.models import ApprovalAct, ApprovalRequest
from services.approvals.notices import NoticeKind
from services.approvals.requests import WAITING, WITHDRAWN, Request, lock_request, to_request
from services.errors import Conflict, NotFound
from services.ledger import NewRecord
from services.notifications import notify
from services.texts import N_

UNDO_WITHIN = timedelta(minutes=5)
UNDONE, REVIEW_UNDONE = "approval_undone", "approval_review_undone"


def undo_decision(session: Session, desk: Desk, request_id: int, decider_id: int, now: datetime) -> Request:
    """Brings a request back to where it was before the last act, which was hers; again it changes nothing.

    Raises: NotFound; Conflict `undo_late`, `undo_passed` when it has gone on since, or `undo_renewed` when
    the requester has put it forward anew.
    """
    known = session.get(ApprovalRequest, request_id)
    if known is None:
        raise NotFound("request_not_found", N_("그런 결재 건이 없어요."))
    lock_request(session, known.subject_kind, known.subject_id)
    row = lock_rows(session, [request_id])[0]
    if _is_undone_already(session, row, decider_id):
        return to_request(row)
    act = _get_own_act(session, row, decider_id)
    _check(session, row, act, now)
    _take_back(session, desk, row, act, now)
    return to_request(row)


def may_undo(decided_at: datetime, now: datetime) -> bool:
    return now <= decided_at + UNDO_WITHIN


def _is_undone_already(session: Session, row: ApprovalRequest, decider_id: int) -> bool:
    newest = select(ApprovalAct).where(ApprovalAct.request_id == row.id).order_by(ApprovalAct.id.desc())
    act = session.scalar(newest.limit(1))
    return act is not None and act.decider_id == decider_id and act.undone_at is not None


def _get_own_act(session: Session, row: ApprovalRequest, decider_id: int) -> ApprovalAct:
    act = find_last_act(session, row.id)
    if act is not None and act.decider_id == decider_id:
        return act
    own = select(ApprovalAct.id).where(ApprovalAct.request_id == row.id, ApprovalAct.decider_id == decider_id)
    if session.scalar(own.limit(1)) is None:
        raise NotFound("request_not_found", N_("그런 결재 건이 없어요."))
    raise Conflict("undo_passed", N_("다음 단계에서 이미 처리해 되돌릴 수 없어요."))


def _check(session: Session, row: ApprovalRequest, act: ApprovalAct, now: datetime) -> None:
    if not may_undo(act.decided_at, now):
        raise Conflict("undo_late", N_("5분이 지나 되돌릴 수 없어요."))
    later = exists().where(
        ApprovalRequest.subject_kind == row.subject_kind,
        ApprovalRequest.subject_id == row.subject_id,
        ApprovalRequest.round > row.round,
    )
    if row.state == WITHDRAWN or session.scalar(select(later)):
        raise Conflict("undo_renewed", N_("올린 사람이 그 사이 회수했거나 다시 올려 되돌릴 수 없어요."))


def _take_back(session: Session, desk: Desk, row: ApprovalRequest, act: ApprovalAct, now: datetime) -> None:
    record = NewRecord(
        UNDONE if act.is_final else REVIEW_UNDONE,
        subjects_of(row),
        {"request": row.id, "round": row.round, "undone": act.record_id, "decider": act.decider_id},
        now,
    )
    act.undone_at = now
    act.undo_record_id = desk.ledger.append_many(session, [record])[0].id
    row.version += 1
    row.step, row.level = act.step, row.steps[act.step][1]
    row.approver_id = act.acted_for_id or act.decider_id
    if act.is_final:
        row.state, row.reason, row.record_id = WAITING, "", None
        row.decided_at, row.decided_by_id, row.as_deputy = None, None, False
        notify(session, row.requester_id, NoticeKind.UNDONE, now, title=row.title, request=str(row.id))
    session.flush()
    if act.is_final:
        desk.take_effect(session, [to_request(row)], now)
