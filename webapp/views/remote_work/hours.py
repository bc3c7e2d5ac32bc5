"""Flexible hours: mine with what I asked for, the form, and the hours of my team."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.remote_work import hours
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import treatment_of
from webapp.forms import asked_day, day, long_text, words_of
from webapp.pages.approvals.drafts import days_title, find_put_aside, is_put_aside, put_aside
from webapp.pages.remote_work import hours_words as words
from webapp.pages.remote_work.hours_form import (
    HoursForm,
    again,
    asked_code,
    find_earlier,
    find_type,
    form_like,
    read_form,
    to_wish,
)
from webapp.pages.remote_work.hours_page import load_hours_page, load_team_page
from webapp.templating import format_days
from webapp.writing import write_and_tell

blueprint = Blueprint("hours", __name__)
REFUSALS = (Invalid, Conflict)
LONGEST_TYPED = 2_000
ONE_WEEK = timedelta(days=7)


@blueprint.get("/hours")
@signed_in
def show_hours() -> str:
    return _render({}, None)


@blueprint.get("/hours/new")
@signed_in
def new_hours() -> str:
    if draft := find_put_aside(hours.APPROVAL_KIND):
        return _render_form(read_form(lambda name: draft.get(name, "")))
    with db().reading() as session:
        like = request.args.get("like", "")[:40]
        earlier = find_earlier(session, like)
        rule, _ = find_type(session, earlier.code if earlier else asked_code())
        form = form_like(session, rule, like) if rule else None
    return _render_form(form)


@blueprint.post("/hours")
@signed_in
def ask_hours() -> Response | tuple[str, int]:
    staff_id, at = current_person().staff_id, now()
    form = read_form()
    if is_put_aside():
        return _put_aside(form)
    with db().reading() as session:
        rule, _ = find_type(session, form.code)
    if rule is None or rule.code != form.code:
        return redirect("/hours/new", 303)
    try:
        wish = to_wish(form, rule)
        db().write(lambda session: hours.ask_hours(session, staff_id, wish, at))
    except REFUSALS as error:
        shown = again(form, words_of(error), is_new=error.code == "id_taken")
        return _render_form(shown), treatment_of(error).status
    flash(gettext("신청했어요. 승인되기 전까지는 지금 시간에 일해요."), "ok")
    return redirect("/hours", 303)


@blueprint.post("/hours/<hex(16):hours_id>/withdrawal")
@signed_in
def withdraw_hours(hours_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    return write_and_tell(
        lambda session: hours.withdraw_hours(session, hours_id, staff_id, at),
        "/hours",
        gettext("신청을 거뒀어요."),
        REFUSALS,
    )


@blueprint.post("/hours/<hex(16):hours_id>/end")
@signed_in
def end_hours(hours_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    try:
        from_on = day("from_on")
        db().write(lambda session: hours.end_hours(session, hours_id, staff_id, from_on, at))
    except REFUSALS as error:
        return _again(error, hours_id)
    flash(gettext("정규 시간으로 돌아가요. 팀장에게 알렸어요."), "ok")
    return redirect("/hours", 303)


@blueprint.post("/hours/<hex(16):hours_id>/review")
@signed_in
def ask_review(hours_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    try:
        reason = long_text("review_reason", LONGEST_TYPED)
        db().write(lambda session: hours.ask_review(session, hours_id, staff_id, reason, at))
    except REFUSALS as error:
        return _again(error, hours_id)
    flash(gettext("재검토를 요청했어요. 반려한 사람의 상급자가 다시 살펴요."), "ok")
    return redirect("/hours", 303)


@blueprint.get("/hours/team")
@signed_in
def show_team() -> str:
    wanted_on = asked_day("week", local_day(now()))
    with db().reading() as session:
        page = load_team_page(session, wanted_on)
    return render_template(
        "remote_work/hours/team.html", page=page, words=words, say_days=format_days, one_week=ONE_WEEK
    )


def _put_aside(form: HoursForm) -> Response | tuple[str, int]:
    try:
        return put_aside(hours.APPROVAL_KIND, form.id, days_title(form.from_on, form.until_on))
    except REFUSALS as error:
        return _render_form(again(form, words_of(error))), treatment_of(error).status


def _again(error: BalgilError, hours_id: bytes) -> Response:
    return make_response(_render(words_of(error), hours_id), treatment_of(error).status)


def _render(errors: Mapping[str, str], wrong_id: bytes | None) -> str:
    with db().reading() as session:
        page = load_hours_page(session)
    return render_template(
        "remote_work/hours/hours.html",
        page=page,
        words=words,
        say_days=format_days,
        errors=errors,
        wrong_id=wrong_id,
    )


def _render_form(form: HoursForm | None) -> str:
    with db().reading() as session:
        rule, offered = find_type(session, form.code if form else "")
    return render_template(
        "remote_work/hours/new.html",
        form=form,
        rule=rule,
        offered=offered,
        words=words,
        today=local_day(now()),
    )
