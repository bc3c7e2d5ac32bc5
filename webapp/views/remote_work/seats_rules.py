"""The rule of bookings: dated rows with their basis."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import Conflict, Invalid
from services.remote_work import seats
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import day, words_of
from webapp.pages.remote_work.seat_forms import read_terms
from webapp.templating import format_full_day
from webapp.writing import write_and_tell

blueprint = Blueprint("remote_seats_rules", __name__)
REFUSALS = (Invalid, Conflict)
PAGE = "/remote-work/seats/manage/rules"


@blueprint.get("/remote-work/seats/manage/rules")
@roles("administrator")
def list_rules() -> str:
    return _render({})


@blueprint.post("/remote-work/seats/manage/rules")
@roles("administrator")
def add_rule() -> Response:
    today = local_day(now())
    try:
        terms = read_terms()
        db().write(lambda session: seats.add_seat_terms(session, terms, today))
    except REFUSALS as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(terms.from_on)), "ok")
    return redirect(PAGE, 303)


@blueprint.post("/remote-work/seats/manage/rules/removal")
@roles("administrator")
def remove_rule() -> Response:
    from_on, today = day("from_on"), local_day(now())
    return write_and_tell(
        lambda session: seats.remove_seat_terms(session, from_on, today),
        PAGE,
        gettext("기준을 지웠어요."),
        REFUSALS,
    )


def _render(errors: Mapping[str, str]) -> str:
    today = local_day(now())
    with db().reading() as session:
        rules = seats.list_seat_terms(session)
        current = seats.get_seat_terms(session, today)
    return render_template(
        "remote_work/seats/rules.html", rules=rules, current=current, today=today, errors=errors, page=PAGE
    )
