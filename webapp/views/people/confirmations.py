"""The second yes to a colleague's new device: one tap of the lead, or of who stands in."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import approvals, people
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.pages.people.enrolments import confirmation_code

blueprint = Blueprint("confirmations", __name__)


@blueprint.get("/devices/confirmations")
@signed_in
def list_confirmations() -> str:
    with db().reading() as session:
        waiting = people.list_devices_to_confirm(
            session, current_person().staff_id, now(), approvals.load_lineup
        )
    return render_template("people/confirmations.html", waiting=waiting, code_of=confirmation_code)


@blueprint.post("/devices/confirmations/<hex(8):device_id>")
@signed_in
def confirm_device(device_id: bytes) -> Response:
    with db().writing() as session:
        device = people.confirm_device(
            session, ledger(), device_id, current_person().staff_id, now(), approvals.load_lineup
        )
        owner = people.names_of(session, [device.staff_id])[device.staff_id]
    flash(gettext("%(name)s님의 기기를 확인했어요.", name=owner), "ok")
    return redirect("/devices/confirmations", 303)
