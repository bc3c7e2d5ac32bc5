"""Drafts (기안): what a form held when its writer put it aside. Nobody else sees one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.approvals.models import ApprovalDraft
from services.errors import Conflict, Invalid
from services.texts import N_, tidy_line

MOST_DRAFTS, LONGEST_DRAFT, LONGEST_TITLE = 50, 20_000, 200


@dataclass(frozen=True)
class Draft:
    """`fields` are the form's, each with all of its values; `subject_id` is the id the thing will have."""

    subject_kind: str
    subject_id: bytes
    title: str
    fields: Mapping[str, list[str]]
    saved_at: datetime


def save_draft(session: Session, owner_id: int, draft: Draft) -> None:
    """Keeps what a form holds, in the place of what it held before.

    Raises: Invalid `draft_long`; Conflict `draft_taken` for an id that is somebody else's, `drafts_full`.
    """
    fields = {name: list(values) for name, values in draft.fields.items()}
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LONGEST_DRAFT:
        raise Invalid("draft_long", N_("임시 저장하기에는 내용이 너무 길어요."))
    row = session.get(ApprovalDraft, (draft.subject_kind, draft.subject_id))
    if row is not None and row.owner_id != owner_id:
        raise Conflict("draft_taken", N_("저장하지 못했어요. 새 화면에서 다시 써 주세요."))
    if row is None:
        _check_room(session, owner_id)
        row = ApprovalDraft(subject_kind=draft.subject_kind, subject_id=draft.subject_id, owner_id=owner_id)
        session.add(row)
    row.title, row.fields, row.saved_at = tidy_line(draft.title)[:LONGEST_TITLE], fields, draft.saved_at
    session.flush()


def find_draft(session: Session, owner_id: int, subject_kind: str, subject_id: bytes) -> Draft | None:
    row = session.get(ApprovalDraft, (subject_kind, subject_id))
    return _to_draft(row) if row is not None and row.owner_id == owner_id else None


def list_drafts(session: Session, owner_id: int) -> list[Draft]:
    """A person's drafts, the one saved last first."""
    query = select(ApprovalDraft).where(ApprovalDraft.owner_id == owner_id)
    return [_to_draft(row) for row in session.scalars(query.order_by(ApprovalDraft.saved_at.desc()))]


def discard_draft(session: Session, owner_id: int, subject_kind: str, subject_id: bytes) -> None:
    """Removes it; without one nothing happens."""
    session.execute(
        delete(ApprovalDraft).where(
            ApprovalDraft.subject_kind == subject_kind,
            ApprovalDraft.subject_id == subject_id,
            ApprovalDraft.owner_id == owner_id,
        )
    )


def _check_room(session: Session, owner_id: int) -> None:
    kept = session.scalar(select(func.count()).where(ApprovalDraft.owner_id == owner_id)) or 0
    if kept >= MOST_DRAFTS:
        raise Conflict("drafts_full", N_("임시 저장이 가득 찼어요. 쓰지 않는 것을 지우고 다시 해 주세요."))


def _to_draft(row: ApprovalDraft) -> Draft:
    return Draft(row.subject_kind, row.subject_id, row.title, row.fields, row.saved_at)
