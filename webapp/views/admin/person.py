"""One member of staff: assignment, roles, deputies, ways in, devices; every change from a day on."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.clock import SEOUL, local_day
from services.errors import Conflict, Invalid, NotFound
from services.people import GRANTED_ROLES, Role
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, ledger, now
from webapp.errors import treatment_of
from webapp.forms import day, find_day, find_number, is_ticked, local_instant, text, words_of
from webapp.pages.people.person_page import load_person_page
from webapp.pages.people.staff_words import ROLES, role_choices, unit_choices
from webapp.templating import format_full_day

blueprint = Blueprint("admin_person", __name__)
PATH = "/admin/staff/<id:staff_id>"


@blueprint.get(PATH)
@roles("administrator")
def show_person(staff_id: int) -> str:
    return _render(staff_id, {})


@blueprint.post(f"{PATH}/details")
@roles("administrator")
def save_details(staff_id: int) -> Response:
    def act() -> str:
        with db().writing() as session:
            people.update_person(session, staff_id, name=text("name"), email=text("email") or None)
        return gettext("고쳤어요.")

    return _do(staff_id, act)


@blueprint.post(f"{PATH}/assignment")
@roles("administrator")
def assign(staff_id: int) -> Response:
    def act() -> str:
        unit_id, from_on = find_number("unit_id"), day("from_on")
        if unit_id is None:
            sentence = N_("부서를 골라 주세요.")
            raise Invalid("unit", sentence, fields={"unit_id": sentence})
        with db().writing() as session:
            people.assign_person(
                session, staff_id, unit_id, from_on, title=text("title"), is_lead=is_ticked("is_lead")
            )
        return gettext("%(day)s부터 발령했어요.", day=format_full_day(from_on))

    return _do(staff_id, act)


@blueprint.post(f"{PATH}/roles")
@roles("administrator")
def grant_role(staff_id: int) -> Response:
    def act() -> str:
        role = _read_role()
        with db().writing() as session:
            people.get_person(session, staff_id, _today())
            people.grant_role(
                session,
                staff_id,
                role,
                day("from_on"),
                find_day("until_on"),
                by_id=current_person().staff_id,
                now=now(),
            )
        return gettext("역할을 주었어요: %(role)s", role=gettext(ROLES[role]))

    return _do(staff_id, act)


@blueprint.post(f"{PATH}/roles/end")
@roles("administrator")
def end_role(staff_id: int) -> Response:
    def act() -> str:
        role = _read_role()
        with db().writing() as session:
            people.end_role(session, staff_id, role, _today())
        return gettext("오늘부터 역할을 회수했어요: %(role)s", role=gettext(ROLES[role]))

    return _do(staff_id, act)


@blueprint.post(f"{PATH}/deputies")
@roles("administrator")
def appoint_deputy(staff_id: int) -> Response:
    def act() -> str:
        with db().writing() as session:
            number = people.normalise_number(text("deputy_number"))
            deputy = people.find_person_by_number(session, number, _today())
            if deputy is None:
                sentence = N_("그런 직원번호가 없어요.")
                raise Invalid("deputy_number", sentence, fields={"deputy_number": sentence})
            by_id = current_person().staff_id
            people.appoint_deputy(
                session, staff_id, deputy.id, day("from_on"), day("until_on"), by_id=by_id, now=now()
            )
        return gettext("%(name)s님을 대리로 정했어요.", name=deputy.name)

    return _do(staff_id, act)


@blueprint.post(f"{PATH}/deputies/<id:deputyship_id>/end")
@roles("administrator")
def end_deputy(staff_id: int, deputyship_id: int) -> Response:
    with db().writing() as session:
        people.end_deputy(session, deputyship_id, staff_id, _today())
    flash(gettext("오늘부터 대리를 끝냈어요."), "ok")
    return redirect(f"/admin/staff/{staff_id}", 303)


@blueprint.post(f"{PATH}/password")
@roles("administrator")
def issue_password(staff_id: int) -> Response:
    """Shown on this very answer and kept nowhere, so that the page cannot be opened a second time."""
    with db().writing() as session:
        people.get_person(session, staff_id, _today())
        issued = people.issue_passwords(session, [staff_id], now())[0]
    response = make_response(render_template("admin/password_issued.html", issued=issued))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post(f"{PATH}/sessions/end")
@roles("administrator")
def end_sessions(staff_id: int) -> Response:
    with db().writing() as session:
        ended = people.end_other_sessions(session, staff_id, None)
    flash(gettext("브라우저 %(count)s곳에서 로그아웃했어요.", count=ended), "ok")
    return redirect(f"/admin/staff/{staff_id}", 303)


@blueprint.post(f"{PATH}/devices/<hex(8):device_id>/loss")
@roles("administrator")
def report_loss(staff_id: int, device_id: bytes) -> Response:
    def act() -> str:
        with db().writing() as session:
            device = people.find_device(session, device_id)
            if device is None or device.staff_id != staff_id:
                raise NotFound("device_not_found", N_("그런 기기가 없어요."))
            people.revoke_device(
                session,
                ledger(),
                device_id,
                lost_since_at=local_instant("lost_since_at"),
                by_id=current_person().staff_id,
                now=now(),
            )
            # Whoever holds the phone may be signed in on it.
            people.end_other_sessions(session, staff_id, None)
        return gettext("기기 ‘%(label)s’ 분실을 신고하고 모든 곳에서 로그아웃했어요.", label=device.label)

    return _do(staff_id, act)


@blueprint.post(f"{PATH}/leaving")
@roles("administrator")
def end_service(staff_id: int) -> Response:
    def act() -> str:
        last_on = day("last_on")
        with db().writing() as session:
            people.end_service(session, staff_id, last_on)
        return gettext("%(day)s까지 근무하는 것으로 했어요.", day=format_full_day(last_on))

    return _do(staff_id, act)


@blueprint.post(f"{PATH}/return")
@roles("administrator")
def resume_service(staff_id: int) -> Response:
    with db().writing() as session:
        people.resume_service(session, staff_id)
    flash(gettext("퇴직을 취소했어요. 이어서 발령하고, 필요한 역할을 다시 주세요."), "ok")
    return redirect(f"/admin/staff/{staff_id}", 303)


def _do(staff_id: int, act: Callable[[], str]) -> Response:
    """Acts and says so, or shows the page again with what was wrong."""
    try:
        said = act()
    except (Invalid, Conflict, NotFound) as error:
        return make_response(_render(staff_id, words_of(error)), treatment_of(error).status)
    flash(said, "ok")
    return redirect(f"/admin/staff/{staff_id}", 303)


def _render(staff_id: int, errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_person_page(session, staff_id, now())
    return render_template(
        "admin/person.html",
        page=page,
        who=page.who,
        units=unit_choices(page.units),
        grantable=role_choices(GRANTED_ROLES),
        role_words=ROLES,
        today=_today(),
        at=now().astimezone(SEOUL),
        errors=errors,
    )


def _read_role() -> Role:
    role = next((each for each in GRANTED_ROLES if each.value == text("role")), None)
    if role is None:
        sentence = N_("역할을 골라 주세요.")
        raise Invalid("role", sentence, fields={"role": sentence})
    return role


def _today() -> date:
    return local_day(now())
