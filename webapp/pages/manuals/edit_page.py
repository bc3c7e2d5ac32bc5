"""Writing in a manual: all six sections or one of them, with drafts, previews and what to look at twice."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from services import people, rates
from services.clock import local_day
from services.errors import Invalid
from services.manuals import Section, personal_data, tasks, texts
from services.texts import N_
from webapp.forms import find_number, is_ticked, read_id, text
from webapp.pages.manuals.materials_page import open_manual
from webapp.pages.manuals.rendered import Renderer

ID_BYTES = 16
WRITING_NOW = timedelta(minutes=10)
MOST_FOUND = 5
# Amounts come from the table of rates by their names: `{{일비}}`.
_TYPED_AMOUNT = re.compile(r"(?<![\d,.])\d[\d,]*(?:\.\d+)?\s?(?:억|천만|백만|십만|만|천)?\s?원(?![칙화])")


@dataclass(frozen=True)
class EditForm:
    """What was typed, by section; `base` is the published number that its writer began on."""

    key: str
    base: int
    texts: Mapping[Section, str]
    reason: str = "update"
    note: str = ""
    is_confirmed: bool = False
    is_checked: bool = False


@dataclass(frozen=True)
class Pane:
    """One section to write in. `version` is the draft's as the server has it, 0 for none; `html` is set where
    a preview was asked for without a script."""

    section: Section
    text: str
    version: int
    is_draft: bool
    html: Markup | None = None


@dataclass(frozen=True)
class EditPage:
    """`needs_decision`: it will wait for a lead. `others` are writing in it now. `warnings` are to be looked
    at twice before it is published."""

    manual: tasks.ManualView
    rights: tasks.Rights
    form: EditForm
    panes: Sequence[Pane]
    needs_decision: bool
    others: Sequence[str]
    amounts: Sequence[tuple[str, str]]
    warnings: Sequence[str] = field(default=())

    @property
    def is_first(self) -> bool:
        return not self.manual.is_published

    @property
    def is_behind(self) -> bool:
        """Whether another text was published since a draft was begun."""
        return self.form.base < self.manual.number

    @property
    def has_drafts(self) -> bool:
        return any(pane.is_draft for pane in self.panes)


def load_edit_page(
    session: Session,
    manual_id: int,
    sections: Collection[Section],
    staff_id: int,
    now: datetime,
    *,
    typed: EditForm | None = None,
    warnings: Sequence[str] = (),
    with_preview: bool = False,
) -> EditPage:
    """As it was typed, else what somebody has begun to write, else what is published.

    Raises: NotFound; Forbidden `not_manual_owner`.
    """
    manual = open_manual(session, manual_id)
    rights = tasks.rights_of(session, manual, staff_id, now)
    tasks.check_may(rights.write)
    drafts = {s: d for s, d in texts.list_drafts(session, manual_id, staff_id).items() if s in sections}
    form = typed or _begin(session, manual, drafts, sections)
    own = [text for text in form.texts.values() if text] if with_preview else []
    render = Renderer(session, own, local_day(now))
    return EditPage(
        manual=manual,
        rights=rights,
        form=form,
        panes=[
            Pane(
                section=section,
                text=form.texts[section],
                version=drafts[section].version if section in drafts else 0,
                is_draft=section in drafts and typed is None,
                html=render(form.texts[section]) if with_preview else None,
            )
            for section in Section
            if section in form.texts
        ],
        needs_decision=not rights.publish or texts.needs_decision(session, len(form.texts), now),
        others=_list_others(session, manual_id, staff_id, now),
        amounts=[
            (f"{{{{{rate.name}}}}}", f"{rate.name} {rate.says}")
            for rate in rates.list_rates(session, local_day(now))
            if rate.says
        ],
        warnings=warnings,
    )


def _begin(
    session: Session,
    manual: tasks.ManualView,
    drafts: Mapping[Section, texts.DraftView],
    sections: Collection[Section],
) -> EditForm:
    """Drafts of several ages go on from the oldest: what was published since is put together or shown."""
    published = texts.load_published(session, manual.id)
    current = published.texts if published else texts.EMPTY
    base = min([draft.base for draft in drafts.values()], default=manual.number)
    typed = {s: drafts[s].text if s in drafts else current[s] for s in Section if s in sections}
    return EditForm(new_key(), base, typed)


def _list_others(session: Session, manual_id: int, staff_id: int, now: datetime) -> Sequence[str]:
    others = [one for one in texts.list_writers(session, manual_id, now - WRITING_NOW) if one != staff_id]
    return sorted(people.names_of(session, others).values()) if others else ()


def keep_typed(session: Session, manual_id: int, staff_id: int, form: EditForm, now: datetime) -> None:
    """Among her drafts, what she wanted to publish and could not yet: nothing that was written is lost."""
    before = texts.find_texts(session, manual_id, form.base)
    known = texts.list_drafts(session, manual_id, staff_id)
    for section, typed in form.texts.items():
        if typed != before[section]:
            version = known[section].version if section in known else 0
            texts.save_draft(session, manual_id, staff_id, section, typed, form.base, version, now)


def read_edit_form(sections: Collection[Section]) -> EditForm:
    """The sections that the form holds; the service tidies and measures them. Raises: Invalid."""
    typed = {
        s: tasks.tidy_text(request.form[s.value])
        for s in Section
        if s in sections and s.value in request.form
    }
    reason = text("reason")
    return EditForm(
        key=text("key"),
        base=find_number("base") or 0,
        texts=typed,
        reason=reason if reason in set(texts.Reason) else texts.Reason.UPDATE,
        note=text("note"),
        is_confirmed=is_ticked("is_confirmed"),
        is_checked=is_ticked("is_checked"),
    )


def to_publication(form: EditForm) -> texts.Publication:
    return texts.Publication(
        key=read_id(form.key) or b"",
        base=form.base,
        texts=form.texts,
        reason=texts.Reason(form.reason),
        note=form.note,
        is_confirmed=form.is_confirmed,
    )


def find_warnings(session: Session, manual_id: int, form: EditForm) -> Sequence[str]:
    """What to look at twice in what is new: personal data, and amounts that were typed.

    Raises: Invalid `personal_data` for what nobody may keep here.
    """
    before = texts.find_texts(session, manual_id, form.base)
    fresh = {s: typed for s, typed in form.texts.items() if typed != before[s]}
    sentence = N_("주민등록번호, 여권·면허·카드 번호는 여기 둘 수 없어요. 지우고 다시 게시해 주세요.")
    found = {s: personal_data.find_personal_data(t, phones=False) for s, t in fresh.items()}
    if refused := {s.value: sentence for s, each in found.items() if personal_data.never_kept(each)}:
        raise Invalid("personal_data", sentence, fields=refused)
    known = {one.shown for s in fresh for one in personal_data.find_personal_data(before[s], phones=False)}
    words = personal_data.DATA_WORDS
    warned = [
        gettext("%(what)s처럼 보여요: %(shown)s", what=gettext(words[one.kind]), shown=one.shown)
        for each in found.values()
        for one in each
        if one.shown not in known
    ]
    amounts = [
        gettext("금액을 직접 적었어요: %(amount)s. 기준표에 있으면 이름으로 적어 주세요.", amount=match[0])
        for s, typed in fresh.items()
        for match in _TYPED_AMOUNT.finditer(typed)
        if match[0] not in before[s]
    ]
    return list(dict.fromkeys([*warned[:MOST_FOUND], *amounts[:MOST_FOUND]]))


def new_key() -> str:
    return secrets.token_hex(ID_BYTES)
