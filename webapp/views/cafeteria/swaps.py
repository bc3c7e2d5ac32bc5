"""Swaps of lunch slots between two departments: asked for by one lead, answered with one tap by the other."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.cafeteria import SwapWish
from services.errors import BalgilError, Conflict, Invalid
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, lunch_now
from webapp.errors import treatment_of
from webapp.forms import day, find_number, text, words_of
from webapp.pages.cafeteria.lunch_words import SWAP_STATES
from webapp.pages.cafeteria.swaps_page import load_swaps_page
from webapp.templating import format_days
from webapp.writing import write_and_tell

blueprint = Blueprint("cafeteria_swaps", __name__)
REFUSALS = (Invalid, Conflict)
ID_BYTES = 8


@blueprint.get("/cafeteria/swaps")
@signed_in
def list_swaps() -> str:
    return _render({})


@blueprint.post("/cafeteria/swaps")
@signed_in
def ask_swap() -> Response:
    by_id, at = current_person().staff_id, lunch_now()
    try:
        wish = _read_wish()
        db().write(lambda session: cafeteria.ask_swap(session, wish, by_id, at))
    except REFUSALS as error:
        return _again(error)
    flash(gettext("요청을 보냈어요. 상대 부서장이 누르면 바로 바뀌고, 결과를 알려 드려요."), "ok")
    return redirect("/cafeteria/swaps", 303)


@blueprint.post("/cafeteria/swaps/<hex(8):swap_id>/answer")
@signed_in
def answer_swap(swap_id: bytes) -> Response:
    """Two buttons; what is neither of them agrees to nothing."""
    agree, by_id, at = request.form.get("answer") == "agree", current_person().staff_id, lunch_now()
    said = (
        gettext("맞바꿨어요. 두 부서에 알렸어요.") if agree else gettext("받지 않았어요. 차례는 그대로예요.")
    )
    return write_and_tell(
        lambda session: cafeteria.answer_swap(session, swap_id, agree, by_id, at),
        "/cafeteria/swaps",
        said,
        REFUSALS,
    )


@blueprint.post("/cafeteria/swaps/<hex(8):swap_id>/withdrawal")
@signed_in
def withdraw_swap(swap_id: bytes) -> Response:
    by_id, at = current_person().staff_id, lunch_now()
    return write_and_tell(
        lambda session: cafeteria.withdraw_swap(session, swap_id, by_id, at),
        "/cafeteria/swaps",
        gettext("요청을 거뒀어요."),
        REFUSALS,
    )


def _read_wish() -> SwapWish:
    try:
        swap_id = bytes.fromhex(text("swap_id"))
    except ValueError:
        swap_id = b""
    if len(swap_id) != ID_BYTES:
        raise Invalid("swap_id", N_("화면이 오래되어 보내지 못했어요. 새로 고친 뒤 다시 해 주세요."))
    units = {name: find_number(name) for name in ("unit_id", "other_unit_id")}
    for name, unit_id in units.items():
        if unit_id is None:
            sentence = N_("부서를 골라 주세요.")
            raise Invalid("unit", sentence, fields={name: sentence})
    return SwapWish(
        swap_id, units["unit_id"] or 0, units["other_unit_id"] or 0, day("from_on"), day("until_on")
    )


def _again(error: BalgilError) -> Response:
    """The form as it was typed; who sends again wants another wish."""
    page = _render(words_of(error))
    return make_response(page, treatment_of(error).status)


def _render(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_swaps_page(session, current_person().staff_id, lunch_now())
    return render_template(
        "cafeteria/swaps.html",
        page=page,
        states=SWAP_STATES,
        say_days=format_days,
        new_id=secrets.token_hex(ID_BYTES),
        errors=errors,
    )
