"""Questions answered from the manuals, or asked of who keeps the task."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.manuals import tips
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import asked_number, find_number
from webapp.limits import hold_back
from webapp.pages.manuals import ask_page as pages
from webapp.pages.manuals.ask_page import AnswerForm, AskForm
from webapp.writing import write_and_tell

blueprint = Blueprint("manual_questions", __name__)
REFUSALS = (Invalid, Conflict, NotFound)
ASKED_AT_MOST = "60 per minute"


@blueprint.get("/manuals/questions")
@signed_in
def list_questions() -> str:
    staff_id, at = current_person().staff_id, now()
    with db().reading() as session:
        own = tips.list_own_questions(session, staff_id, at)
        waiting = tips.list_waiting_questions(session, staff_id, at)
    return render_template("manuals/questions.html", own=own, waiting=waiting, words=pages)


@blueprint.get("/manuals/questions/new")
@signed_in
def new_question() -> str:
    """What the manuals say to `q`; what they do not say is noted, without a person."""
    hold_back(ASKED_AT_MOST, "manual_questions", str(current_person().staff_id))
    form, manual_id = pages.asked_form(), asked_number("manual")
    page = _load(form, manual_id)
    if page.answer and not page.answer.is_found:
        db().write(lambda session: pages.note_unfound(session, form.text))
    return render_template("manuals/ask.html", page=page, words=pages)


@blueprint.post("/manuals/questions")
@signed_in
def ask_question() -> Response:
    form = pages.read_ask_form()
    try:
        view = db().write(lambda session: pages.ask_here(session, form))
    except REFUSALS as error:
        page = _load(pages.ask_again(form, error), pages.asked_about(form))
        return make_response(
            render_template("manuals/ask.html", page=page, words=pages), treatment_of(error).status
        )
    flash(gettext("담당에게 물었어요. 답이 오면 알려 드려요."), "ok")
    return redirect(f"/manuals/questions/{view.id.hex()}", 303)


@blueprint.get("/manuals/questions/<hex(16):question_id>")
@signed_in
def show_question(question_id: bytes) -> str:
    return _render(question_id)


@blueprint.post("/manuals/questions/<hex(16):question_id>/answer")
@signed_in
def answer_question(question_id: bytes) -> Response:
    form, staff_id, at = pages.read_answer_form(), current_person().staff_id, now()
    new = pages.to_answer(form)
    try:
        view = db().write(lambda session: tips.answer_question(session, question_id, staff_id, new, at))
    except (Invalid, Conflict) as error:
        page = _render(question_id, pages.answer_again(form, error))
        return make_response(page, treatment_of(error).status)
    flash(gettext("답을 보내고 Tip으로도 남겼어요.") if view.tip_id else gettext("답을 보냈어요."), "ok")
    return redirect(f"/manuals/questions/{question_id.hex()}", 303)


@blueprint.post("/manuals/questions/<hex(16):question_id>/passing")
@signed_in
def pass_question(question_id: bytes) -> Response:
    manual_id = find_number("manual") or 0
    said = gettext("다른 업무의 담당에게 넘겼어요.")
    work = lambda session: pages.pass_here(session, question_id, manual_id)  # noqa: E731
    return _do("/manuals/questions", work, said)


@blueprint.post("/manuals/questions/<hex(16):question_id>/withdrawal")
@signed_in
def withdraw_question(question_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    work = lambda session: tips.withdraw_question(session, question_id, staff_id, at)  # noqa: E731
    return _do(f"/manuals/questions/{question_id.hex()}", work, gettext("질문을 거뒀어요."))


def _do(path: str, work: Callable[..., object], said: str) -> Response:
    return write_and_tell(work, path, said, (Invalid, Conflict, Forbidden))


def _load(form: AskForm, manual_id: int | None) -> pages.AskPage:
    with db().reading() as session:
        return pages.load_ask_page(session, form, manual_id)


def _render(question_id: bytes, form: AnswerForm | None = None) -> str:
    with db().reading() as session:
        page = pages.load_question_page(session, question_id, form)
    return render_template("manuals/question.html", page=page, words=pages)
