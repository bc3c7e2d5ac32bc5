"""Wishes are everybody's own; fixed days are set by leads, their deputies and planners."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.remote_work import rotation
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import words_of
from webapp.pages.remote_work import rotation_words as words
from webapp.pages.remote_work.rotation_wishes import (
    ID_BYTES,
    load_fixed_days,
    read_fixed,
    read_wish,
)
from webapp.writing import write_and_tell

blueprint = Blueprint("remote_work_rotation_wishes", __name__)
REFUSALS = (Invalid, Conflict)
WISHES, FIXED = "/remote-work/rotation/wishes", "/remote-work/rotation/fixed-days"


@blueprint.get("/remote-work/rotation/wishes")
@signed_in
def list_wishes() -> str:
    return _render_wishes({})


@blueprint.post("/remote-work/rotation/wishes")
@signed_in
def add_wish() -> Response:
    me, at = current_person().staff_id, now()
    try:
        form = read_wish(me)
        db().write(lambda session: rotation.add_wish(session, form, me, at))
    except REFUSALS as error:
        return _again(_render_wishes(words_of(error)), error)
    flash(gettext("희망을 남겼어요. 다음 순환을 짤 때 살펴요."), "ok")
    return redirect(WISHES, 303)


@blueprint.post("/remote-work/rotation/wishes/<hex(16):wish_id>/removal")
@signed_in
def remove_wish(wish_id: bytes) -> Response:
    return _remove(wish_id, WISHES, gettext("희망을 지웠어요."))


@blueprint.get("/remote-work/rotation/fixed-days")
@signed_in
def list_fixed_days() -> str:
    return _render_fixed({})


@blueprint.post("/remote-work/rotation/fixed-days")
@signed_in
def fix_days() -> Response:
    by_id, at = current_person().staff_id, now()
    try:
        db().write(lambda session: rotation.add_wish(session, read_fixed(session, local_day(at)), by_id, at))
    except REFUSALS as error:
        return _again(_render_fixed(words_of(error)), error)
    flash(gettext("고정했어요. 다음 순환부터 그대로 지켜요."), "ok")
    return redirect(FIXED, 303)


@blueprint.post("/remote-work/rotation/fixed-days/<hex(16):wish_id>/removal")
@signed_in
def remove_fixed_days(wish_id: bytes) -> Response:
    return _remove(wish_id, FIXED, gettext("고정을 풀었어요."))


def _remove(wish_id: bytes, back: str, done: str) -> Response:
    by_id, at = current_person().staff_id, now()
    return write_and_tell(
        lambda session: rotation.remove_wish(session, wish_id, by_id, at), back, done, (NotFound,)
    )


def _render_wishes(errors: Mapping[str, str]) -> str:
    today = local_day(now())
    with db().reading() as session:
        me = current_person().staff_id
        known = rotation.list_wishes_of(session, me, today)
        unmet = rotation.list_unmet(session, me, today)
    return render_template(
        "remote_work/rotation/wishes.html",
        wishes=[wish for wish in known if not wish.is_fixed],
        fixed=[wish for wish in known if wish.is_fixed],
        unmet=unmet,
        today=today,
        words=words,
        new_wish_id=secrets.token_hex(ID_BYTES),
        errors=errors,
    )


def _render_fixed(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_fixed_days(session, current_person(), now())
    return render_template(
        "remote_work/rotation/fixed.html",
        page=page,
        words=words,
        new_wish_id=secrets.token_hex(ID_BYTES),
        errors=errors,
    )


def _again(page: str, error: BalgilError) -> Response:
    return make_response(page, treatment_of(error).status)
