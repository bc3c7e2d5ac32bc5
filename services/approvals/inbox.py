"""What waits for a person, and what she has done, in a number of statements that does not grow with it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.approvals.lineup import Holder
from services.approvals.models import ApprovalAct, ApprovalRequest
from services.approvals.reach import Reach, load_reach
from services.approvals.requests import WAITING, Request, to_request

PAGE_SIZE = 50


@dataclass(frozen=True)
class Waiting:
    """A request, and in whose place the person acts on it."""

    request: Request
    holder: Holder


@dataclass(frozen=True)
class Inbox:
    """One page of what waits, oldest first; `counts` are of all that waits, by kind."""

    counts: Mapping[str, int]
    waiting: Sequence[Waiting]
    page: int
    pages: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Act:
    """What somebody did at a step. `acted_for_id` is the lead in whose place, None for that lead herself."""

    request_id: int
    step: int
    is_final: bool
    decision: str
    reason: str
    decider_id: int
    as_deputy: bool
    acted_for_id: int | None
    decided_at: datetime
    undone_at: datetime | None


class _Line(NamedTuple):
    """The few columns that tell whether a request reaches somebody."""

    id: int
    subject_kind: str
    requester_id: int
    level: str
    party: list[int] | None


def load_inbox(
    session: Session, person_id: int, now: datetime, *, kind: str | None = None, page: int = 1
) -> Inbox:
    """What waits for a person, as a lead or in the place of one; never her own. `kind` keeps one kind."""
    reaching = _list_reaching(session, load_reach(session, person_id, now))
    wanted = [(line, holder) for line, holder in reaching if kind in (None, line.subject_kind)]
    pages = max(1, -(-len(wanted) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    counts = Counter(line.subject_kind for line, _ in reaching)
    return Inbox(counts, _load(session, shown), page, pages)


def list_waiting(session: Session, person_id: int, now: datetime) -> list[Request]:
    """All that waits for a person, oldest first."""
    reaching = _list_reaching(session, load_reach(session, person_id, now))
    return [waiting.request for waiting in _load(session, reaching)]


def count_waiting(session: Session, person_id: int, now: datetime) -> int:
    return len(_list_reaching(session, load_reach(session, person_id, now)))


def list_acts(session: Session, request_ids: Collection[int]) -> list[Act]:
    """What was done at these requests, in order, what was undone among it."""
    query = select(ApprovalAct).where(ApprovalAct.request_id.in_(request_ids)).order_by(ApprovalAct.id)
    return [_to_act(row) for row in session.scalars(query)]


def list_done(session: Session, person_id: int, limit: int = 30) -> list[tuple[Act, Request]]:
    """What a person has done and not taken back, newest first, with its request as it stands now."""
    query = (
        select(ApprovalAct, ApprovalRequest)
        .join(ApprovalRequest, ApprovalRequest.id == ApprovalAct.request_id)
        .where(ApprovalAct.decider_id == person_id, ApprovalAct.undone_at.is_(None))
        .order_by(ApprovalAct.decided_at.desc(), ApprovalAct.id.desc())
        .limit(limit)
    )
    return [(_to_act(act), to_request(row)) for act, row in session.execute(query)]


def _list_reaching(session: Session, reach: Reach) -> list[tuple[_Line, Holder]]:
    query = (
        select(*(getattr(ApprovalRequest, name) for name in _Line._fields))
        .where(ApprovalRequest.state == WAITING, reach.in_sql())
        .order_by(ApprovalRequest.submitted_at, ApprovalRequest.id)
    )
    lines = [_Line(*row) for row in session.execute(query)]
    return list(_keep_reaching(reach, lines))


def _keep_reaching(reach: Reach, lines: Iterable[_Line]) -> Iterable[tuple[_Line, Holder]]:
    """Of the same person at the same level, with nobody else concerned, all go the same way."""
    known: dict[tuple[int, str], Holder | None] = {}
    for line in lines:
        key = (line.requester_id, line.level)
        if line.party:
            holder = reach.find_holder(line)
        else:
            if key not in known:
                known[key] = reach.find_holder(line)
            holder = known[key]
        if holder is not None:
            yield line, holder


def _load(session: Session, shown: Sequence[tuple[_Line, Holder]]) -> list[Waiting]:
    ids = [line.id for line, _ in shown]
    rows = {
        row.id: row for row in session.scalars(select(ApprovalRequest).where(ApprovalRequest.id.in_(ids)))
    }
    return [Waiting(to_request(rows[line.id]), holder) for line, holder in shown]


def _to_act(row: ApprovalAct) -> Act:
    return Act(**{name: getattr(row, name) for name in Act.__dataclass_fields__})
