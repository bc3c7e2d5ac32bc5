"""One manual as its readers see it: the six sections, how old they are, who says that they are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.manuals import Section, citing, materials, tasks, texts
from webapp.pages.manuals.materials_page import open_manual
from webapp.pages.manuals.rendered import Renderer
from webapp.pages.manuals.tips_page import TipsPage, load_tips_page

MOST_TOLD = 3


@dataclass(frozen=True)
class NotePart:
    """What is different in one unit; `may_write` where the reader writes for it."""

    note: tasks.NoteView
    html: Markup
    may_write: bool


@dataclass(frozen=True)
class SectionPart:
    """`unknown_laws` are named somewhere in the manual and not here to be read: said beside its laws."""

    section: Section
    html: Markup
    notes: Sequence[NotePart]
    unknown_laws: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not self.html


@dataclass(frozen=True)
class ManualPage:
    """`published` is None before a first publication; `unseen` are publications since the last visit of a
    reader who watches or keeps the manual, the newest first."""

    manual: tasks.ManualView
    published: texts.Published | None
    sections: Sequence[SectionPart]
    rights: tasks.Rights
    mark: tasks.Mark
    unseen: Sequence[texts.Revision]
    drafts: Mapping[Section, texts.DraftView]
    waiting: Sequence[texts.Proposal]
    flags: Sequence[citing.FlagView]
    note_units: Mapping[int, str]
    files: Sequence[materials.MaterialView]
    tips: TipsPage
    today: date

    @property
    def is_overdue(self) -> bool:
        return self.manual.is_overdue(self.today)

    @property
    def is_changed(self) -> bool:
        """Whether there is something that she has not seen: only who marked it has seen it before."""
        return bool(self.unseen)

    @property
    def seen_number(self) -> int:
        return self.mark.seen_number

    def wait_of(self, staff_id: int) -> Sequence[texts.Proposal]:
        return [proposal for proposal in self.waiting if proposal.by_id == staff_id]


def load_manual_page(session: Session, manual_id: int, staff_id: int, now: datetime) -> ManualPage:
    """Raises: NotFound `manual_not_found`."""
    manual = open_manual(session, manual_id)
    rights = tasks.rights_of(session, manual, staff_id, now)
    published = texts.load_published(session, manual_id) if manual.is_published else None
    mark = tasks.find_mark(session, manual_id, staff_id)
    notes = _list_notes(session, manual, staff_id, rights, now)
    today = local_day(now)
    return ManualPage(
        manual=manual,
        published=published,
        sections=_render(session, published, notes, rights, today),
        rights=rights,
        mark=mark,
        unseen=_list_unseen(session, manual, mark),
        drafts=texts.list_drafts(session, manual_id, staff_id) if rights.write else {},
        waiting=texts.list_proposals(session, manual_id) if rights.write else [],
        flags=citing.list_flags(session, manual_id),
        note_units=people.names_of_units(session, rights.note_unit_ids, today),
        files=materials.list_materials_of(session, [manual_id]).get(manual_id, []),
        tips=load_tips_page(session, manual, rights=rights),
        today=today,
    )


def is_marked(mark: tasks.Mark) -> bool:
    """Whether she asked for it: of nobody else it is known what she has read."""
    return mark.is_watched or mark.is_favourite


def list_parts(session: Session, own: Mapping[Section, str], on: date) -> Sequence[SectionPart]:
    """Six sections without notes; amounts and laws as of the day."""
    render = Renderer(session, [*own.values()], on)
    return [SectionPart(s, render(own[s]) if own[s] else Markup(), ()) for s in Section]


def _list_unseen(session: Session, manual: tasks.ManualView, mark: tasks.Mark) -> Sequence[texts.Revision]:
    if not is_marked(mark) or mark.seen_number >= manual.number:
        return ()
    found = texts.list_revisions(session, manual.id, limit=MOST_TOLD)
    return [revision for revision in found if revision.number > mark.seen_number]


def _list_notes(
    session: Session, manual: tasks.ManualView, staff_id: int, rights: tasks.Rights, now: datetime
) -> Sequence[tasks.NoteView]:
    """Those of the units that the reader belongs to or writes for; its keeper sees all."""
    if not manual.shared_with:
        return ()
    shown = set(manual.shared_with) if rights.manage else set(rights.note_unit_ids)
    if not shown:
        person = people.find_person(session, staff_id, local_day(now))
        here = people.list_line_ids(session, person.unit_id if person else None, local_day(now))
        shown = set(here) & set(manual.shared_with)
    return tasks.list_notes(session, manual.id, shown, now) if shown else ()


def _render(
    session: Session,
    published: texts.Published | None,
    notes: Sequence[tasks.NoteView],
    rights: tasks.Rights,
    today: date,
) -> Sequence[SectionPart]:
    own = published.texts if published else texts.EMPTY
    render = Renderer(session, [*own.values(), *(note.text for note in notes)], today)
    return [
        SectionPart(
            section=section,
            html=render(own[section]) if own[section] else Markup(),
            notes=[
                NotePart(note, render(note.text), note.unit_id in rights.note_unit_ids)
                for note in notes
                if note.section is section
            ],
            unknown_laws=render.unknown_laws if section is Section.LAWS else (),
        )
        for section in Section
    ]
