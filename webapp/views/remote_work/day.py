"""Remote work today, and the card of any day: plan, start, end, result."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import BalgilError, Conflict, Invalid
from services.remote_work import days
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import asked, words_of
from webapp.pages.cafeteria.lunch_words import say_weekday
from webapp.pages.remote_work import words
from webapp.pages.remote_work.card_page import ID_BYTES, load_card_page
from webapp.pages.remote_work.day_forms import read_id, read_plan, read_result, typed
from webapp.pages.remote_work.today_page import load_today_page

blueprint = Blueprint("remote_work_day", __name__)

for say in words.SAYINGS:
    blueprint.app_template_global(say.__name__)(say)
blueprint.app_template_global("say_weekday")(say_weekday)


@blueprint.app_template_global("new_id")
def new_id() -> str:
    return secrets.token_hex(ID_BYTES)


@blueprint.get("/remote-work")
@signed_in
def show_today() -> str:
    with db().reading() as session:
        page = load_today_page(session, current_person(), now())
    return render_template(
        "remote_work/today.html", page=page, NEEDS=words.NEEDS, REMOTE_PLACES=words.REMOTE_PLACES
    )


@blueprint.get("/remote-work/<day:on>")
@signed_in
def show_day(on: date) -> str:
    return _render(on, asked("again"))


@blueprint.get("/remote-work/people/<id:staff_id>/<day:on>")
@signed_in
def show_day_of(staff_id: int, on: date) -> str:
    """For the person's lead, or who stands in for the lead."""
    with db().reading() as session:
        page = load_card_page(session, staff_id, on, now(), viewer_id=current_person().staff_id)
        name = page.names[staff_id]
    return render_template("remote_work/day_of.html", page=page, name=name)


@blueprint.post("/remote-work/<day:on>/plan")
@signed_in
def save_plan(on: date) -> Response:
    return _change(
        on,
        lambda session, me: days.submit_plan(session, ledger(), me, on, read_plan(), now()),
        N_("계획서를 냈어요. 팀장에게 보여요."),
        again="plan",
    )


@blueprint.post("/remote-work/<day:on>/start")
@signed_in
def start(on: date) -> Response:
    return _change(
        on,
        lambda session, me: days.start_day(session, ledger(), me, on, read_id(), now()),
        N_("업무를 시작했어요."),
    )


@blueprint.post("/remote-work/<day:on>/end")
@signed_in
def end(on: date) -> Response:
    return _change(
        on,
        lambda session, me: days.end_day(session, ledger(), me, on, read_id(), now()),
        N_("업무를 끝냈어요. 결과보고를 내 주세요."),
    )


@blueprint.post("/remote-work/<day:on>/result")
@signed_in
def save_result(on: date) -> Response:
    return _change(
        on,
        lambda session, me: days.submit_result(session, ledger(), me, on, read_result(), now()),
        N_("결과보고를 냈어요. 팀장에게 보여요."),
        again="result",
    )


def _change(on: date, work: Callable[[Any, int], object], done: str, again: str = "") -> Response:
    """One step of the card; a form that was refused comes back as it was typed."""
    me = current_person().staff_id
    try:
        db().write(lambda session: work(session, me))
    except Invalid as error:
        page = _render(on, again, error)
        return make_response(page, treatment_of(error).status)
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext(done), "ok")
    return redirect(f"/remote-work/{on}", 303)


def _render(on: date, again: str, error: BalgilError | None = None) -> str:
    with db().reading() as session:
        me = current_person()
        page = load_card_page(session, me.staff_id, on, now(), again, person=me)
    errors = words_of(error) if error else {}
    filled = typed() if request.method == "POST" else {}
    return render_template("remote_work/day.html", page=page, errors=errors, typed=filled, NEEDS=words.NEEDS)
