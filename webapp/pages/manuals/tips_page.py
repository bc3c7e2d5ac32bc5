"""Tips of a manual as its pages show them: `manuals/_tips.html` takes a `TipsPage`."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from flask import request
from sqlalchemy.orm import Session

from services.errors import BalgilError, NotFound
from services.manuals import personal_data, tasks, tips
from services.texts import N_
from webapp.context import current_person, now
from webapp.forms import is_ticked, long_text, read_id, text, words_of
from webapp.pages.manuals.materials_page import open_manual

# What looks like personal data: a message that names its kind, and the text with stars.
Found: TypeAlias = Sequence[tuple[str, str]]

ID_BYTES = 16
LONGEST_TYPED = 2 * tips.LONGEST_TEXT
KINDS = (
    ("tip", N_("Tip"), N_("알아 두면 일이 쉬워지는 것")),
    ("case", N_("민원 사례"), N_("무슨 일이 있었고 어떻게 풀었는지")),
)
STATE_WORDS: Mapping[str, tuple[str, str]] = {
    tips.TipState.DOUBTED: (N_("이제 맞지 않는다고 해요"), "warn"),
    tips.TipState.EXPIRED: (N_("확인할 때가 지났어요"), "neutral"),
}
END_REASONS = (("wrong", N_("이제 맞지 않아요")), ("merged", N_("매뉴얼 본문에 넣었어요")))


@dataclass(frozen=True)
class TipForm:
    """What was typed. `found` is what looks like personal data in it; `wrong` names fields."""

    id: str
    kind: str = "tip"
    title: str = ""
    text: str = ""
    solution: str = ""
    is_checked: bool = False
    found: Found = ()
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TipsPage:
    """`live` count, `over` are doubted or expired ones; `keeps`: this person may confirm and end them."""

    manual: tasks.ManualView
    live: Sequence[tips.TipView]
    over: Sequence[tips.TipView]
    questions: Sequence[tips.QuestionView]
    keeps: bool
    staff_id: int
    form: TipForm

    @property
    def address(self) -> str:
        return f"/manuals/{self.manual.id}/tips"


def load_tips_page(
    session: Session,
    manual: tasks.ManualView,
    form: TipForm | None = None,
    *,
    rights: tasks.Rights | None = None,
) -> TipsPage:
    """For one's own page of tips and for the section of a manual's page, in a handful of statements."""
    staff_id, at = current_person().staff_id, now()
    listed = tips.list_tips(session, manual.id, staff_id, at)
    keeps = tips.keeps(session, manual, staff_id, at, rights)
    return TipsPage(
        manual=manual,
        live=[tip for tip in listed if tip.state is tips.TipState.LIVE],
        over=[tip for tip in listed if tip.state is not tips.TipState.LIVE],
        questions=tips.list_manual_questions(session, manual.id, at) if keeps else [],
        keeps=keeps,
        staff_id=staff_id,
        form=form or TipForm(new_id()),
    )


def load_own_page(session: Session, manual_id: int, form: TipForm | None = None) -> TipsPage:
    """Raises: NotFound `manual_not_found`."""
    return load_tips_page(session, open_manual(session, manual_id), form)


def add_here(session: Session, new: tips.NewTip) -> None:
    """Only to a manual that the reader finds. Raises: NotFound, and what `tips.add_tip` raises."""
    open_manual(session, new.manual_id)
    tips.add_tip(session, current_person().staff_id, new, now())


def change_here(session: Session, manual_id: int, tip_id: bytes, work: Callable[[Session], object]) -> None:
    """What is done with a tip of a manual that the reader finds. Raises: NotFound, and what `work` raises."""
    open_manual(session, manual_id)
    if tips.get_tip(session, tip_id, current_person().staff_id, now()).manual_id != manual_id:
        raise NotFound
    work(session)


def read_tip_form() -> TipForm:
    return TipForm(
        id=text("id"),
        kind=text("kind"),
        title=text("title"),
        text=long_text("text", LONGEST_TYPED),
        solution=long_text("solution", LONGEST_TYPED),
        is_checked=is_ticked("is_checked"),
    )


def to_tip(form: TipForm, manual_id: int) -> tips.NewTip:
    return tips.NewTip(
        id=to_id(form.id),
        manual_id=manual_id,
        kind=form.kind,
        title=form.title,
        text=form.text,
        solution=form.solution,
        is_checked=form.is_checked,
    )


def again(form: TipForm, error: BalgilError) -> TipForm:
    """As it was typed, with what is wrong, and what looks like personal data."""
    is_new = error.code == "id_taken" or len(to_id(form.id)) != ID_BYTES
    return replace(
        form,
        wrong=words_of(error),
        found=find_personal(f"{form.title}\n{form.text}\n{form.solution}"),
        id=new_id() if is_new else form.id,
    )


def find_personal(typed: str) -> Found:
    found = personal_data.find_personal_data(typed, phones=False)
    return [(personal_data.DATA_WORDS[finding.kind], finding.shown) for finding in found]


def to_id(typed: str) -> bytes:
    return read_id(typed) or b""


def new_id() -> str:
    return secrets.token_hex(ID_BYTES)


def asked_reason() -> str:
    return request.form.get("reason", "")[:20]
