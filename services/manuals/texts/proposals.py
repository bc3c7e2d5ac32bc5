"""A text that waits for a decision, and what follows one.

Invariants
- What was put before a lead never changes; its content is what the decision's leaf commits to.
- Nothing that was written is lost: what is refused, or meets a newer text, is its writer's draft again.
- A decision that is undone takes its publication back with a text of its own; numbers only grow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals, notifications, people
from services.crypto import canonical
from services.errors import Conflict, Forbidden, NotFound
from services.ledger import Appender
from services.locks import insert_missing
from services.manuals import tasks
from services.manuals.sections import TITLES, Section
from services.manuals.tasks import ManualView
from services.manuals.texts.changes import describe_changes
from services.manuals.texts.keeping import Kept, keep_text
from services.manuals.texts.merging import merge
from services.manuals.texts.models import ManualDraft, ManualProposal
from services.manuals.texts.notices import NoticeKind
from services.manuals.texts.revisions import Reason, find_texts
from services.texts import N_

APPROVAL_KIND = "manual"
FORMAT = "balgil-manual-v1"
LONGEST_TITLE = 200
MOST_TOLD = 6


class State(StrEnum):
    """`COLLIDED` was approved, and the same section had been published anew meanwhile."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    COLLIDED = "collided"


@dataclass(frozen=True)
class Proposal:
    """Sections that somebody has put before a lead; `number` is the one that they were published as."""

    id: bytes
    manual_id: int
    base: int
    texts: Mapping[Section, str]
    reason: Reason
    note: str
    state: State
    by_id: int
    proposed_at: datetime
    number: int | None = None

    @staticmethod
    def of(
        manual: ManualView,
        key: bytes,
        texts: Mapping[Section, str],
        reason: Reason,
        note: str,
        by_id: int,
        now: datetime,
    ) -> "Proposal":
        return Proposal(key, manual.id, manual.number, texts, reason, note, State.WAITING, by_id, now)

    @staticmethod
    def from_row(row: ManualProposal) -> "Proposal":
        texts = {section: getattr(row, section.value) for section in Section}
        return Proposal(
            id=row.id,
            manual_id=row.manual_id,
            base=row.base,
            texts={section: text for section, text in texts.items() if text is not None},
            reason=Reason(row.reason),
            note=row.note,
            state=State(row.state),
            by_id=row.by_id,
            proposed_at=row.proposed_at,
            number=row.number,
        )


def propose(session: Session, manual: ManualView, proposal: Proposal, now: datetime) -> Proposal:
    """Puts it on its writer's line, and tells the manual's owner."""
    values = {section.value: proposal.texts.get(section) for section in Section}
    session.add(
        ManualProposal(
            id=proposal.id,
            manual_id=proposal.manual_id,
            base=proposal.base,
            **values,
            reason=proposal.reason,
            note=proposal.note,
            state=proposal.state,
            by_id=proposal.by_id,
            proposed_at=now,
        )
    )
    session.flush()
    submission = _to_submission(manual, proposal, find_texts(session, manual.id, proposal.base))
    approvals.submit_request(session, submission, proposal.by_id, now)
    if manual.owner_id and manual.owner_id != proposal.by_id:
        name = people.names_of(session, [proposal.by_id])[proposal.by_id]
        facts = {"name": name, "title": manual.title, "manual": str(manual.id)}
        notifications.notify(session, manual.owner_id, NoticeKind.PROPOSED, now, **facts)
    return proposal


def load_proposal(session: Session, proposal_id: bytes) -> Proposal:
    """Raises: NotFound `proposal_not_found`."""
    row = session.get(ManualProposal, proposal_id, populate_existing=True)
    if row is None:
        raise NotFound("proposal_not_found", N_("그런 결재 건이 없어요."))
    return Proposal.from_row(row)


def list_proposals(
    session: Session, manual_id: int, states: Sequence[State] = (State.WAITING,)
) -> list[Proposal]:
    """What was put before a lead of a manual, the newest first."""
    query = select(ManualProposal).where(
        ManualProposal.manual_id == manual_id, ManualProposal.state.in_([state.value for state in states])
    )
    rows = session.scalars(query.order_by(ManualProposal.proposed_at.desc()).limit(50))
    return [Proposal.from_row(row) for row in rows]


def withdraw_proposal(session: Session, proposal_id: bytes, by_id: int, now: datetime) -> Proposal:
    """Its writer takes back what still waits; her text goes back among her drafts.

    Raises: NotFound; Forbidden `not_own_proposal`; Conflict `proposal_decided`.
    """
    proposal = load_proposal(session, proposal_id)
    if proposal.by_id != by_id:
        raise Forbidden("not_own_proposal", N_("올린 사람만 거둘 수 있어요."))
    # In the order in which a decision takes them.
    approvals.lock_waiting(session, APPROVAL_KIND, [proposal_id])
    tasks.lock_manual(session, proposal.manual_id, now)
    row = session.get_one(ManualProposal, proposal_id, populate_existing=True)
    if row.state == State.WITHDRAWN:
        return Proposal.from_row(row)
    if row.state != State.WAITING:
        raise Conflict("proposal_decided", N_("이미 결정한 건이에요."))
    approvals.withdraw_request(session, APPROVAL_KIND, proposal_id, now)
    row.state = State.WITHDRAWN
    session.flush()
    _give_back(session, proposal, now)
    return Proposal.from_row(row)


def note_decisions(
    ledger: Appender, session: Session, requests: Sequence[approvals.Request], now: datetime
) -> None:
    """The effect of decisions on texts, in their transaction."""
    rows = {each.id: session.get_one(ManualProposal, each.subject_id) for each in requests}
    tasks.lock_manuals(session, {row.manual_id for row in rows.values()})
    for request in requests:
        row = rows[request.id]
        session.refresh(row)
        manual = tasks.load_manual(session, row.manual_id, now)
        if request.state == approvals.APPROVED and row.state == State.WAITING:
            _publish(session, ledger, manual, row, request, now)
        elif request.state == approvals.REFUSED and row.state == State.WAITING:
            row.state = State.REFUSED
            _give_back(session, Proposal.from_row(row), now)
        elif request.state == approvals.WAITING and row.state not in (State.WAITING, State.WITHDRAWN):
            if row.number is not None:
                _take_back(session, ledger, manual, row, request, now)
            row.state, row.number = State.WAITING, None
        session.flush()


def _publish(
    session: Session,
    ledger: Appender,
    manual: ManualView,
    row: ManualProposal,
    request: approvals.Request,
    now: datetime,
) -> None:
    proposal = Proposal.from_row(row)
    current = find_texts(session, manual.id, manual.number)
    merged, collisions = merge(find_texts(session, manual.id, row.base), current, proposal.texts)
    if collisions or not manual.is_open:
        row.state = State.COLLIDED
        _give_back(session, proposal, now)
        facts = {"title": manual.title, "manual": str(manual.id)}
        notifications.notify(session, row.by_id, NoticeKind.COLLIDED, now, **facts)
        return
    row.state, row.number = State.PUBLISHED, manual.number
    if merged != current:
        kept = Kept(_key(row.id, request), merged, proposal.reason, proposal.note)
        row.number = keep_text(session, ledger, manual, kept, row.by_id, now).number


def _take_back(
    session: Session,
    ledger: Appender,
    manual: ManualView,
    row: ManualProposal,
    request: approvals.Request,
    now: datetime,
) -> None:
    """The sections that this decision published say again what they said before, where nobody has written
    them anew since."""
    number = row.number or 0
    published = find_texts(session, manual.id, number)
    before = find_texts(session, manual.id, max(number - 1, 0))
    current = find_texts(session, manual.id, manual.number)
    texts = {s: before[s] if current[s] == published[s] else current[s] for s in Section}
    if texts != current:
        kept = Kept(_key(row.id, request), texts, Reason.UNDONE, f"{number}")
        keep_text(session, ledger, manual, kept, row.by_id, now)


def _key(proposal_id: bytes, request: approvals.Request) -> bytes:
    """One for each thing that happened to the request: a decision may be undone and made again."""
    return sha256(b"%s %d %d" % (proposal_id, request.id, request.version)).digest()[:16]


def _give_back(session: Session, proposal: Proposal, now: datetime) -> None:
    """Among its writer's drafts, unless she is writing there again."""
    rows = [
        {
            "manual_id": proposal.manual_id,
            "staff_id": proposal.by_id,
            "section": section.value,
            "text": text,
            "base": proposal.base,
            "version": 1,
            "saved_at": now,
        }
        for section, text in proposal.texts.items()
    ]
    insert_missing(session, ManualDraft, rows)


def _to_submission(
    manual: ManualView, proposal: Proposal, base: Mapping[Section, str]
) -> approvals.Submission:
    touched = ", ".join(TITLES[section] for section in Section if section in proposal.texts)
    lines = [
        ("manual_title", manual.title),
        ("manual_unit", manual.unit_name),
        ("manual_sections", touched),
        ("manual_reason", proposal.reason.value),
    ]
    if proposal.note:
        lines.append(("manual_note", proposal.note))
    told = [change.text for change in describe_changes(base, {**base, **proposal.texts})]
    lines += [("manual_change", sentence) for sentence in told[:MOST_TOLD]]
    return approvals.Submission(
        APPROVAL_KIND,
        proposal.id,
        manual.title[:LONGEST_TITLE],
        content_of(proposal),
        lines,
        facts={"sections": len(proposal.texts)},
    )


def content_of(proposal: Proposal) -> bytes:
    """What the decision's leaf commits to, as deterministic CBOR:

    [format, manual, base number, writer, reason, note, [[section, text], ...] in the order of sections].
    """
    sections = [[section.value, proposal.texts[section]] for section in Section if section in proposal.texts]
    return canonical.encode(
        [
            FORMAT,
            proposal.manual_id,
            proposal.base,
            proposal.by_id,
            proposal.reason.value,
            proposal.note,
            sections,
        ]
    )
