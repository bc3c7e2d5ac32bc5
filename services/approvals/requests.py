"""What is put before a lead. One line of approval for every subject.

Invariants
- What was put forward (`title`, `lines`, `cautions`) never changes; a change is a new round.
- Of one subject at most one round waits.
- It is put before a lead whom it does not concern: one who goes along herself is passed over.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from services import people
from services.approvals.models import ApprovalRequest
from services.approvals.reach import asked_for, load_reach
from services.clock import local_day

WAITING, APPROVED, REFUSED, WITHDRAWN = "waiting", "approved", "refused", "withdrawn"


@dataclass(frozen=True)
class Submission:
    """What a subject puts before a lead. `lines` are pairs of a label's code and a value, `cautions` codes.

    `content` is the subject's own machine-readable text (deterministic CBOR): the decision's leaf commits to
    its hash, so that whoever changes the subject's rows afterwards contradicts the ledger. `party` are the
    ids of the others whom it concerns: they do not decide on it.
    """

    subject_kind: str
    subject_id: bytes
    title: str
    content: bytes
    lines: Sequence[tuple[str, str]]
    cautions: Sequence[str] = ()
    party: Sequence[int] = ()


@dataclass(frozen=True)
class Request:
    """One round. `approver_id` is the lead it was put before, None where nobody was above the requester.

    `asked_for_id` is whose lead decides: the requester, or the highest of her leads who goes along.
    """

    id: int
    subject_kind: str
    subject_id: bytes
    round: int
    requester_id: int
    approver_id: int | None
    asked_for_id: int
    title: str
    lines: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    content_sha256: bytes
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


def submit_request(session: Session, submission: Submission, requester_id: int, now: datetime) -> Request:
    """Puts a text before the requester's lead; an earlier round that still waits is withdrawn.

    Without a lead it waits until the organisation has one for the requester.
    """
    senior_id, approver_id = _find_approver(session, requester_id, submission.party, local_day(now))
    withdraw_request(session, submission.subject_kind, submission.subject_id, now)
    row = ApprovalRequest(
        subject_kind=submission.subject_kind,
        subject_id=submission.subject_id,
        round=_count_rounds(session, submission) + 1,
        requester_id=requester_id,
        approver_id=approver_id,
        senior_id=senior_id,
        party=sorted(submission.party) or None,
        title=submission.title,
        lines=[list(line) for line in submission.lines],
        cautions=list(submission.cautions),
        content_sha256=hashlib.sha256(submission.content).digest(),
        state=WAITING,
        submitted_at=now,
        as_deputy=False,
        reason="",
    )
    session.add(row)
    session.flush()
    return to_request(row)


def withdraw_request(session: Session, subject_kind: str, subject_id: bytes, now: datetime) -> None:
    """Takes back what still waits for a decision; nothing happens to what is decided."""
    session.execute(
        update(ApprovalRequest)
        .where(
            ApprovalRequest.subject_kind == subject_kind,
            ApprovalRequest.subject_id == subject_id,
            ApprovalRequest.state == WAITING,
        )
        .values(state=WITHDRAWN, decided_at=now)
    )


def find_request(session: Session, request_id: int, person_id: int, now: datetime) -> Request | None:
    """One request, to its requester, to who decided it, and to those who may decide it today."""
    row = session.get(ApprovalRequest, request_id)
    if row is None or not may_see(session, row, person_id, now):
        return None
    return to_request(row)


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
    if person_id in (row.requester_id, row.decided_by_id):
        return True
    return load_reach(session, person_id, local_day(now)).holds(row)


def to_request(row: ApprovalRequest) -> Request:
    kept = Request.__dataclass_fields__.keys() - {"asked_for_id"}
    values = {name: getattr(row, name) for name in kept} | {"asked_for_id": asked_for(row)}
    values["lines"] = tuple((label, value) for label, value in row.lines)
    values["cautions"] = tuple(row.cautions)
    return Request(**values)


def _find_approver(
    session: Session, requester_id: int, party: Sequence[int], on: date
) -> tuple[int | None, int | None]:
    """The highest lead who goes along herself, if one does, and the lead above whom it does not concern."""
    senior_id, approver = None, people.find_lead(session, requester_id, on)
    while approver and approver.id in party:
        senior_id, approver = approver.id, people.find_lead(session, approver.id, on)
    return senior_id, approver.id if approver else None


def _count_rounds(session: Session, submission: Submission) -> int:
    query = select(func.count()).where(
        ApprovalRequest.subject_kind == submission.subject_kind,
        ApprovalRequest.subject_id == submission.subject_id,
    )
    return session.scalar(query) or 0
