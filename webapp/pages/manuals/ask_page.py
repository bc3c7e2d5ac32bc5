"""A question and what the manuals say to it; or whom to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import request
from flask_babel import gettext
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import BalgilError
from services.manuals import search, sections, tasks, tips
from services.people import UnitKind
from services.texts import N_
from webapp.context import current_person, now, settings
from webapp.forms import is_ticked, long_text, text, words_of
from webapp.pages.manuals.institution import Workplace, find_workplace
from webapp.pages.manuals.materials_page import open_manual
from webapp.pages.manuals.tips_page import LONGEST_TYPED, Found, find_personal, new_id, to_id

LARGEST_ID = 2**63 - 1
STATES: Mapping[str, tuple[str, str]] = {
    "open": (N_("답을 기다려요"), "warn"),
    "answered": (N_("답이 왔어요"), "ok"),
    "withdrawn": (N_("거둔 질문"), "neutral"),
}


@dataclass(frozen=True)
class AskForm:
    """What was typed; `place` is `m<manual>` or `u<unit>`."""

    id: str
    text: str = ""
    place: str = ""
    is_checked: bool = False
    found: Found = ()
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskPage:
    """`answer` is None before a question; `places` are pairs of a form's value and words; `is_phrased`: a
    model is set up that puts the quotes into words."""

    form: AskForm
    answer: tips.Answer | None
    places: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str]]
    is_phrased: bool


@dataclass(frozen=True)
class AnswerForm:
    text: str = ""
    tip_title: str = ""
    as_tip: bool = True
    is_checked: bool = False
    found: Found = ()
    wrong: Mapping[str, str] = field(default_factory=dict)


def load_ask_page(session: Session, form: AskForm, manual_id: int | None = None) -> AskPage:
    """With what the manuals of the reader's institution say to it; `manual_id` is where she came from."""
    at, person = now(), current_person()
    place = find_workplace(session, person.unit_id, at)
    answer = tips.find_answer(session, form.text, place.institution_id, at) if form.text else None
    nearest = list(answer.nearest) if answer else []
    if manual_id is not None:
        here = tasks.list_by_id(session, [manual_id], at)
        nearest = [*here, *(manual for manual in nearest if manual.id != manual_id)]
    places = [
        (f"m{manual.id}", _say_manual(manual))
        for manual in nearest
        if manual.is_open and manual.institution_id == place.institution_id
    ]
    return AskPage(
        form=replace(form, place=form.place or next((value for value, _ in places), "")),
        answer=answer,
        places=places,
        units=_list_departments(session, place),
        is_phrased=settings().phrases_answers,
    )


@dataclass(frozen=True)
class QuestionPage:
    """`may_answer`: it waits for this person; `others` are manuals that she might hand it on to."""

    question: tips.QuestionView
    form: AnswerForm
    may_answer: bool
    is_mine: bool
    others: Sequence[tuple[str, str]]


def load_question_page(session: Session, question_id: bytes, form: AnswerForm | None = None) -> QuestionPage:
    """Raises: NotFound `question_not_found`."""
    at, person = now(), current_person()
    question = tips.get_question(session, question_id, person.staff_id, at)
    is_mine = question.asked_by_id == person.staff_id
    may_answer = question.state == "open" and not is_mine
    nearest: Sequence[tasks.ManualView] = ()
    if may_answer:
        place = find_workplace(session, person.unit_id, at)
        nearest = tips.find_answer(session, question.text, place.institution_id, at).nearest
    return QuestionPage(
        question=question,
        form=form or empty_answer(question),
        may_answer=may_answer,
        is_mine=is_mine,
        others=[(str(m.id), _say_manual(m)) for m in nearest if m.id != question.manual_id],
    )


def ask_here(session: Session, form: AskForm) -> tips.QuestionView:
    """Only of the reader's institution. Raises: NotFound, and what `tips.ask_question` raises."""
    new, at, person = to_question(form), now(), current_person()
    if new.manual_id is not None:
        open_manual(session, new.manual_id)
    elif new.unit_id is not None:
        place = find_workplace(session, person.unit_id, at)
        units = people.list_units_below(session, place.institution_id, local_day(at))
        if new.unit_id not in {unit.id for unit in units}:
            new = replace(new, unit_id=None)
    return tips.ask_question(session, person.staff_id, new, at)


def pass_here(session: Session, question_id: bytes, manual_id: int) -> None:
    """Raises: NotFound, and what `tips.pass_question` raises."""
    open_manual(session, manual_id)
    tips.pass_question(session, question_id, current_person().staff_id, manual_id, now())


def note_unfound(session: Session, question: str) -> None:
    """For the editors' list: that nobody has written this, not who wanted it."""
    place = find_workplace(session, current_person().unit_id, now())
    if place.institution_id:
        search.note_unfound(session, place.institution_id, question, now())


def asked_form() -> AskForm:
    return AskForm(new_id(), request.args.get("q", "")[: tips.LONGEST_QUESTION].replace("\x00", "").strip())


def read_ask_form() -> AskForm:
    return AskForm(text("id"), text("text"), text("unit") or text("place"), is_ticked("is_checked"))


def to_question(form: AskForm) -> tips.NewQuestion:
    kind, number = form.place[:1], form.place[1:]
    found = int(number) if number.isascii() and number.isdigit() and len(number) < 20 else None
    is_id = found is not None and found <= LARGEST_ID
    return tips.NewQuestion(
        id=to_id(form.id),
        text=form.text,
        manual_id=found if kind == "m" and is_id else None,
        unit_id=found if kind == "u" and is_id else None,
        is_checked=form.is_checked,
    )


def asked_about(form: AskForm) -> int | None:
    """The manual that was chosen: it stays among the choices."""
    return to_question(form).manual_id


def ask_again(form: AskForm, error: BalgilError) -> AskForm:
    is_new = error.code == "id_taken" or not to_id(form.id)
    return replace(
        form, wrong=words_of(error), found=find_personal(form.text), id=new_id() if is_new else form.id
    )


def read_answer_form() -> AnswerForm:
    return AnswerForm(
        text=long_text("answer", LONGEST_TYPED),
        tip_title=text("tip_title"),
        as_tip=is_ticked("as_tip"),
        is_checked=is_ticked("is_checked"),
    )


def to_answer(form: AnswerForm) -> tips.NewAnswer:
    return tips.NewAnswer(form.text, form.tip_title if form.as_tip else "", form.is_checked)


def answer_again(form: AnswerForm, error: BalgilError) -> AnswerForm:
    return replace(form, wrong=words_of(error), found=find_personal(f"{form.tip_title}\n{form.text}"))


def empty_answer(question: tips.QuestionView) -> AnswerForm:
    """With the question as the title of a tip, cut where a title ends."""
    return AnswerForm(tip_title=question.text[: tips.LONGEST_TITLE])


def say_section(section: str) -> str:
    """What a section is called on paper, too; a reader's tip has a name of its own."""
    return (
        sections.TITLES[sections.Section(section)]
        if section in set(sections.Section)
        else gettext("직원이 남긴 Tip")
    )


def _say_manual(manual: tasks.ManualView) -> str:
    return " · ".join(part for part in (manual.title, manual.unit_name, manual.owner_name) if part)


def _list_departments(session: Session, place: Workplace) -> list[tuple[str, str]]:
    units = people.list_units_below(session, place.institution_id, local_day(now()))
    kinds = (UnitKind.DEPARTMENT, UnitKind.NEIGHBOURHOOD_CENTRE)
    return [(f"u{unit.id}", unit.name) for unit in units if unit.kind in kinds]
