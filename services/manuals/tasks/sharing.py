"""One master for a task that many units do, with what is different in each of them beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid
from services.locks import insert_missing, lock_subject
from services.manuals.sections import Section
from services.manuals.tasks.making import lock_row
from services.manuals.tasks.models import LONGEST_NOTE, ManualNote, ManualShare
from services.texts import N_, tidy_text


@dataclass(frozen=True)
class NoteView:
    """What is different in one unit, in Markdown; `version` is 0 where nothing was ever written."""

    manual_id: int
    unit_id: int
    unit_name: str
    section: Section
    text: str
    version: int
    saved_by_id: int | None
    saved_by_name: str
    saved_at: datetime | None


def share_manual(session: Session, manual_id: int, unit_ids: Collection[int]) -> None:
    """With whom a manual is shared from now on; notes of the others stay, and show again with them.

    Raises: NotFound; Invalid `units` for its own unit.
    """
    row = lock_row(session, manual_id)
    if row.unit_id in unit_ids:
        raise Invalid("units", N_("매뉴얼을 가진 부서와는 따로 나누지 않아도 돼요."))
    gone = ManualShare.unit_id.not_in(unit_ids)
    session.execute(delete(ManualShare).where(ManualShare.manual_id == manual_id, gone))
    rows = [{"manual_id": manual_id, "unit_id": unit_id} for unit_id in sorted(unit_ids)]
    insert_missing(session, ManualShare, rows)


def share_many(session: Session, shares: Sequence[tuple[int, int]]) -> None:
    """Adds pairs of a manual and a unit, in few statements; for a first filling."""
    rows = [{"manual_id": manual_id, "unit_id": unit_id} for manual_id, unit_id in shares]
    insert_missing(session, ManualShare, rows)


def list_notes(session: Session, manual_id: int, unit_ids: Collection[int], now: datetime) -> list[NoteView]:
    """What is different in these units, in the order of sections; empty ones are left out."""
    query = select(ManualNote).where(
        ManualNote.manual_id == manual_id, ManualNote.unit_id.in_(unit_ids), ManualNote.text != ""
    )
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    views = _to_views(session, rows, now)
    order = list(Section)
    return sorted(views, key=lambda note: (order.index(note.section), note.unit_name, note.unit_id))


def list_note_texts(session: Session, manual_ids: Collection[int]) -> dict[int, list[str]]:
    """What is different in any unit, by manual, in one statement."""
    query = select(ManualNote.manual_id, ManualNote.text).where(
        ManualNote.manual_id.in_(manual_ids), ManualNote.text != ""
    )
    found: dict[int, list[str]] = {}
    for manual_id, text in session.execute(query):
        found.setdefault(manual_id, []).append(text)
    return found


def load_note(session: Session, manual_id: int, unit_id: int, section: Section, now: datetime) -> NoteView:
    """One unit's note, an empty one where there is none."""
    row = session.get(ManualNote, (manual_id, unit_id, section), populate_existing=True)
    if row is not None:
        return _to_views(session, [row], now)[0]
    name = people.names_of_units(session, [unit_id], local_day(now)).get(unit_id, "")
    return NoteView(manual_id, unit_id, name, section, "", 0, None, "", None)


def save_note(
    session: Session,
    manual_id: int,
    unit_id: int,
    section: Section,
    text: str,
    version: int,
    staff_id: int,
    now: datetime,
) -> NoteView:
    """What is different in the unit from now on; `version` is the one that the writer saw, an empty text
    takes it away. Not checked: whether she may (`Rights.note_unit_ids`).

    Raises: Forbidden `not_shared`; Invalid `note`; Conflict `note_changed`.
    """
    text = tidy_text(text)
    if len(text) > LONGEST_NOTE:
        sentence = N_("우리 동 메모를 20,000자 안에서 적어 주세요.")
        raise Invalid("note", sentence, fields={"text": sentence})
    lock_subject(session, f"manual note {manual_id} {unit_id}")
    if session.get(ManualShare, (manual_id, unit_id)) is None:
        raise Forbidden("not_shared", N_("이 매뉴얼을 함께 쓰는 부서가 아니에요."))
    known = load_note(session, manual_id, unit_id, section, now)
    if known.text == text:
        return known
    if known.version != version:
        raise Conflict("note_changed", N_("그 사이 다른 사람이 메모를 고쳤어요. 두 글을 견주어 주세요."))
    key = {"manual_id": manual_id, "unit_id": unit_id, "section": section}
    row = session.get(ManualNote, tuple(key.values())) or ManualNote(**key)
    row.text, row.version, row.saved_by_id, row.saved_at = text, version + 1, staff_id, now
    session.add(row)
    session.flush()
    return load_note(session, manual_id, unit_id, section, now)


def _to_views(session: Session, rows: Sequence[ManualNote], now: datetime) -> list[NoteView]:
    names = people.names_of(session, {row.saved_by_id for row in rows})
    units = people.names_of_units(session, {row.unit_id for row in rows}, local_day(now))
    return [
        NoteView(
            manual_id=row.manual_id,
            unit_id=row.unit_id,
            unit_name=units.get(row.unit_id, ""),
            section=Section(row.section),
            text=row.text,
            version=row.version,
            saved_by_id=row.saved_by_id,
            saved_by_name=names.get(row.saved_by_id, ""),
            saved_at=row.saved_at,
        )
        for row in rows
    ]
