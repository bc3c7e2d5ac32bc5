"""The rotation as everybody looks at it: my days, calendars of teams and departments, balances."""

from datetime import date

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services.clock import local_day
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import asked, asked_day, asked_number
from webapp.pages.remote_work import rotation_words as words
from webapp.pages.remote_work.rotation_calendar import (
    PLANNER,
    load_balances,
    load_my_rotation,
    load_unit_rotation,
)

blueprint = Blueprint("remote_work_rotation", __name__)


@blueprint.get("/remote-work/rotation")
@signed_in
def show_mine() -> str:
    person = current_person()
    with db().reading() as session:
        page = load_my_rotation(session, person, _asked_from(), now())
    return render_template(
        "remote_work/rotation/mine.html", page=page, words=words, is_planner=PLANNER in person.roles
    )


@blueprint.get("/remote-work/rotation/units/<id:unit_id>")
@signed_in
def show_unit(unit_id: int) -> str:
    with db().reading() as session:
        from_on = _asked_from() if asked("from") else None
        page = load_unit_rotation(session, current_person(), unit_id, from_on, now())
    return render_template("remote_work/rotation/unit.html", page=page, words=words)


@blueprint.get("/remote-work/rotation/units")
@signed_in
def choose_unit() -> Response:
    """Where the choice of a unit leads."""
    unit_id = asked_number("unit")
    return redirect(f"/remote-work/rotation/units/{unit_id}" if unit_id else "/remote-work/rotation", 303)


@blueprint.get("/remote-work/rotation/balances")
@signed_in
def show_balances() -> str:
    with db().reading() as session:
        page = load_balances(session, current_person(), asked_number("unit"), asked("until"), now())
    return render_template("remote_work/rotation/balances.html", page=page, words=words)


def _asked_from() -> date:
    return asked_day("from", local_day(now()))
