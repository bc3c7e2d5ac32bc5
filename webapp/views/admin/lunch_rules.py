"""The rule of lunch: its hours and how far they may be moved, with the legal basis, from a day on."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.cafeteria import LunchHours
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import day, read_count, read_minute, text, words_of
from webapp.templating import format_full_day
from webapp.writing import write_and_tell

blueprint = Blueprint("admin_lunch_rules", __name__)
REFUSALS = (Invalid, Conflict)


@blueprint.get("/admin/lunch-rules")
@roles("administrator")
def list_rules() -> str:
    return _render({})


@blueprint.post("/admin/lunch-rules")
@roles("administrator")
def add_rule() -> Response:
    today = _today()
    try:
        rule = LunchHours(
            day("from_on"),
            read_minute("starts"),
            read_minute("ends"),
            read_count("most_moved"),
            text("basis"),
        )
        db().write(lambda session: cafeteria.add_lunch_hours(session, rule, today))
    except REFUSALS as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(rule.from_on)), "ok")
    return redirect("/admin/lunch-rules", 303)


@blueprint.post("/admin/lunch-rules/removal")
@roles("administrator")
def remove_rule() -> Response:
    from_on, today = day("from_on"), _today()
    return write_and_tell(
        lambda session: cafeteria.remove_lunch_hours(session, from_on, today),
        "/admin/lunch-rules",
        gettext("기준을 지웠어요."),
        (BalgilError,),
    )


def _render(errors: Mapping[str, str]) -> str:
    today = _today()
    with db().reading() as session:
        rules = cafeteria.list_all_lunch_hours(session)
        current = cafeteria.get_lunch_hours(session, today)
    return render_template("admin/lunch_rules.html", rules=rules, current=current, today=today, errors=errors)


def _today() -> date:
    return local_day(now())
