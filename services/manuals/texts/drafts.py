"""What somebody is writing, saved by itself section by section, on whatever phone or PC she is.

Invariant: of two devices that write the same section no text is lost silently: the second one sees both.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.errors import Conflict
from services.locks import lock_subject
from services.manuals.sections import Section
from services.manuals.tasks import tidy_text
from services.manuals.texts.limits import check_length
from services.manuals.texts.models import ManualDraft
from services.texts import N_


@dataclass(frozen=True)
class DraftView:
    """One section as somebody is writing it. `base` is the published number that she began on, `version`
    grows with every saving."""

    manual_id: int
    section: Section
    text: str
    base: int
    version: int
    saved_at: datetime


@dataclass(frozen=True)
class DraftLine:
    """A manual in which somebody has begun to write: for the list of what she has not finished."""

    manual_id: int
    sections: int
    saved_at: datetime


def save_draft(
    session: Session,
    manual_id: int,
    staff_id: int,
    section: Section,
    text: str,
    base: int,
    version: int,
    now: datetime,
) -> DraftView:
    """Keeps a section as it is being written; `version` is the one that this device saw last, 0 for none.

    The same text again is fine. Not checked: whether she may write (`Rights.write`).
    Raises: Invalid with the section for one that is too long; Conflict `draft_changed` with `current` when
    another device of hers has saved meanwhile.
    """
    text = tidy_text(text)
    check_length({section: text})
    lock_subject(session, f"manual draft {manual_id} {staff_id}")
    key = (manual_id, staff_id, section.value)
    row = session.get(ManualDraft, key, populate_existing=True)
    if row is None:
        row = ManualDraft(manual_id=manual_id, staff_id=staff_id, section=section.value, version=0)
    elif row.text == text and row.base == base:
        return _to_view(row)
    elif row.version != version:
        sentence = N_("다른 기기에서 같은 부분을 쓰고 있어요. 두 글을 견주어 주세요.")
        current = {"text": row.text, "base": row.base, "version": row.version}
        raise Conflict("draft_changed", sentence, current=current)
    # A device that was away since its draft was published goes on from its own number.
    row.text, row.base, row.version, row.saved_at = text, base, max(row.version, version) + 1, now
    session.add(row)
    session.flush()
    return _to_view(row)


def list_drafts(session: Session, manual_id: int, staff_id: int) -> dict[Section, DraftView]:
    """What a person has begun to write in a manual."""
    query = select(ManualDraft).where(ManualDraft.manual_id == manual_id, ManualDraft.staff_id == staff_id)
    rows = session.scalars(query.execution_options(populate_existing=True))
    return {Section(row.section): _to_view(row) for row in rows}


def list_own_drafts(session: Session, staff_id: int) -> list[DraftLine]:
    """The manuals in which a person has begun to write, the newest first."""
    newest = func.max(ManualDraft.saved_at)
    query = (
        select(ManualDraft.manual_id, func.count(), newest)
        .where(ManualDraft.staff_id == staff_id)
        .group_by(ManualDraft.manual_id)
        .order_by(newest.desc())
    )
    return [DraftLine(*row) for row in session.execute(query)]


def discard_drafts(session: Session, manual_id: int, staff_id: int) -> None:
    """Throws away what she has written in a manual."""
    query = delete(ManualDraft).where(ManualDraft.manual_id == manual_id, ManualDraft.staff_id == staff_id)
    session.execute(query)


def let_go(
    session: Session,
    manual_id: int,
    staff_id: int,
    texts: Mapping[Section, str],
    written: Collection[Section],
) -> None:
    """Throws away the drafts that have become `texts`: of the sections `written` there, and those that say
    the same. What another device of hers is writing in a section that she sent along as it was stays."""
    lock_subject(session, f"manual draft {manual_id} {staff_id}")
    for section, draft in list_drafts(session, manual_id, staff_id).items():
        if section in written or draft.text == texts.get(section):
            key = (manual_id, staff_id, section.value)
            session.delete(session.get_one(ManualDraft, key))
    session.flush()


def destroy_old_drafts(session: Session, before: datetime) -> None:
    """Removes what nobody has gone on with since this instant."""
    session.execute(delete(ManualDraft).where(ManualDraft.saved_at < before))


def list_writers(session: Session, manual_id: int, since: datetime) -> list[int]:
    """Who has been writing in a manual since an instant: so that two who write at once know of each other."""
    query = select(ManualDraft.staff_id).where(
        ManualDraft.manual_id == manual_id, ManualDraft.saved_at >= since
    )
    return sorted(set(session.scalars(query)))


def _to_view(row: ManualDraft) -> DraftView:
    return DraftView(row.manual_id, Section(row.section), row.text, row.base, row.version, row.saved_at)
