"""One request in full, and what a person has put forward or put aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import approvals, people
from services.approvals import Draft, Request
from services.clock import local_day
from services.errors import NotFound
from webapp.context import current_person, now
from webapp.pages.approvals.cards import (
    STATES,
    ApprovalCard,
    StepLine,
    load_step_lines,
    make_card,
)
from webapp.pages.approvals.subjects import find_path, words_of_kind

OWN_PAGE_SIZE = 30


@dataclass(frozen=True)
class RequestPage:
    """`text_hash` is what the leaf of each decision commits to; `again` where it may be written anew."""

    card: ApprovalCard
    state: str
    tone: str
    steps: Sequence[StepLine]
    text_hash: str
    path: str | None
    again: str | None


@dataclass(frozen=True)
class OwnLine:
    request: Request
    label: str
    state: str
    tone: str


@dataclass(frozen=True)
class DraftLine:
    draft: Draft
    label: str
    href: str


@dataclass(frozen=True)
class OwnPage:
    drafts: Sequence[DraftLine]
    lines: Sequence[OwnLine]
    page: int
    has_more: bool


def load_request_page(session: Session, request_id: int) -> RequestPage:
    """Raises: NotFound for whoever neither asked, nor acted, nor may act."""
    staff_id, at = current_person().staff_id, now()
    request = approvals.find_request(session, request_id, staff_id, at)
    if request is None:
        raise NotFound("request_not_found")
    persons = people.list_persons(session, [request.requester_id], local_day(at))
    state, tone = STATES[request.state]
    is_own = request.requester_id == staff_id
    words = words_of_kind(request.subject_kind)
    again = words.again_path if is_own else None
    return RequestPage(
        card=make_card(request, None, persons),
        state=gettext(state),
        tone=tone,
        steps=load_step_lines(session, request),
        text_hash=approvals.hash_text(request).hex(),
        path=find_path(request) if is_own or words.is_for_all else None,
        again=again(request.subject_id) if again and request.state == approvals.REFUSED else None,
    )


def load_own_page(session: Session, page: int) -> OwnPage:
    staff_id = current_person().staff_id
    first = (page - 1) * OWN_PAGE_SIZE
    found = approvals.list_own_requests(session, staff_id, OWN_PAGE_SIZE + 1, first)
    return OwnPage(
        drafts=[_to_draft_line(draft) for draft in approvals.list_drafts(session, staff_id)],
        lines=[_to_line(request) for request in found[:OWN_PAGE_SIZE]],
        page=page,
        has_more=len(found) > OWN_PAGE_SIZE,
    )


def _to_line(request: Request) -> OwnLine:
    state, tone = STATES[request.state]
    return OwnLine(request, gettext(words_of_kind(request.subject_kind).label), gettext(state), tone)


def _to_draft_line(draft: Draft) -> DraftLine:
    words = words_of_kind(draft.subject_kind)
    href = words.draft_path(draft.subject_id) if words.draft_path else "/approvals/mine"
    return DraftLine(draft, gettext(words.label), href)
