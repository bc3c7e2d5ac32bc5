"""Two people change a day at home: asked for, answered with the colleague's tap, decided with the lead's."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import Conflict, Invalid
from services.remote_work import rotation
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import asked, asked_day, find_day, words_of
from webapp.pages.remote_work import rotation_words as words
from webapp.pages.remote_work.rotation_swaps import load_swaps, read_exchange
from webapp.pages.remote_work.rotation_wishes import ID_BYTES, read_form_id
from webapp.writing import write_and_tell

blueprint = Blueprint("remote_work_rotation_swaps", __name__)
REFUSALS = (Invalid, Conflict)
PATH = "/remote-work/rotation/swaps"


@blueprint.get(PATH)
@signed_in
def list_swaps() -> str:
    gives_on = asked_day("gives_on", local_day(now())) if asked("gives_on") else None
    return _render(gives_on, {})


@blueprint.post(PATH)
@signed_in
def ask_swap() -> Response:
    me, at = current_person().staff_id, now()
    try:
        swap_id, exchange = read_form_id("swap_id"), read_exchange(me)
        db().write(lambda session: rotation.ask_swap(session, swap_id, exchange, at))
    except REFUSALS as error:
        return make_response(_render(_sent_day(), words_of(error)), treatment_of(error).status)
    flash(gettext("동료에게 물었어요. 동료가 누르고 팀장이 누르면 바뀌어요."), "ok")
    return redirect(PATH, 303)


@blueprint.post(f"{PATH}/<hex(16):swap_id>/answer")
@signed_in
def answer_swap(swap_id: bytes) -> Response:
    """The colleague's two buttons; what is neither of them agrees to nothing."""
    agree, me = request.form.get("answer") == "agree", current_person().staff_id
    return _tap(
        lambda session: rotation.answer_swap(session, swap_id, agree, me, now()),
        N_("바꾸기로 했어요. 팀장이 확인하면 바뀌어요.")
        if agree
        else N_("바꾸지 않기로 했어요. 순번은 그대로예요."),
    )


@blueprint.post(f"{PATH}/<hex(16):swap_id>/decision")
@signed_in
def decide_swap(swap_id: bytes) -> Response:
    """The lead's two buttons."""
    approve, me = request.form.get("decision") == "approve", current_person().staff_id
    return _tap(
        lambda session: rotation.decide_swap(session, swap_id, approve, me, now()),
        N_("바꿨어요. 두 사람에게 알렸어요.")
        if approve
        else N_("바꾸지 않기로 했어요. 두 사람에게 알렸어요."),
    )


@blueprint.post(f"{PATH}/<hex(16):swap_id>/withdrawal")
@signed_in
def withdraw_swap(swap_id: bytes) -> Response:
    me = current_person().staff_id
    return _tap(lambda session: rotation.withdraw_swap(session, swap_id, me, now()), N_("요청을 거뒀어요."))


def _tap(work: Callable[[Any], object], done: str) -> Response:
    return write_and_tell(work, PATH, gettext(done), REFUSALS)


def _sent_day() -> date | None:
    try:
        return find_day("gives_on")
    except Invalid:
        return None


def _render(gives_on: date | None, errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_swaps(session, current_person().staff_id, gives_on, now())
    return render_template(
        "remote_work/rotation/swaps.html",
        page=page,
        words=words,
        new_swap_id=secrets.token_hex(ID_BYTES),
        errors=errors,
    )
