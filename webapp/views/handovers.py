"""Handovers: mine to give and to take, one screen for each, the paper, and one tap that takes it."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import handovers
from services.clock import local_day
from services.errors import BalgilError, Conflict, Forbidden, Invalid, NotFound
from services.handovers import NewHandover
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now, settings
from webapp.errors import treatment_of
from webapp.forms import day, find_number, read_id, text, words_of
from webapp.pages.handovers import words
from webapp.pages.handovers.handover_form import HandoverForm, read_form, takes_watches
from webapp.pages.handovers.handover_page import list_files, list_items, load_handover_page
from webapp.pages.handovers.list_page import load_list_page, load_new_page
from webapp.writing import write_and_tell

blueprint = Blueprint("handovers", __name__)
REFUSALS = (Invalid, Conflict, Forbidden)


@blueprint.get("/handovers")
@signed_in
def list_handovers() -> str:
    with db().reading() as session:
        page = load_list_page(session)
    return render_template("handovers/handovers.html", page=page, words=words)


@blueprint.get("/handovers/new")
@signed_in
def new_handover() -> str:
    return _render_new({})


@blueprint.post("/handovers")
@signed_in
def open_handover() -> str | Response | tuple[str, int]:
    """The same form again leads to the same handover."""
    staff_id, at = current_person().staff_id, now()
    try:
        new = NewHandover(
            id=read_id(text("id")) or b"",
            from_id=find_number("from_id") or staff_id,
            why=text("why"),
            last_on=day("last_on"),
        )
        view = db().write(lambda session: handovers.open_handover(session, new, staff_id, at))
    except (*REFUSALS, NotFound) as error:
        return _render_new(words_of(error)), treatment_of(error).status
    return redirect(f"/handovers/{view.id.hex()}", 303)


@blueprint.get("/handovers/<hex(16):handover_id>")
@signed_in
def show_handover(handover_id: bytes) -> str:
    return _render(handover_id)


@blueprint.post("/handovers/<hex(16):handover_id>")
@signed_in
def write_handover(handover_id: bytes) -> str | Response:
    """Saves; another button of the form offers what it has saved, one looks for people and gives it back."""
    form, staff_id, at = read_form(), current_person().staff_id, now()
    does = request.form.get("do")
    if does == "find":
        return _render(handover_id, form)
    try:
        with db().writing() as session:
            view = handovers.write_handover(session, handover_id, form.writing, staff_id, at)
            if does == "offer":
                view = handovers.offer_handover(session, handover_id, staff_id, at)
    except REFUSALS as error:
        return _render_wrong(handover_id, form, error)
    if does == "offer" and view.receiver:
        flash(gettext("%(name)s님에게 인계했어요. 인수하면 알려 드릴게요.", name=view.receiver.name), "ok")
    else:
        flash(gettext("인계서를 저장했어요."), "ok")
    return redirect(f"/handovers/{handover_id.hex()}", 303)


@blueprint.post("/handovers/<hex(16):handover_id>/withdrawal")
@signed_in
def withdraw_handover(handover_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    return _do(
        handover_id,
        lambda session: handovers.withdraw_handover(session, handover_id, staff_id, at),
        gettext("인계를 거두었어요."),
    )


@blueprint.post("/handovers/<hex(16):handover_id>/acceptance")
@signed_in
def accept_handover(handover_id: bytes) -> Response:
    staff_id, at, watches = current_person().staff_id, now(), takes_watches()
    return _do(
        handover_id,
        lambda session: handovers.accept_handover(
            session, ledger(), handover_id, staff_id, at, takes_watches=watches
        ),
        gettext("업무를 인수했어요. 이제 이 매뉴얼들의 담당이에요."),
    )


@blueprint.post("/handovers/<hex(16):handover_id>/return")
@signed_in
def return_handover(handover_id: bytes) -> Response:
    staff_id, at, why = current_person().staff_id, now(), text("return_why")
    return _do(
        handover_id,
        lambda session: handovers.return_handover(session, handover_id, staff_id, why, at),
        gettext("사유와 함께 돌려보냈어요."),
    )


@blueprint.post("/handovers/<hex(16):handover_id>/handing-on")
@signed_in
def hand_on(handover_id: bytes) -> Response:
    """A deputy's own handover of what she took, with what was written for her."""
    staff_id, at = current_person().staff_id, now()
    with db().writing() as session:
        view = handovers.hand_on(session, handover_id, staff_id, at)
    return redirect(f"/handovers/{view.id.hex()}", 303)


@blueprint.get("/handovers/<hex(16):handover_id>/form.pdf")
@signed_in
def download_form(handover_id: bytes) -> Response:
    with db().reading() as session:
        view = handovers.get_handover(session, handover_id, current_person().staff_id, now())
        items, files = list_items(session, view), list_files(session, view)
    pdf = handovers.render_form(view, items, files, settings().organisation, now())
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="handover-{handover_id.hex()[:8]}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _do(handover_id: bytes, work: Callable[..., object], said: str) -> Response:
    return write_and_tell(work, f"/handovers/{handover_id.hex()}", said, REFUSALS)


def _render(handover_id: bytes, form: HandoverForm | None = None) -> str:
    with db().reading() as session:
        page = load_handover_page(session, handover_id, form)
    return render_template(
        "handovers/handover.html",
        page=page,
        words=words,
        longest=handovers.LONGEST_PART,
        today=local_day(now()),
    )


def _render_wrong(handover_id: bytes, form: HandoverForm, error: BalgilError) -> Response:
    shown = form.again(words_of(error), is_changed=error.code == "handover_changed")
    return make_response(_render(handover_id, shown), treatment_of(error).status)


def _render_new(wrong: object) -> str:
    with db().reading() as session:
        page = load_new_page(session)
    return render_template("handovers/new.html", page=page, errors=wrong, words=words)
