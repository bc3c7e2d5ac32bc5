"""Days off that no calendar of public holidays knows: temporary holidays, the organisation's own."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import workdays
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import day, text, words_of
from webapp.templating import format_full_day

blueprint = Blueprint("admin_holidays", __name__)
REFUSALS = (Invalid, Conflict)
SHOWN_BACK, SHOWN_AHEAD = timedelta(days=60), timedelta(days=400)


@blueprint.get("/admin/holidays")
@roles("administrator")
def list_holidays() -> str:
    return _render({})


@blueprint.post("/admin/holidays")
@roles("administrator")
def add_holiday() -> Response:
    by_id, at = current_person().staff_id, now()
    try:
        on, name = _read_day(), text("name")
        db().write(lambda session: workdays.add_special_day(session, on, name, by_id, at))
    except REFUSALS as error:
        return _again(error)
    flash(gettext("%(day)s에 쉬어요.", day=format_full_day(on)), "ok")
    return redirect("/admin/holidays", 303)


@blueprint.post("/admin/holidays/removal")
@roles("administrator")
def remove_holiday() -> Response:
    """A day that has passed stays: what was done by it stays true."""
    try:
        on = _read_day()
        db().write(lambda session: workdays.remove_special_day(session, on))
    except NotFound as error:
        flash(detail_of(error), "warn")
    except REFUSALS as error:
        return _again(error)
    else:
        flash(gettext("%(day)s에 다시 일해요.", day=format_full_day(on)), "ok")
    return redirect("/admin/holidays", 303)


def _read_day() -> date:
    on = day("held_on")
    if on < local_day(now()):
        sentence = N_("지난 날은 바꿀 수 없어요. 오늘이나 뒤의 날을 골라 주세요.")
        raise Invalid("held_on", sentence, fields={"held_on": sentence})
    return on


def _again(error: BalgilError) -> Response:
    return make_response(_render(words_of(error)), treatment_of(error).status)


def _render(errors: Mapping[str, str]) -> str:
    today = local_day(now())
    with db().reading() as session:
        entered = workdays.list_special_days(session, today - SHOWN_BACK)
        known = workdays.list_holidays(session, today, today + SHOWN_AHEAD)
    return render_template(
        "admin/holidays.html",
        entered=entered,
        known={on: name for on, name in known.items() if on not in entered},
        today=today,
        errors=errors,
    )
