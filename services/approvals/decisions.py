"""Decisions: made once, by the requester's lead of the day or that lead's deputy, and kept in the ledger.

Invariants
- Nobody decides on what is her own, or goes along on: neither as the lead nor as anybody's deputy.
- A decision is made once: of two at the same moment one wins, the other learns how it was decided.
- Its leaf commits to the text that was put forward and to the subject's own content.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.approvals.desk import Desk
from services.approvals.models import LONGEST_REASON, ApprovalRequest
from services.approvals.reach import Reach, load_reach, party_of
from services.approvals.requests import APPROVED, REFUSED, WAITING, WITHDRAWN, Request, to_request
from services.clock import local_day
from services.crypto import canonical
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.ledger import NewRecord, Subject
from services.texts import N_, tidy_line

BULK_LIMIT = 200


@dataclass(frozen=True)
class Decision:
    """What somebody decides; a refusal says why."""

    approve: bool
    reason: str = ""


def decide_request(
    session: Session, desk: Desk, request_id: int, decider_id: int, decision: Decision, now: datetime
) -> Request:
    """Approves or refuses; the same decision by the same person again gives the first answer.

    Raises: NotFound; Forbidden `self_approval`; Invalid `reason_missing`, `reason_long`;
    Conflict `decided` with who was first.
    """
    row = next(iter(_lock_rows(session, [request_id])), None)
    reach = load_reach(session, decider_id, local_day(now))
    if row is None or not (decider_id in (row.requester_id, row.decided_by_id) or reach.holds(row)):
        raise NotFound("request_not_found", N_("그런 결재 건이 없어요."))
    if decider_id in party_of(row):
        raise Forbidden("self_approval", N_("본인이 올리거나 함께 가는 건은 결재할 수 없어요."))
    if row.state != WAITING:
        return _repeat_or_conflict(session, row, decider_id, decision)
    _write_decision(session, desk, [row], decider_id, reach, _checked(decision), now)
    return to_request(row)


def approve_green_requests(
    session: Session, desk: Desk, request_ids: Iterable[int], decider_id: int, now: datetime
) -> tuple[list[Request], list[int]]:
    """Approves many at once, but only those without a caution that still wait for this person.

    Returns: the approved ones, and the ids that were left out, those beyond the limit of one call among them.
    """
    wanted = list(dict.fromkeys(request_ids))
    reach = load_reach(session, decider_id, local_day(now))
    green = [
        row
        for row in _lock_rows(session, wanted[:BULK_LIMIT])
        if row.state == WAITING and not row.cautions and reach.may_decide(row)
    ]
    _write_decision(session, desk, green, decider_id, reach, Decision(approve=True), now)
    taken = {row.id for row in green}
    return [to_request(row) for row in green], [number for number in wanted if number not in taken]


def list_waiting(session: Session, person_id: int, now: datetime) -> list[Request]:
    """What waits for a person, as a lead or as the deputy of one, oldest first; never her own."""
    reach = load_reach(session, person_id, local_day(now))
    query = (
        select(ApprovalRequest)
        .where(ApprovalRequest.state == WAITING, reach.in_sql())
        .order_by(ApprovalRequest.submitted_at, ApprovalRequest.id)
    )
    return [to_request(row) for row in session.scalars(query) if reach.may_decide(row)]


def count_waiting(session: Session, person_id: int, now: datetime) -> int:
    return len(list_waiting(session, person_id, now))


def list_decided(session: Session, person_id: int, limit: int = 30) -> list[Request]:
    """What a person has decided, newest first."""
    query = (
        select(ApprovalRequest)
        .where(ApprovalRequest.decided_by_id == person_id)
        .order_by(ApprovalRequest.decided_at.desc(), ApprovalRequest.id.desc())
        .limit(limit)
    )
    return [to_request(row) for row in session.scalars(query)]


def hash_text(request: Request | ApprovalRequest) -> bytes:
    """SHA-256 over the text that was put before the lead, as deterministic CBOR."""
    lines = [list(line) for line in request.lines]
    return hashlib.sha256(canonical.encode([request.title, lines, list(request.cautions)])).digest()


def _lock_rows(session: Session, request_ids: Sequence[int]) -> Sequence[ApprovalRequest]:
    """The rows as they are now, in one order for everybody: two at once never wait for each other."""
    query = (
        select(ApprovalRequest)
        .where(ApprovalRequest.id.in_(request_ids))
        .order_by(ApprovalRequest.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _checked(decision: Decision) -> Decision:
    reason = tidy_line(decision.reason)
    if not decision.approve and not reason:
        sentence = N_("반려할 때는 사유를 적어 주세요.")
        raise Invalid("reason_missing", sentence, fields={"reason": sentence})
    if len(reason) > LONGEST_REASON:
        sentence = N_("사유를 500자 안에서 적어 주세요.")
        raise Invalid("reason_long", sentence, fields={"reason": sentence})
    return Decision(decision.approve, reason)


def _repeat_or_conflict(
    session: Session, row: ApprovalRequest, decider_id: int, decision: Decision
) -> Request:
    if row.decided_by_id == decider_id and row.state == _state_of(decision):
        return to_request(row)
    if row.state == WITHDRAWN or row.decided_by_id is None:
        raise Conflict("decided", N_("올린 사람이 회수한 건이에요."))
    sentences = {
        APPROVED: N_("%(name)s님이 먼저 승인한 건이에요."),
        REFUSED: N_("%(name)s님이 먼저 반려한 건이에요."),
    }
    name = people.names_of(session, [row.decided_by_id])[row.decided_by_id]
    raise Conflict("decided", sentences[row.state], name=name)


def _write_decision(
    session: Session,
    desk: Desk,
    rows: Sequence[ApprovalRequest],
    decider_id: int,
    reach: Reach,
    decision: Decision,
    now: datetime,
) -> None:
    for row in rows:
        row.state, row.reason = _state_of(decision), decision.reason
        row.decided_at, row.decided_by_id = now, decider_id
        row.as_deputy = reach.is_deputy_for(row)
    appended = desk.ledger.append_many(session, [_to_record(row, decider_id, now) for row in rows])
    for row, record in zip(rows, appended, strict=True):
        row.record_id = record.id
    session.flush()
    desk.take_effect(session, [to_request(row) for row in rows], now)


def _to_record(row: ApprovalRequest, decider_id: int, now: datetime) -> NewRecord:
    facts: dict[str, canonical.Value] = {
        "request": row.id,
        "round": row.round,
        "decision": row.state,
        "text_sha256": hash_text(row),
        "content_sha256": row.content_sha256,
        "decider": decider_id,
        "as_deputy": row.as_deputy,
    }
    subjects: list[Subject] = [(row.subject_kind, row.subject_id), ("staff", str(row.requester_id))]
    return NewRecord("approval_decided", subjects, facts, now)


def _state_of(decision: Decision) -> str:
    return APPROVED if decision.approve else REFUSED
