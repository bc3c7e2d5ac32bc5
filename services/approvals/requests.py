"""What is put before a lead. One line of approval for every subject.

Invariants
- What was put forward (`title`, `lines`, `cautions`) never changes; a change is a new round.
- Of one subject at most one round waits.
- Its line is that of the rules of the day it was put forward; who stands at a step is asked anew each time.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from services import people
from services.approvals.drafts import discard_draft
from services.approvals.lineup import Holder, Lineup, load_lineup
from services.approvals.models import ApprovalAct, ApprovalRequest
from services.approvals.notices import NoticeKind, tell_waiting
from services.approvals.reach import find_holder, find_units
from services.approvals.rules import find_rule
from services.approvals.steps import Level, Role, Step, to_steps
from services.clock import local_day
from services.locks import lock_subject

WAITING, APPROVED, REFUSED, WITHDRAWN = "waiting", "approved", "refused", "withdrawn"
USUAL_LINE = (Step(Role.DECISION, Level.LEAD),)


@dataclass(frozen=True)
class Submission:
    """What a subject puts before a lead. `lines` are pairs of a label's code and a value, `cautions` codes.

    `content` is the subject's own machine-readable text (deterministic CBOR): the decision's leaf commits to
    its hash, so that whoever changes the subject's rows afterwards contradicts the ledger. `party` are the
    ids of the others whom it concerns: they do not decide on it. `facts` are what rules may ask for.
    """

    subject_kind: str
    subject_id: bytes
    title: str
    content: bytes
    lines: Sequence[tuple[str, str]]
    cautions: Sequence[str] = ()
    party: Sequence[int] = ()
    facts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """One round. `approver_id` is the lead whom its present step was put before, None where nobody was above.

    `step` counts from 0; `version` grows with everything that happens to it; `is_delegated` says that by rule
    somebody below the head decides (전결).
    """

    id: int
    subject_kind: str
    subject_id: bytes
    round: int
    requester_id: int
    approver_id: int | None
    title: str
    lines: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    content_sha256: bytes
    steps: tuple[Step, ...]
    step: int
    is_delegated: bool
    version: int
    state: str
    submitted_at: datetime
    decided_at: datetime | None
    decided_by_id: int | None
    as_deputy: bool
    reason: str
    record_id: int | None

    @property
    def is_green(self) -> bool:
        """Whether nothing in it asks for a closer look."""
        return not self.cautions

    @property
    def role(self) -> Role:
        """What is asked of who acts next."""
        return self.steps[self.step].role


def submit_request(session: Session, submission: Submission, requester_id: int, now: datetime) -> Request:
    """Puts a text on its line; an earlier round that still waits is withdrawn, its draft is no more.

    Where nobody could decide it waits until somebody can, and administrators are told.
    """
    kind, subject_id = submission.subject_kind, submission.subject_id
    lock_request(session, kind, subject_id)
    rounds = _count_rounds(session, submission)
    if rounds:
        withdraw_request(session, kind, subject_id, now)
    discard_draft(session, requester_id, kind, subject_id)
    lineup = load_lineup(session, now)
    rule = find_rule(session, kind, submission.facts, local_day(now))
    unit_id = unit_of(session, requester_id, now)
    steps = _line_up(lineup, rule.steps if rule else USUAL_LINE, submission, requester_id, unit_id)
    row = ApprovalRequest(
        subject_kind=kind,
        subject_id=subject_id,
        round=rounds + 1,
        requester_id=requester_id,
        party=sorted(submission.party) or None,
        title=submission.title,
        lines=[list(line) for line in submission.lines],
        cautions=list(submission.cautions),
        content_sha256=hashlib.sha256(submission.content).digest(),
        steps=[[step.role.value, step.level.value] for step in steps],
        is_delegated=rule is not None and rule.is_delegated,
        version=1,
        state=WAITING,
        submitted_at=now,
        as_deputy=False,
        reason="",
    )
    put_before(session, lineup, row, 0, unit_id, now)
    session.add(row)
    session.flush()
    return to_request(row)


def put_before(
    session: Session, lineup: Lineup, row: ApprovalRequest, step: int, unit_id: int | None, now: datetime
) -> None:
    """The request of one of the unit comes to a step; who may act there is told, at most once an hour."""
    row.step, row.level = step, row.steps[step][1]
    holders = list(lineup.holders(row.requester_id, unit_id, Level(row.level), row.party or ()))
    row.approver_id = holders[0].person_id if holders else None
    if holders:
        tell_waiting(session, [holder.person_id for holder in holders], NoticeKind.WAITING, now)
    else:
        administrators = people.list_holders(session, people.Role.ADMINISTRATOR, local_day(now))
        tell_waiting(session, [each.id for each in administrators], NoticeKind.NOBODY, now)


def unit_of(session: Session, staff_id: int, now: datetime) -> int | None:
    return find_units(session, [staff_id], local_day(now))[staff_id]


def lock_request(session: Session, subject_kind: str, subject_id: bytes) -> None:
    """One at a time adds a round to a subject, or brings one back to waiting."""
    lock_subject(session, f"approval {subject_kind} {subject_id.hex()}")


def withdraw_request(session: Session, subject_kind: str, subject_id: bytes, now: datetime) -> None:
    """Takes back what still waits for a decision; nothing happens to what is decided."""
    session.execute(
        update(ApprovalRequest)
        .where(
            ApprovalRequest.subject_kind == subject_kind,
            ApprovalRequest.subject_id == subject_id,
            ApprovalRequest.state == WAITING,
        )
        .values(state=WITHDRAWN, decided_at=now, version=ApprovalRequest.version + 1)
    )


def lock_waiting(session: Session, subject_kind: str, subject_ids: Collection[bytes]) -> None:
    """Holds what still waits for a decision: who ends the subjects does so before, as a decision does."""
    query = (
        select(ApprovalRequest.id)
        .where(
            ApprovalRequest.subject_kind == subject_kind,
            ApprovalRequest.subject_id.in_(subject_ids),
            ApprovalRequest.state == WAITING,
        )
        .order_by(ApprovalRequest.id)
    )
    session.execute(query.with_for_update())


def find_request(session: Session, request_id: int, person_id: int, now: datetime) -> Request | None:
    """One request, to its requester, to whoever acted on it, and to those who may act on it now."""
    row = session.get(ApprovalRequest, request_id)
    if row is None or not may_see(session, row, person_id, now):
        return None
    return to_request(row)


def list_own_requests(session: Session, requester_id: int, limit: int, offset: int = 0) -> list[Request]:
    """What a person has put forward, newest first."""
    query = (
        select(ApprovalRequest)
        .where(ApprovalRequest.requester_id == requester_id)
        .order_by(ApprovalRequest.submitted_at.desc(), ApprovalRequest.id.desc())
    )
    return [to_request(row) for row in session.scalars(query.limit(limit).offset(offset))]


def newest_requests(
    session: Session, subject_kind: str, subject_ids: Sequence[bytes]
) -> dict[bytes, Request]:
    """The last round of each subject that has one, in one statement."""
    query = (
        select(ApprovalRequest)
        .where(ApprovalRequest.subject_kind == subject_kind, ApprovalRequest.subject_id.in_(subject_ids))
        .order_by(ApprovalRequest.round)
        .execution_options(populate_existing=True)
    )
    return {row.subject_id: to_request(row) for row in session.scalars(query)}


def is_refused_in_sql(subject_kind: str, subject_id: InstrumentedAttribute[bytes]) -> ColumnElement[bool]:
    """Whether a subject's last round was refused, for a subject's own statement."""
    later = aliased(ApprovalRequest)
    is_last = ~exists().where(
        later.subject_kind == ApprovalRequest.subject_kind,
        later.subject_id == ApprovalRequest.subject_id,
        later.round > ApprovalRequest.round,
    )
    return exists().where(
        ApprovalRequest.subject_kind == subject_kind,
        ApprovalRequest.subject_id == subject_id,
        ApprovalRequest.state == REFUSED,
        is_last,
    )


def may_see(session: Session, row: ApprovalRequest, person_id: int, now: datetime) -> bool:
    acted = select(ApprovalAct.id).where(
        ApprovalAct.request_id == row.id, ApprovalAct.decider_id == person_id
    )
    if person_id == row.requester_id or session.scalar(acted.limit(1)) is not None:
        return True
    unit_id = unit_of(session, row.requester_id, now)
    return find_holder(load_lineup(session, now), person_id, row, unit_id) is not None


def find_acting(session: Session, request_id: int, now: datetime) -> Holder | None:
    """Who has a request now: the first on its line who is there, and in whose place; None without a line."""
    row = session.get_one(ApprovalRequest, request_id)
    lineup, unit_id = load_lineup(session, now), unit_of(session, row.requester_id, now)
    holders = list(lineup.holders(row.requester_id, unit_id, Level(row.level), row.party or ()))
    there = [holder for holder in holders if holder.person_id not in lineup.away]
    return next(iter([*there, *holders]), None)


def to_request(row: ApprovalRequest) -> Request:
    values = {name: getattr(row, name) for name in Request.__dataclass_fields__}
    values["lines"] = tuple((label, value) for label, value in row.lines)
    values["cautions"] = tuple(row.cautions)
    values["steps"] = to_steps(row.steps)
    return Request(**values)


def _line_up(
    lineup: Lineup, steps: Sequence[Step], submission: Submission, requester_id: int, unit_id: int | None
) -> Sequence[Step]:
    """The steps of the rule; a review by the very person who decides after it is none."""
    leads = [
        lineup.leads_from(requester_id, unit_id, step.level, (requester_id, *submission.party))[:1]
        for step in steps
    ]
    return [step for step, lead in zip(steps, leads, strict=True) if step is steps[-1] or lead != leads[-1]]


def _count_rounds(session: Session, submission: Submission) -> int:
    query = select(func.count()).where(
        ApprovalRequest.subject_kind == submission.subject_kind,
        ApprovalRequest.subject_id == submission.subject_id,
    )
    return session.scalar(query) or 0
