"""Days of training and of emergencies, on which everybody, or a unit, keeps the ordinary hours."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services import people
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.remote_work import hours
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import day, find_day, find_number, text, words_of
from webapp.pages.remote_work.hours_words import DUTIES
from webapp.templating import format_days, format_full_day

blueprint = Blueprint("admin_duty_days", __name__)
REFUSALS = (Invalid, Conflict)
SHOWN_BACK, SHOWN_AHEAD = timedelta(days=60), timedelta(days=400)


@blueprint.get("/admin/duty-days")
@roles("administrator")
def list_duty_days() -> str:
    return _render({})


@blueprint.post("/admin/duty-days")
@roles("administrator")
def add_duty_days() -> Response:
    by_id, at = current_person().staff_id, now()
    try:
        from_on = day("from_on")
        plan = hours.DutyPlan(
            from_on, find_day("until_on") or from_on, find_number("unit_id"), text("kind"), text("name")
        )
        added, told = db().write(lambda session: hours.add_duty_days(session, plan, by_id, at))
    except REFUSALS as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    if added:
        days = format_days(added[0].on, added[-1].on)
        flash(gettext("%(days)s에는 정규 시간에 일해요.", days=days), "ok")
    else:
        flash(gettext("이미 들어 있는 날이에요."), "info")
    if told:
        flash(
            ngettext(
                "유연근무를 쉬게 된 %(num)s명에게 알렸어요.",
                "유연근무를 쉬게 된 %(num)s명에게 알렸어요.",
                told,
            ),
            "info",
        )
    return redirect("/admin/duty-days", 303)


@blueprint.post("/admin/duty-days/<id:duty_day_id>/removal")
@roles("administrator")
def remove_duty_day(duty_day_id: int) -> Response:
    at = now()
    try:
        gone = db().write(lambda session: hours.remove_duty_day(session, duty_day_id, at))
    except (NotFound, Conflict) as error:
        flash(detail_of(error), "warn")
    else:
        flash(
            gettext("%(day)s 일정을 뺐어요. 신청한 유연근무대로 일해요.", day=format_full_day(gone.on)), "ok"
        )
    return redirect("/admin/duty-days", 303)


def _render(errors: Mapping[str, str]) -> str:
    today = local_day(now())
    with db().reading() as session:
        days = hours.list_duty_days(session, today - SHOWN_BACK, today + SHOWN_AHEAD)
        units = people.list_units(session, today)
    return render_template(
        "admin/duty_days.html",
        coming=[each for each in days if each.on >= today],
        past=[each for each in reversed(days) if each.on < today],
        units=units,
        unit_names={unit.id: unit.name for unit in units},
        kinds=DUTIES,
        today=today,
        errors=errors,
    )
