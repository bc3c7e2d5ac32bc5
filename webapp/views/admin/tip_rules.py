"""How long tips of manuals live, when doubts and waiting questions are told, from a day on."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import Conflict, Invalid
from services.manuals import tips
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import day, read_count, text, words_of
from webapp.templating import format_full_day

blueprint = Blueprint("admin_tip_rules", __name__)


@blueprint.get("/admin/manual-tip-rules")
@roles("administrator", "manual_editor")
def list_rules() -> str:
    return _render({})


@blueprint.post("/admin/manual-tip-rules")
@roles("administrator", "manual_editor")
def add_rules() -> Response:
    today = _today()
    try:
        rules = tips.TipRules(
            day("from_on"),
            read_count("lives_months"),
            read_count("doubts"),
            read_count("answer_days"),
            read_count("fewest_shown"),
            text("basis"),
        )
        db().write(lambda session: tips.add_tip_rules(session, rules, today))
    except (Invalid, Conflict) as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(rules.from_on)), "ok")
    return redirect("/admin/manual-tip-rules", 303)


def _today() -> date:
    return local_day(now())


def _render(errors: Mapping[str, str]) -> str:
    today = _today()
    with db().reading() as session:
        rules = tips.list_tip_rules(session)
        current = tips.get_tip_rules(session, today)
    return render_template(
        "admin/manual_tip_rules.html", rules=rules, current=current, today=today, errors=errors
    )
