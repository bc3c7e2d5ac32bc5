"""Seats offered in an emergency: to the people of the departments that cannot work where they usually do."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.people import UnitKind
from services.remote_work import seats
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import day, read_count, text, words_of
from webapp.pages.remote_work.seat_forms import MOST_DIGITS, read_id, read_ids
from webapp.pages.remote_work.seat_manage import ROOT
from webapp.templating import format_days

blueprint = Blueprint("remote_seats_emergencies", __name__)
REFUSALS = (Invalid, Conflict)
PAGE = "/remote-work/seats/manage/emergencies"
MOST = 60


@blueprint.get("/remote-work/seats/manage/emergencies")
@roles("administrator")
def list_emergencies() -> str:
    return _render({})


@blueprint.post("/remote-work/seats/manage/emergencies")
@roles("administrator")
def offer_seats() -> Response:
    at, by_id = now(), current_person().staff_id
    try:
        plan = seats.EmergencyPlan(
            read_id(),
            text("why"),
            day("from_on"),
            day("until_on"),
            read_ids("unit_ids", MOST),
            read_ids("centre_ids", MOST),
            read_count("answer_hours", MOST_DIGITS),
        )
        found = db().write(lambda session: seats.offer_seats(session, plan, by_id, at))
    except REFUSALS as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(
        gettext(
            "%(people)s명에게 자리를 제안했어요. %(without)s명은 자리가 모자라요.",
            people=found.people_count - found.without_count,
            without=found.without_count,
        ),
        "ok" if not found.without_count else "warn",
    )
    return redirect(PAGE, 303)


def _render(errors: Mapping[str, str]) -> str:
    today = local_day(now())
    with db().reading() as session:
        found_units = people.list_units(session, today)
        units = [unit for unit in found_units if unit.kind not in (UnitKind.TEAM, UnitKind.INSTITUTION)]
        found = seats.list_emergencies(session)
        centres = seats.list_centres(session, today)
    return render_template(
        "remote_work/seats/emergencies.html",
        units=units,
        centres=centres,
        found=found,
        today=today,
        errors=errors,
        root=ROOT,
        say_days=format_days,
        new_id=secrets.token_hex(seats.ID_BYTES),
    )
