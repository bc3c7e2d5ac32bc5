"""Approvals: what waits for me, each with one tap, and what I have decided."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import approvals
from services.approvals import Decision
from services.errors import Conflict, Invalid
from webapp.access import signed_in
from webapp.context import current_person, db, desk, now
from webapp.errors import detail_of
from webapp.forms import words_of
from webapp.pages.approvals.inbox import load_approval_page

blueprint = Blueprint("approvals", __name__)


@blueprint.get("/approvals")
@signed_in
def list_approvals() -> str:
    return _render({}, None)


@blueprint.post("/approvals/<int(max=9223372036854775807):request_id>/decision")
@signed_in
def decide(request_id: int) -> Response | tuple[str, int]:
    decision = Decision(request.form.get("decision") == "approve", request.form.get("reason", "")[:2000])
    try:
        with db().writing() as session:
            approvals.decide_request(session, desk(), request_id, current_person().staff_id, decision, now())
    except Invalid as error:
        return _render(words_of(error), request_id), 422
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("승인했어요.") if decision.approve else gettext("반려했어요."), "ok")
    return redirect("/approvals", 303)


@blueprint.post("/approvals/bulk")
@signed_in
def approve_many() -> Response:
    wanted = [int(n) for n in request.form.getlist("requests") if n.isascii() and n.isdigit() and len(n) < 19]
    with db().writing() as session:
        approved, left_out = approvals.approve_green_requests(
            session, desk(), wanted, current_person().staff_id, now()
        )
    if approved:
        flash(gettext("%(count)s건을 승인했어요.", count=len(approved)), "ok")
    if left_out:
        flash(gettext("%(count)s건은 그 사이 바뀌어 남겨 두었어요.", count=len(left_out)), "warn")
    return redirect("/approvals", 303)


def _render(errors: object, wrong_id: int | None) -> str:
    with db().reading() as session:
        page = load_approval_page(session)
    return render_template("approvals/approvals.html", page=page, errors=errors, wrong_id=wrong_id)
