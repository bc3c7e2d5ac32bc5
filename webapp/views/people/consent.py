"""Consent to positions: asked on its own page, refused without harm, paused, withdrawn."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people, trips
from services.errors import Invalid
from services.people import ConsentState
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.forms import text
from webapp.own_path import own_path

blueprint = Blueprint("consent", __name__)
# The version of what templates/people/_consent_text.html says; a change of meaning gets a new one.
WORDING = "2026-11-21"

SAID = {
    ConsentState.GIVEN: N_("동의했어요. 누를 때만 위치를 확인해요."),
    ConsentState.REFUSED: N_("동의하지 않았어요. 사진, 카드 전표, 방문한 곳의 확인으로 증빙할 수 있어요."),
    ConsentState.PAUSED: N_("멈췄어요. 다시 켤 때까지 위치를 확인하지 않아요."),
}


@blueprint.get("/me/consent")
@signed_in
def show_consent() -> str:
    with db().reading() as session:
        decisions = people.list_consents(session, current_person().staff_id)
    return render_template(
        "people/consent.html",
        current=decisions[0] if decisions else None,
        decisions=decisions,
        wording=WORDING,
        way_on=own_path(request.args.get("next")),
    )


@blueprint.post("/me/consent")
@signed_in
def decide() -> Response:
    state = _read_state()
    with db().writing() as session:
        people.record_consent(session, current_person().staff_id, state, WORDING, now())
    flash(gettext(SAID[state]), "ok")
    way_on = own_path(request.form.get("next"))
    return redirect("/me/consent" if way_on == "/" else way_on, 303)


@blueprint.get("/me/consent/withdrawal")
@signed_in
def ask_withdrawal() -> str | Response:
    staff_id = current_person().staff_id
    with db().reading() as session:
        current = people.current_consent(session, staff_id)
        count = trips.count_unbound_taps(session, staff_id)
    if current is None or current.state not in (ConsentState.GIVEN, ConsentState.PAUSED):
        return redirect("/me/consent")
    return render_template("people/consent_withdrawal.html", count=count)


@blueprint.post("/me/consent/withdrawal")
@signed_in
def withdraw() -> Response:
    """The decision and the destruction are one step: nothing outlives the consent by a crash."""
    staff_id, at = current_person().staff_id, now()
    with db().writing() as session:
        people.record_consent(session, staff_id, ConsentState.WITHDRAWN, WORDING, at)
        destroyed = trips.destroy_unbound_taps(session, ledger(), staff_id, at)
    flash(gettext("동의를 철회하고 위치 기록 %(count)s건을 파기했어요.", count=destroyed), "ok")
    return redirect("/me/consent", 303)


def _read_state() -> ConsentState:
    """Withdrawing has its own page, which says what is destroyed."""
    try:
        state = ConsentState(text("state"))
    except ValueError:
        state = ConsentState.WITHDRAWN
    if state not in SAID:
        raise Invalid("consent_step", N_("지금 상태에서는 고를 수 없어요. 화면을 새로 고쳐 주세요."))
    return state
