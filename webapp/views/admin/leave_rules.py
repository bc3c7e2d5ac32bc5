"""How leave is asked for, from a day on: where the halves of a day part, how far back and ahead."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import leave
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.leave import LeaveRules
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import day, read_count, read_minute, text, words_of
from webapp.templating import format_full_day

blueprint = Blueprint("admin_leave_rules", __name__)


@blueprint.get("/admin/leave-rules")
@roles("administrator")
def list_rules() -> str:
    return _render({})


@blueprint.post("/admin/leave-rules")
@roles("administrator")
def add_rules() -> Response:
    today = _today()
    try:
        rules = LeaveRules(
            day("from_on"),
            read_minute("am_until"),
            read_minute("pm_from"),
            read_count("days_back"),
            read_count("days_ahead"),
            read_count("team_away"),
            text("basis"),
        )
        db().write(lambda session: leave.add_leave_rules(session, rules, today))
    except (Invalid, Conflict) as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(rules.from_on)), "ok")
    return redirect("/admin/leave-rules", 303)


def _today() -> date:
    return local_day(now())


def _render(errors: Mapping[str, str]) -> str:
    today = _today()
    with db().reading() as session:
        rules = leave.list_leave_rules(session)
        current = leave.get_rules(session, today)
    return render_template("admin/leave_rules.html", rules=rules, current=current, today=today, errors=errors)
