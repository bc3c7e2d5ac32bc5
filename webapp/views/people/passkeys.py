"""My passkeys: added by a script (webapp/api/passkeys.py), named and removed here."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.errors import Conflict, Invalid
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import text, words_of
from webapp.visits import current_visit

blueprint = Blueprint("passkeys", __name__)


@blueprint.get("/me/passkeys")
@signed_in
def list_passkeys() -> str:
    return _render({})


@blueprint.post("/me/passkeys/<id:passkey_id>/label")
@signed_in
def rename_passkey(passkey_id: int) -> Response:
    try:
        with db().writing() as session:
            people.rename_passkey(session, current_person().staff_id, passkey_id, text("label"))
    except Invalid as error:
        return make_response(_render(words_of(error)), 422)
    flash(gettext("패스키 이름을 바꿨어요."), "ok")
    return redirect("/me/passkeys", 303)


@blueprint.post("/me/passkeys/<id:passkey_id>/removal")
@signed_in
def remove_passkey(passkey_id: int) -> Response:
    try:
        with db().writing() as session:
            people.remove_passkey(session, current_person().staff_id, passkey_id, now())
    except Conflict as error:
        return make_response(_render(words_of(error)), 409)
    flash(gettext("패스키를 지웠어요. 휴대전화나 컴퓨터의 암호 관리에서도 지워 주세요."), "ok")
    return redirect("/me/passkeys", 303)


def _render(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        passkeys = people.list_passkeys(session, current_person().staff_id)
    label = current_visit().label
    return render_template("people/passkeys.html", passkeys=passkeys, label=label, errors=errors)
