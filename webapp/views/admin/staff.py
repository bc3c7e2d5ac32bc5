"""The list of staff: found, filtered, added to."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.people import GRANTED_ROLES, NewPerson, Role, StaffFilter, Standing
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import (
    asked,
    asked_number,
    asked_page,
    day,
    find_number,
    is_ticked,
    numbers,
    text,
    words_of,
)
from webapp.pages.people.staff_words import role_choices, unit_choices

blueprint = Blueprint("admin_staff", __name__)
A_PAGE = 50
TO_LET_IN = (Standing.WITHOUT_PASSWORD, Standing.FIRST_PASSWORD)
STANDINGS: Mapping[Standing, str] = {
    Standing.IN_SERVICE: N_("근무 중"),
    Standing.WITHOUT_UNIT: N_("소속 없음"),
    Standing.WITHOUT_PASSWORD: N_("비밀번호를 받지 않음"),
    Standing.FIRST_PASSWORD: N_("첫 비밀번호를 쓰지 않음"),
    Standing.COMING: N_("임용 예정"),
    Standing.LEFT: N_("퇴직함"),
}


@blueprint.get("/admin/staff")
@roles("administrator")
def list_staff() -> str:
    on, page = local_day(now()), asked_page()
    unit_id = asked_number("unit")
    with db().reading() as session:
        units = people.list_units(session, on)
        below = [unit.id for unit in people.list_units_below(session, unit_id, on)] if unit_id else None
        wanted = StaffFilter(asked("q"), below, _asked_role(), _asked_standing())
        found = people.list_staff(session, wanted, on, offset=(page - 1) * A_PAGE, limit=A_PAGE)
    return render_template(
        "admin/staff.html",
        found=found,
        wanted=wanted,
        unit_id=unit_id,
        units=[("", gettext("모든 부서")), *unit_choices(units)],
        roles=[("", gettext("모든 역할")), *role_choices(GRANTED_ROLES)],
        standings=[(standing.value, gettext(word)) for standing, word in STANDINGS.items()],
        to_let_in=found.persons if wanted.standing in TO_LET_IN else (),
        page=page,
        pages=max(-(-found.total // A_PAGE), 1),
    )


@blueprint.post("/admin/staff/passwords")
@roles("administrator")
def issue_passwords() -> Response:
    """For a page of the list: whoever sends it again gets new ones for the same people, so none is lost."""
    staff_ids = numbers("staff_id", A_PAGE)
    with db().writing() as session:
        issued = people.issue_first_passwords(session, staff_ids, now())
        persons = people.list_persons(session, [each.staff_id for each in issued], local_day(now()))
    response = make_response(render_template("admin/passwords_issued.html", issued=issued, persons=persons))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/admin/staff/new")
@roles("administrator")
def new_person() -> str:
    return _render_new({})


@blueprint.post("/admin/staff")
@roles("administrator")
def create_person() -> Response:
    try:
        person = NewPerson(
            number=text("number"),
            name=text("name"),
            from_on=day("from_on"),
            unit_id=find_number("unit_id"),
            title=text("title"),
            is_lead=is_ticked("is_lead"),
            email=text("email") or None,
        )
        with db().writing() as session:
            staff_id = people.create_person(session, person, current_person().staff_id, now())
    except (Invalid, Conflict, NotFound) as error:
        return make_response(_render_new(words_of(error)), treatment_of(error).status)
    flash(gettext("직원을 더했어요. 비밀번호를 발급하면 로그인할 수 있어요."), "ok")
    return redirect(f"/admin/staff/{staff_id}", 303)


def _render_new(errors: Mapping[str, str]) -> str:
    on = local_day(now())
    with db().reading() as session:
        units = unit_choices(people.list_units(session, on))
    return render_template("admin/person_new.html", units=units, today=on, errors=errors)


def _asked_role() -> Role | None:
    """What is no role is no condition: an address that somebody wrote by hand."""
    return next((role for role in GRANTED_ROLES if role.value == asked("role")), None)


def _asked_standing() -> Standing:
    return next((each for each in Standing if each.value == asked("standing")), Standing.IN_SERVICE)
