"""Tips of a manual: read, added, voted on; confirmed and taken away by who keeps the manual."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import Conflict, Forbidden, Invalid
from services.manuals import tips
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.pages.manuals import tips_page as pages
from webapp.pages.manuals.tips_page import TipForm
from webapp.writing import write_and_tell

blueprint = Blueprint("manual_tips", __name__)


@blueprint.get("/manuals/<id:manual_id>/tips")
@signed_in
def list_tips(manual_id: int) -> str:
    return _render(manual_id)


@blueprint.post("/manuals/<id:manual_id>/tips")
@signed_in
def add_tip(manual_id: int) -> Response:
    form = pages.read_tip_form()
    new = pages.to_tip(form, manual_id)
    try:
        db().write(lambda session: pages.add_here(session, new))
    except (Invalid, Conflict) as error:
        return make_response(_render(manual_id, pages.again(form, error)), treatment_of(error).status)
    flash(gettext("Tip을 남겼어요. 담당에게도 알렸어요."), "ok")
    return redirect(f"/manuals/{manual_id}/tips", 303)


@blueprint.post("/manuals/<id:manual_id>/tips/<hex(16):tip_id>/vote")
@signed_in
def vote_tip(manual_id: int, tip_id: bytes) -> Response:
    staff_id, at, is_right = current_person().staff_id, now(), request.form.get("is_right") == "yes"
    said = gettext("아직 맞다는 의견을 남겼어요.")
    if not is_right:
        said = gettext("달라졌다는 의견을 남겼어요. 의견이 모이면 담당자에게 알려요.")
    return _do(manual_id, tip_id, lambda s: tips.vote_tip(s, tip_id, staff_id, at, is_right=is_right), said)


@blueprint.post("/manuals/<id:manual_id>/tips/<hex(16):tip_id>/confirmation")
@signed_in
def confirm_tip(manual_id: int, tip_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    said = gettext("맞는 것으로 확인했어요.")
    return _do(manual_id, tip_id, lambda session: tips.confirm_tip(session, tip_id, staff_id, at), said)


@blueprint.post("/manuals/<id:manual_id>/tips/<hex(16):tip_id>/ending")
@signed_in
def end_tip(manual_id: int, tip_id: bytes) -> Response:
    staff_id, at, reason = current_person().staff_id, now(), pages.asked_reason()
    said = gettext("Tip을 내렸어요.")
    return _do(manual_id, tip_id, lambda session: tips.end_tip(session, tip_id, staff_id, reason, at), said)


def _do(manual_id: int, tip_id: bytes, work: Callable[..., object], said: str) -> Response:
    return write_and_tell(
        lambda session: pages.change_here(session, manual_id, tip_id, work),
        f"/manuals/{manual_id}/tips",
        said,
        (Invalid, Conflict, Forbidden),
    )


def _render(manual_id: int, form: TipForm | None = None) -> str:
    with db().reading() as session:
        page = pages.load_own_page(session, manual_id, form)
    return render_template("manuals/tips.html", page=page, words=pages)
