"""The queue of this phone: one page for everybody; what waits in it, only the browser knows."""

from flask import Blueprint, render_template

from webapp.access import signed_in

blueprint = Blueprint("capture", __name__)


@blueprint.get("/outbox")
@signed_in
def show_outbox() -> str:
    return render_template("capture/outbox.html")
