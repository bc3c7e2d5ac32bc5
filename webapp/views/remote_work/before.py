"""What is asked for before somebody works elsewhere: the pledge, and where she is reached."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.remote_work import days
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now, parts
from webapp.errors import detail_of, treatment_of
from webapp.forms import find_number, is_ticked, text, words_of
from webapp.templating import format_full_day

blueprint = Blueprint("remote_work_before", __name__)
CONTACT_FIELDS = ("desk_phone", "own_phone", "emergency_who", "emergency_phone")


@blueprint.get("/remote-work/pledge")
@signed_in
def show_pledge() -> str:
    today = local_day(now())
    with db().reading() as session:
        wording = days.get_wording(session, today)
        pledge = days.find_pledge(session, current_person().staff_id, today)
    return render_template("remote_work/pledge.html", wording=wording, pledge=pledge)


@blueprint.post("/remote-work/pledge")
@signed_in
def sign_pledge() -> Response:
    version, me = find_number("version") or 0, current_person().staff_id
    if not is_ticked("agree"):
        flash(gettext("내용을 읽고 서약에 표시해 주세요."), "warn")
        return redirect("/remote-work/pledge", 303)
    try:
        pledge = db().write(lambda session: days.sign_pledge(session, ledger(), me, version, now()))
    except Conflict as error:
        flash(detail_of(error), "warn")
        return redirect("/remote-work/pledge", 303)
    flash(
        gettext("서약했어요. %(day)s까지 다시 하지 않아도 돼요.", day=format_full_day(pledge.until_on)), "ok"
    )
    return redirect("/remote-work", 303)


@blueprint.get("/remote-work/contact")
@signed_in
def show_contact() -> str:
    return _render_contact({})


@blueprint.post("/remote-work/contact")
@signed_in
def save_contact() -> Response:
    me = current_person().staff_id
    try:
        typed = {name: text(name) for name in CONTACT_FIELDS}
        db().write(lambda session: days.save_contact(session, parts().keys.field_key, me, **typed, now=now()))
    except BalgilError as error:
        if not isinstance(error, Invalid):
            raise
        return make_response(_render_contact(words_of(error)), treatment_of(error).status)
    flash(gettext("연락처를 저장했어요."), "ok")
    return redirect("/remote-work", 303)


def _render_contact(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        me = current_person().staff_id
        contact = days.find_contact(session, me, local_day(now()))
        emergency = days.find_emergency(session, parts().keys.field_key, me)
    said = [
        *((contact.desk_phone, contact.own_phone) if contact else ("", "")),
        *((emergency.who, emergency.phone) if emergency else ("", "")),
    ]
    kept = dict(zip(CONTACT_FIELDS, said, strict=True))
    values = {name: request.form.get(name, kept[name]) for name in CONTACT_FIELDS}
    return render_template("remote_work/contact.html", contact=contact, values=values, errors=errors)
