"""What is different in one unit that shares a manual, beside the section of the master."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import BalgilError
from services.manuals import Section, tasks, texts
from webapp.forms import find_number, is_ticked, long_text, words_of
from webapp.pages.manuals.materials_page import open_manual
from webapp.pages.manuals.rendered import Renderer
from webapp.pages.manuals.tips_page import Found, find_personal

LONGEST_TYPED = 40_000


@dataclass(frozen=True)
class NoteForm:
    """As typed; `version` is that of the note that its writer saw. `found` is what looks like personal data,
    `wrong` names fields."""

    text: str
    version: int
    is_checked: bool = False
    found: Found = ()
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NotePage:
    manual: tasks.ManualView
    note: tasks.NoteView
    master: Markup
    form: NoteForm


def load_note_page(
    session: Session,
    manual_id: int,
    unit_id: int,
    section: Section,
    staff_id: int,
    now: datetime,
    form: NoteForm | None = None,
) -> NotePage:
    """Raises: NotFound; Forbidden."""
    manual = open_manual(session, manual_id)
    tasks.check_may(unit_id in tasks.rights_of(session, manual, staff_id, now).note_unit_ids)
    text = texts.find_texts(session, manual_id, manual.number)[section]
    note = tasks.load_note(session, manual_id, unit_id, section, now)
    master = Renderer(session, [text], local_day(now))(text) if text else Markup()
    return NotePage(manual, note, master, form or NoteForm(note.text, note.version))


def read_note_form() -> NoteForm:
    return NoteForm(long_text("text", LONGEST_TYPED), find_number("version") or 0, is_ticked("is_checked"))


def again(form: NoteForm, error: BalgilError) -> NoteForm:
    """As it was typed, with what is wrong, and what looks like personal data."""
    return replace(form, wrong=words_of(error), found=find_personal(form.text))
