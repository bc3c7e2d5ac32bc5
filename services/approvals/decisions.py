"""Decisions: made once, by a lead of the moment or whoever stands in, and kept in the ledger.

Invariants
- Nobody acts on what is her own, or goes along on: neither as the lead nor as anybody's deputy.
- A step is acted on once: of two at the same moment one wins, the other learns how it went.
- Its leaf commits to the text that was put forward and to the subject's own content.
- A review leaves the request waiting for the next step; a refusal, at whatever step, ends it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.approvals.desk import Desk
from services.approvals.lineup import Holder, Lineup, load_lineup
from services.approvals.models import LONGEST_REASON, ApprovalAct, ApprovalRequest
from services.approvals.notices import NoticeKind
from services.approvals.reach import find_holder, find_units, party_of
from services.approvals.requests import (
    APPROVED,
    REFUSED,
    WAITING,
    WITHDRAWN,
    Request,
    put_before,
    to_request,
    unit_of,
)
from services.clock import local_day
from services.crypto import canonical
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.ledger import NewRecord, Subject
from services.notifications import notify
from services.texts import N_, tidy_line

BULK_LIMIT = 200
DECIDED, REVIEWED = "approval_decided", "approval_reviewed"


@dataclass(frozen=True)
class Decision:
    """What somebody decides; a refusal says why.

    `version` is that of the request she saw, None where she was shown none; `id` (16 bytes) was made on the
    phone, so that the same decision sent again is known.
    """

    approve: bool
    reason: str = ""
    version: int | None = None
    id: bytes | None = None


def decide_request(
    session: Session, desk: Desk, request_id: int, decider_id: int, decision: Decision, now: datetime
) -> Request:
    """Approves or refuses at the present step; the same by the same person again gives the first answer.

    Raises: NotFound; Forbidden `self_approval`; Invalid `reason_missing`, `reason_long`;
    Conflict `decided` with who was first, `changed` when it is no longer what she saw, `id_taken`.
    """
    row = next(iter(lock_rows(session, [request_id])), None)
    if row is None:
        raise _not_found()
    if decider_id in party_of(row):
        raise Forbidden("self_approval", N_("본인이 올리거나 함께 가는 건은 결재할 수 없어요."))
    if _is_repeat(session, row, decider_id, decision):
        return to_request(row)
    lineup = load_lineup(session, now)
    holder = find_holder(lineup, decider_id, row, unit_of(session, row.requester_id, now))
    if holder is None:
        _refuse_stranger(session, row, decider_id)
    if row.state != WAITING or holder is None:
        raise _decided_by_another(session, row)
    if decision.version not in (None, row.version):
        raise Conflict("changed", N_("그 사이 내용이나 단계가 바뀌었어요. 확인하고 다시 결재해 주세요."))
    _act(session, desk, [(row, holder)], lineup, _checked(decision), now)
    return to_request(row)


def approve_green_requests(
    session: Session, desk: Desk, request_ids: Iterable[int], decider_id: int, now: datetime
) -> tuple[list[Request], list[int]]:
    """Approves many at once, but only those without a caution that still wait for this person.

    Returns: the approved ones, and the ids that were left out, those beyond the limit of one call among them.
    """
    wanted = list(dict.fromkeys(request_ids))
    lineup = load_lineup(session, now)
    rows = [row for row in lock_rows(session, wanted[:BULK_LIMIT]) if row.state == WAITING]
    units = find_units(session, {row.requester_id for row in rows}, local_day(now))
    green = [
        (row, holder)
        for row in rows
        if not row.cautions and (holder := find_holder(lineup, decider_id, row, units[row.requester_id]))
    ]
    _act(session, desk, green, lineup, Decision(approve=True), now)
    taken = {row.id for row, _ in green}
    return [to_request(row) for row, _ in green], [number for number in wanted if number not in taken]


def hash_text(request: Request | ApprovalRequest) -> bytes:
    """SHA-256 over the text that was put before the lead, as deterministic CBOR."""
    lines = [list(line) for line in request.lines]
    return hashlib.sha256(canonical.encode([request.title, lines, list(request.cautions)])).digest()


def lock_rows(session: Session, request_ids: Sequence[int]) -> Sequence[ApprovalRequest]:
    """The rows as they are now, in one order for everybody: two at once never wait for each other."""
    query = (
        select(ApprovalRequest)
        .where(ApprovalRequest.id.in_(request_ids))
        .order_by(ApprovalRequest.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def find_last_act(session: Session, request_id: int) -> ApprovalAct | None:
    """The last that holds."""
    query = select(ApprovalAct).where(ApprovalAct.request_id == request_id, ApprovalAct.undone_at.is_(None))
    return session.scalar(query.order_by(ApprovalAct.id.desc()).limit(1))


def _checked(decision: Decision) -> Decision:
    reason = tidy_line(decision.reason)
    if not decision.approve and not reason:
        sentence = N_("반려할 때는 사유를 적어 주세요.")
        raise Invalid("reason_missing", sentence, fields={"reason": sentence})
    if len(reason) > LONGEST_REASON:
        sentence = N_("사유를 500자 안에서 적어 주세요.")
        raise Invalid("reason_long", sentence, fields={"reason": sentence})
    return Decision(decision.approve, reason, decision.version, decision.id)


def _is_repeat(session: Session, row: ApprovalRequest, decider_id: int, decision: Decision) -> bool:
    """Whether she has decided just this before: by the phone's id, else by the last act that holds."""
    wanted = APPROVED if decision.approve else REFUSED
    if decision.id is not None:
        known = session.scalar(select(ApprovalAct).where(ApprovalAct.repeat_id == decision.id))
        if known is not None:
            if (known.request_id, known.decider_id, known.decision) != (row.id, decider_id, wanted):
                raise Conflict("id_taken", N_("다른 결재에 쓴 번호예요. 새로 고친 뒤 다시 해 주세요."))
            return True
    last = find_last_act(session, row.id)
    if last is None or (last.decider_id, last.decision) != (decider_id, wanted):
        return False
    # One who reviewed and also decides acts twice: then only what she saw, or the step, tells them apart.
    return last.is_final or (decision.version is not None and decision.version < row.version)


def _refuse_stranger(session: Session, row: ApprovalRequest, decider_id: int) -> None:
    """Who never had to do with a request does not learn that there is one."""
    acted = select(ApprovalAct.id).where(
        ApprovalAct.request_id == row.id, ApprovalAct.decider_id == decider_id
    )
    if session.scalar(acted.limit(1)) is None:
        raise _not_found()


def _not_found() -> NotFound:
    return NotFound("request_not_found", N_("그런 결재 건이 없어요."))


def _decided_by_another(session: Session, row: ApprovalRequest) -> Conflict:
    if row.state == WITHDRAWN:
        return Conflict("decided", N_("올린 사람이 회수한 건이에요."))
    if row.state == WAITING:
        return Conflict("changed", N_("다음 단계로 넘어간 건이에요."))
    sentences = {
        APPROVED: N_("%(name)s님이 먼저 승인한 건이에요."),
        REFUSED: N_("%(name)s님이 먼저 반려한 건이에요."),
    }
    decider_id = row.decided_by_id or 0
    name = people.names_of(session, [decider_id]).get(decider_id, "")
    return Conflict("decided", sentences[row.state], name=name)


def _act(
    session: Session,
    desk: Desk,
    chosen: Sequence[tuple[ApprovalRequest, Holder]],
    lineup: Lineup,
    decision: Decision,
    now: datetime,
) -> None:
    acts = [_to_act(row, holder, decision, now) for row, holder in chosen]
    rows = [row for row, _ in chosen]
    records = [_to_record(row, act) for row, act in zip(rows, acts, strict=True)]
    for act, record in zip(acts, desk.ledger.append_many(session, records), strict=True):
        act.record_id = record.id
    session.add_all(acts)
    for row, act in zip(rows, acts, strict=True):
        row.version += 1
        if act.is_final:
            _end(row, act)
            _tell_requester(session, row, now)
        else:
            put_before(session, lineup, row, row.step + 1, unit_of(session, row.requester_id, now), now)
    session.flush()
    desk.take_effect(session, [to_request(row) for row in rows if row.state != WAITING], now)


def _to_act(row: ApprovalRequest, holder: Holder, decision: Decision, now: datetime) -> ApprovalAct:
    return ApprovalAct(
        request_id=row.id,
        repeat_id=decision.id,
        step=row.step,
        is_final=not decision.approve or row.step == len(row.steps) - 1,
        decision=APPROVED if decision.approve else REFUSED,
        reason=decision.reason,
        decider_id=holder.person_id,
        as_deputy=holder.as_deputy,
        acted_for_id=holder.acted_for_id,
        decided_at=now,
    )


def _end(row: ApprovalRequest, act: ApprovalAct) -> None:
    row.state, row.reason = act.decision, act.reason
    row.decided_at, row.decided_by_id, row.as_deputy = act.decided_at, act.decider_id, act.as_deputy
    row.record_id = act.record_id


def _tell_requester(session: Session, row: ApprovalRequest, now: datetime) -> None:
    kind = NoticeKind.APPROVED if row.state == APPROVED else NoticeKind.REFUSED
    # A refusal's reason stays on its page: notices go out by mail.
    notify(session, row.requester_id, kind, now, title=row.title, request=str(row.id))


def _to_record(row: ApprovalRequest, act: ApprovalAct) -> NewRecord:
    facts: dict[str, canonical.Value] = {
        "request": row.id,
        "round": row.round,
        "step": act.step,
        "decision": act.decision,
        "text_sha256": hash_text(row),
        "content_sha256": row.content_sha256,
        "decider": act.decider_id,
        "as_deputy": act.as_deputy,
        "acted_for": act.acted_for_id,
        "delegated": row.is_delegated,
    }
    kind = DECIDED if act.is_final else REVIEWED
    return NewRecord(kind, subjects_of(row), facts, act.decided_at)


def subjects_of(row: ApprovalRequest) -> list[Subject]:
    return [(row.subject_kind, row.subject_id), ("staff", str(row.requester_id))]
