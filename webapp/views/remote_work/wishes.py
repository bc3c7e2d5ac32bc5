"""A day of remote work that somebody asks for herself."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.remote_work import days
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import day, text, words_of
from webapp.pages.approvals.drafts import days_title, find_put_aside, is_put_aside, put_aside
from webapp.pages.remote_work.day_forms import read_id
from webapp.pages.remote_work.words import NEEDS, next_day
from webapp.writing import write_and_tell

blueprint = Blueprint("remote_work_wishes", __name__)


@blueprint.get("/remote-work/wishes/new")
@signed_in
def new_wish() -> str:
    draft = find_put_aside(days.WISH_KIND)
    return _render({}, typed=draft, wish_id=draft.get("post_id") if draft else None)


@blueprint.post("/remote-work/wishes")
@signed_in
def ask_for_day() -> Response:
    me, on = current_person().staff_id, None
    try:
        if is_put_aside():
            return put_aside(days.WISH_KIND, text("post_id"), days_title(text("on"), ""))
        wish_id, on, why = read_id(), day("on"), text("why")
        db().write(lambda session: days.ask_for_day(session, me, wish_id, on, why, now()))
    except (Invalid, Conflict) as error:
        asked_for = on if isinstance(error, Conflict) else None
        # What was sent before is another wish; else it stays the one of which there may be a draft.
        shown_id = None if error.code == "id_taken" else request.form.get("post_id")
        page = _render(words_of(error), asked_for, typed=request.form, wish_id=shown_id)
        return make_response(page, treatment_of(error).status)
    flash(gettext("재택을 신청했어요. 팀장이 확인하면 알려 드려요."), "ok")
    return redirect("/remote-work", 303)


@blueprint.post("/remote-work/wishes/<hex(16):wish_id>/withdrawal")
@signed_in
def withdraw_wish(wish_id: bytes) -> Response:
    me = current_person().staff_id
    return write_and_tell(
        lambda session: days.withdraw_wish(session, me, wish_id, now()),
        "/remote-work",
        gettext("신청을 거뒀어요."),
        (Conflict, NotFound),
    )


def _render(
    errors: Mapping[str, str],
    on: date | None = None,
    *,
    typed: Mapping[str, str] | None = None,
    wish_id: str | None = None,
) -> str:
    """What is missing is that of the day that was asked for: a deputy may be named until an earlier one."""
    today = local_day(now())
    with db().reading() as session:
        readiness = days.find_readiness(session, current_person().staff_id, on or today)
    return render_template(
        "remote_work/wish.html",
        readiness=readiness,
        first_on=next_day(today),
        errors=errors,
        typed=typed or {},
        wish_id=wish_id,
        NEEDS=NEEDS,
    )
