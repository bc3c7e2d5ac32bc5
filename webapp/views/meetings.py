"""Meetings that are called on the spot: mine, the call, the answers, and the minutes."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services import meetings
from services.errors import BalgilError, Conflict, Forbidden, Invalid, NotFound
from webapp.access import signed_in
from webapp.context import current_person, db, ledger, now
from webapp.errors import treatment_of
from webapp.forms import find_number, long_text, words_of
from webapp.pages.meetings import words
from webapp.pages.meetings.call_form import (
    CallForm,
    again,
    empty_call,
    load_call_page,
    read_call,
    to_bytes,
)
from webapp.pages.meetings.meeting_page import load_meeting_page
from webapp.pages.meetings.room import new_room
from webapp.writing import write_and_tell

blueprint = Blueprint("meetings", __name__)
REFUSALS = (Invalid, Conflict, Forbidden)
# More than fits, so that a text that is too long comes back with a sentence of its own.
LONGEST_TYPED = 2 * meetings.LONGEST_MINUTES


@blueprint.get("/meetings")
@signed_in
def list_meetings() -> str:
    staff_id = current_person().staff_id
    with db().reading() as session:
        lines = meetings.list_meetings(session, staff_id, now())
        groups = meetings.list_groups(session, staff_id)
    return render_template("meetings/meetings.html", lines=lines, groups=groups, words=words, now=now())


@blueprint.get("/meetings/new")
@signed_in
def new_meeting() -> str:
    return _render_form(empty_call())


@blueprint.post("/meetings")
@signed_in
def call_meeting() -> str | Response | tuple[str, int]:
    """Calls; one button of the form looks for people and gives the form back."""
    form = read_call()
    if request.form.get("do") == "find":
        return _render_form(form)
    try:
        view = _call(form)
    except REFUSALS as error:
        shown = again(form, words_of(error), is_new=isinstance(error, Conflict))
        return _render_form(shown), treatment_of(error).status
    called = len(view.members) - 1
    flash(ngettext("%(num)s명에게 바로 알렸어요.", "%(num)s명에게 바로 알렸어요.", called), "ok")
    return redirect(f"/meetings/{view.id.hex()}", 303)


@blueprint.get("/meetings/<hex(16):meeting_id>")
@signed_in
def show_meeting(meeting_id: bytes) -> str:
    with db().reading() as session:
        page = load_meeting_page(session, meeting_id)
    return render_template("meetings/meeting.html", page=page, words=words, now=now())


@blueprint.post("/meetings/<hex(16):meeting_id>/answer")
@signed_in
def answer_call(meeting_id: bytes) -> Response:
    staff_id, at, answer = current_person().staff_id, now(), request.form.get("answer", "")
    return _do(
        meeting_id, lambda session: meetings.answer_call(session, meeting_id, staff_id, answer, at), None
    )


@blueprint.post("/meetings/<hex(16):meeting_id>/cancellation")
@signed_in
def cancel_meeting(meeting_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    return _do(
        meeting_id,
        lambda session: meetings.cancel_meeting(session, meeting_id, staff_id, at),
        gettext("회의를 취소하고 모두에게 알렸어요."),
    )


@blueprint.get("/meetings/<hex(16):meeting_id>/further")
@signed_in
def find_further(meeting_id: bytes) -> str:
    return _render_further(meeting_id, empty_call())


@blueprint.post("/meetings/<hex(16):meeting_id>/further")
@signed_in
def call_further(meeting_id: bytes) -> str | Response | tuple[str, int]:
    form, staff_id, at = read_call(), current_person().staff_id, now()
    if request.form.get("do") == "find":
        return _render_further(meeting_id, form)
    try:
        db().write(lambda session: meetings.call_further(session, meeting_id, staff_id, form.choice, at))
    except REFUSALS as error:
        return _render_further(meeting_id, again(form, words_of(error), is_new=False)), treatment_of(
            error
        ).status
    flash(gettext("새로 부른 사람에게 바로 알렸어요."), "ok")
    return redirect(f"/meetings/{meeting_id.hex()}", 303)


@blueprint.post("/meetings/groups/<hex(16):group_id>/removal")
@signed_in
def delete_group(group_id: bytes) -> Response:
    staff_id = current_person().staff_id
    return write_and_tell(
        lambda session: meetings.delete_group(session, staff_id, group_id),
        "/meetings",
        gettext("묶음을 지웠어요."),
        (NotFound,),
    )


@blueprint.get("/meetings/<hex(16):meeting_id>/minutes")
@signed_in
def show_minutes(meeting_id: bytes) -> str:
    return _render_minutes(meeting_id)


@blueprint.post("/meetings/<hex(16):meeting_id>/minutes")
@signed_in
def save_minutes(meeting_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    typed, version = long_text("minutes", LONGEST_TYPED), find_number("version") or 0
    try:
        db().write(lambda session: meetings.save_minutes(session, meeting_id, staff_id, typed, version, at))
    except (Invalid, Conflict) as error:
        return make_response(_render_minutes(meeting_id, error, typed), treatment_of(error).status)
    flash(gettext("회의록을 저장했어요."), "ok")
    return redirect(f"/meetings/{meeting_id.hex()}/minutes", 303)


@blueprint.post("/meetings/<hex(16):meeting_id>/minutes/closing")
@signed_in
def close_minutes(meeting_id: bytes) -> Response:
    staff_id, at, version = current_person().staff_id, now(), find_number("version") or 0
    return _do(
        meeting_id,
        lambda session: meetings.close_minutes(session, ledger(), meeting_id, staff_id, version, at),
        gettext("회의록을 마감하고 모두에게 알렸어요."),
        "/minutes",
    )


def _call(form: CallForm) -> meetings.MeetingView:
    """The meeting, and the group that its people are kept under, if they are to be kept."""
    staff_id, at = current_person().staff_id, now()
    with db().writing() as session:
        view = meetings.call_meeting(session, staff_id, form.call, form.choice, new_room(), at)
        if form.group_name:
            others = [member.staff_id for member in view.members if member.staff_id != staff_id]
            meetings.save_group(session, staff_id, to_bytes(form.id), form.group_name, others, at)
    return view


def _do(meeting_id: bytes, work: Callable[..., object], said: str | None, page: str = "") -> Response:
    return write_and_tell(work, f"/meetings/{meeting_id.hex()}{page}", said, (Invalid, Conflict))


def _render_form(form: CallForm) -> str:
    with db().reading() as session:
        page = load_call_page(session, form)
    return render_template("meetings/new.html", page=page, form=form, words=words)


def _render_further(meeting_id: bytes, form: CallForm) -> str:
    with db().reading() as session:
        meeting = meetings.load_meeting(session, meeting_id, current_person().staff_id)
        page = load_call_page(session, form)
    return render_template("meetings/further.html", page=page, form=form, meeting=meeting)


def _render_minutes(meeting_id: bytes, error: BalgilError | None = None, typed: str | None = None) -> str:
    """`typed` is what somebody wanted to save: beside what is there now, if that has changed."""
    with db().reading() as session:
        page = load_meeting_page(session, meeting_id)
    return render_template(
        "meetings/minutes.html",
        page=page,
        words=words,
        errors=words_of(error) if error else {},
        typed=typed,
        is_changed=error is not None and error.code == "minutes_changed",
        longest=meetings.LONGEST_MINUTES,
    )
