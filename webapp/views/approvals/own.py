"""What I have put forward and how far it is, what I have put aside, and one request in full."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import approvals
from webapp.access import signed_in
from webapp.context import current_person, db
from webapp.forms import asked_page, read_id, text
from webapp.pages.approvals.request_page import load_own_page, load_request_page

blueprint = Blueprint("own_approvals", __name__)


@blueprint.get("/approvals/mine")
@signed_in
def list_own() -> str:
    page = asked_page()
    with db().reading() as session:
        return render_template("approvals/own.html", page=load_own_page(session, page))


@blueprint.get("/approvals/<id:request_id>")
@signed_in
def show_request(request_id: int) -> str:
    with db().reading() as session:
        page = load_request_page(session, request_id)
    return render_template("approvals/request.html", page=page)


@blueprint.post("/approvals/drafts/removal")
@signed_in
def remove_draft() -> Response:
    kind, subject_id = text("kind"), read_id(text("subject"))
    if subject_id:
        with db().writing() as session:
            approvals.discard_draft(session, current_person().staff_id, kind, subject_id)
        flash(gettext("임시 저장한 것을 지웠어요."), "ok")
    return redirect("/approvals/mine", 303)
