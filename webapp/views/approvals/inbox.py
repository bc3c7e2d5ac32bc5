"""Approvals: what waits for me, each with one tap, what I have decided, and taking that back."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import approvals
from services.approvals import Decision
from services.errors import Conflict, Invalid
from webapp.access import signed_in
from webapp.context import current_person, db, desk, now
from webapp.errors import detail_of
from webapp.forms import asked, asked_page, find_number, read_id, text, words_of
from webapp.pages.approvals.inbox import load_approval_page

blueprint = Blueprint("approvals", __name__)
LONGEST_KIND = 40


@blueprint.get("/approvals")
@signed_in
def list_approvals() -> str:
    return _render({}, None)


@blueprint.post("/approvals/<id:request_id>/decision")
@signed_in
def decide(request_id: int) -> Response | tuple[str, int]:
    decision = _read_decision()
    try:
        with db().writing() as session:
            decided = approvals.decide_request(
                session, desk(), request_id, current_person().staff_id, decision, now()
            )
    except Invalid as error:
        return _render(words_of(error), request_id), 422
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        _say(decided, decision)
    return redirect("/approvals", 303)


@blueprint.post("/approvals/<id:request_id>/undo")
@signed_in
def undo(request_id: int) -> Response:
    try:
        with db().writing() as session:
            approvals.undo_decision(session, desk(), request_id, current_person().staff_id, now())
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("되돌렸어요. 다시 결재를 기다려요."), "ok")
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


def _read_decision() -> Decision:
    """The form's version and id are there unless somebody wrote the request by hand."""
    return Decision(
        approve=request.form.get("decision") == "approve",
        reason=request.form.get("reason", "")[:2000],
        version=find_number("version"),
        id=read_id(text("id")),
    )


def _say(decided: approvals.Request, decision: Decision) -> None:
    if not decision.approve:
        flash(gettext("반려했어요."), "ok")
    elif decided.state == approvals.WAITING:
        flash(gettext("검토했어요. 다음 단계로 올라갔어요."), "ok")
    else:
        flash(gettext("승인했어요."), "ok")


def _render(errors: Mapping[str, str], wrong_id: int | None) -> str:
    kind = asked("kind")[:LONGEST_KIND] or None
    with db().reading() as session:
        page = load_approval_page(session, kind, asked_page())
    return render_template(
        "approvals/approvals.html",
        page=page,
        errors=errors,
        wrong_id=wrong_id,
        new_id=lambda: secrets.token_hex(16),
    )
