"""The office phone that rings elsewhere: dialled, tried by a colleague, undone; and the emergency contact."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.remote_work import days
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now, parts
from webapp.errors import detail_of
from webapp.forms import find_number, text
from webapp.pages.remote_work.card_page import load_card_page

blueprint = Blueprint("remote_work_calls", __name__)
REFUSALS = (Invalid, Conflict, Forbidden, NotFound)
DONE = {
    "dialled": N_("착신전환을 걸었다고 적었어요. 동료의 시험 전화를 받으면 확인돼요."),
    "undone": N_("착신전환을 풀었다고 적었어요."),
    "ask": N_("동료에게 시험 전화를 부탁했어요."),
}


@blueprint.post("/remote-work/<day:on>/forwarding")
@signed_in
def note_forwarding(on: date) -> Response:
    act = request.form.get("act", "")
    try:
        db().write(lambda session: _note(session, act, on))
    except REFUSALS as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext(DONE[act]), "ok")
    return redirect(f"/remote-work/{on}#forwarding", 303)


@blueprint.post("/remote-work/test-calls/<id:staff_id>/<day:on>")
@signed_in
def answer_test_call(staff_id: int, on: date) -> Response:
    """Two buttons; what is neither of them tells nothing."""
    heard, me = request.form.get("heard"), current_person().staff_id
    try:
        if heard not in ("yes", "no"):
            raise Invalid
        db().write(lambda session: days.note_test_call(session, staff_id, on, me, heard == "yes", now()))
    except REFUSALS as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("알려 줘서 고마워요. 결과를 바로 전했어요."), "ok")
    return redirect("/remote-work", 303)


@blueprint.post("/remote-work/people/<id:staff_id>/<day:on>/emergency")
@signed_in
def show_emergency(staff_id: int, on: date) -> str | Response:
    """The look is logged, and the person is told."""
    me = current_person().staff_id
    try:
        reason = text("reason")
        key = parts().keys.field_key
        emergency = db().write(
            lambda session: days.look_at_emergency_contact(session, key, me, staff_id, reason, now())
        )
    except Invalid as error:
        flash(detail_of(error), "warn")
        return redirect(f"/remote-work/people/{staff_id}/{on}", 303)
    with db().reading() as session:
        page = load_card_page(session, staff_id, on, now(), viewer_id=me)
    return render_template(
        "remote_work/day_of.html", page=page, name=page.names[staff_id], emergency=emergency
    )


def _note(session: Any, act: str, on: date) -> None:
    me, at = current_person().staff_id, now()
    if act == "dialled":
        days.note_dialled(session, me, on, at)
    elif act == "undone":
        days.note_undone(session, me, on, at)
    elif act == "ask":
        days.ask_test_call(session, me, on, find_number("colleague_id") or 0, at)
    else:
        raise Invalid
