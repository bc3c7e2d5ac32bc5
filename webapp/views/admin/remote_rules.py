"""The organisation's rules of remote work, and the wording of its pledge: each from a day on."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.remote_work import days
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import day, long_text, text, words_of
from webapp.pages.remote_work.rule_form import NUMBERS, read_rules
from webapp.pages.remote_work.words import NEEDS
from webapp.templating import format_full_day
from webapp.writing import write_and_tell

blueprint = Blueprint("admin_remote_rules", __name__)
REFUSALS = (Invalid, Conflict)
LONGEST_WORDING = 4_000


@blueprint.get("/admin/remote-rules")
@roles("administrator")
def list_rules() -> str:
    return _render({})


@blueprint.post("/admin/remote-rules")
@roles("administrator")
def add_rules() -> Response:
    today = _today()
    try:
        rules = read_rules()
        db().write(lambda session: days.add_remote_rules(session, rules, today))
    except REFUSALS as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(rules.from_on)), "ok")
    return redirect("/admin/remote-rules", 303)


@blueprint.post("/admin/remote-rules/removal")
@roles("administrator")
def remove_rules() -> Response:
    from_on, today = day("from_on"), _today()
    return write_and_tell(
        lambda session: days.remove_remote_rules(session, from_on, today),
        "/admin/remote-rules",
        gettext("기준을 지웠어요."),
        (BalgilError,),
    )


@blueprint.get("/admin/remote-pledge")
@roles("administrator")
def show_wordings() -> str:
    return _render_wordings({})


@blueprint.post("/admin/remote-pledge")
@roles("administrator")
def add_wording() -> Response:
    me, at = current_person().staff_id, now()
    try:
        from_on, title, body = day("from_on"), text("title"), long_text("text", LONGEST_WORDING)
        db().write(lambda session: days.add_wording(session, from_on, title, body, me, at))
    except REFUSALS as error:
        return make_response(_render_wordings(words_of(error)), treatment_of(error).status)
    flash(gettext("%(day)s부터 이 문구로 서약해요.", day=format_full_day(from_on)), "ok")
    return redirect("/admin/remote-pledge", 303)


def _render(errors: Mapping[str, str]) -> str:
    today = _today()
    with db().reading() as session:
        rules = days.list_remote_rules(session)
        current = days.get_remote_rules(session, today)
    return render_template(
        "admin/remote_rules.html",
        rules=rules,
        current=current,
        today=today,
        errors=errors,
        numbers=NUMBERS,
        needs={code: words[0] for code, words in NEEDS.items()},
        wanted=request.form.getlist("needs") if request.method == "POST" else current.needs,
    )


def _render_wordings(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        wordings = days.list_wordings(session)
        current = days.get_wording(session, _today())
    return render_template(
        "admin/remote_pledge.html", wordings=wordings, current=current, today=_today(), errors=errors
    )


def _today() -> date:
    return local_day(now())
