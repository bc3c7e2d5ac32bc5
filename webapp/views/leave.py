"""My leave: what is coming, what was; a new one; and taking one back."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import approvals, leave, people
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.leave import LeaveView
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import detail_of
from webapp.forms import find_day, words_of
from webapp.pages.approvals.drafts import days_title, find_put_aside, is_put_aside, put_aside
from webapp.pages.leave.form import (
    LeaveForm,
    empty_form,
    form_like,
    kind_options,
    new_leave_id,
    part_options,
    read_ask,
    typed_form,
)
from webapp.pages.leave.words import say_full_period, say_kind, say_period, say_state
from webapp.pages.leave.words import say_line as say_leave_line

blueprint = Blueprint("leave", __name__)
blueprint.app_template_global("say_leave_period")(say_period)
blueprint.app_template_global("say_leave_full_period")(say_full_period)
blueprint.app_template_global("say_leave_kind")(say_kind)


@blueprint.get("/leave")
@signed_in
def list_leaves() -> str:
    staff_id, today = current_person().staff_id, _today()
    with db().reading() as session:
        found = leave.list_leaves(session, staff_id)
    coming = [view for view in found if view.holds and view.last_on >= today]
    return render_template(
        "leave/leaves.html",
        coming=sorted(coming, key=lambda view: (view.period.from_on, view.period.part)),
        past=[view for view in found if view not in coming],
        say_state=lambda view: say_state(view, today),
    )


@blueprint.get("/leave/new")
@signed_in
def new_leave() -> str:
    return _show_form(_first_form())


@blueprint.post("/leave")
@signed_in
def ask_leave() -> str | Response | tuple[str, int]:
    form, staff_id, at = typed_form(request.form), current_person().staff_id, now()
    try:
        if is_put_aside():
            return put_aside(leave.APPROVAL_KIND, form.leave_id, days_title(form.from_on, form.until_on))
        ask = read_ask()
        view = db().write(lambda session: leave.ask_leave(session, staff_id, ask, at))
    except Invalid as error:
        return _show_form(replace(form, wrong=words_of(error))), 422
    except Conflict as error:
        # Who changes the form and sends it again wants another leave than the one that it has made before.
        again = new_leave_id() if error.code == "id_taken" else form.leave_id
        return _show_form(replace(form, leave_id=again, wrong=words_of(error))), 409
    flash(gettext("휴가를 올렸어요. 결재되면 여기에 보여요."), "ok")
    return redirect(f"/leave/{view.id.hex()}", 303)


@blueprint.get("/leave/<hex(8):leave_id>")
@signed_in
def show_leave(leave_id: bytes) -> str:
    return _show_leave(leave_id, {})


@blueprint.post("/leave/<hex(8):leave_id>/cancellation")
@signed_in
def cancel_leave(leave_id: bytes) -> str | Response | tuple[str, int]:
    staff_id, at = current_person().staff_id, now()
    try:
        back_on = find_day("back_on")
        with db().writing() as session:
            leave.cancel_leave(session, leave_id, staff_id, at, back_on)
    except Invalid as error:
        return _show_leave(leave_id, words_of(error)), 422
    except Conflict as error:
        flash(detail_of(error), "warn")
    else:
        flash(gettext("휴가를 취소했어요."), "ok")
    return redirect(f"/leave/{leave_id.hex()}", 303)


def _today() -> date:
    return local_day(now())


def _first_form() -> LeaveForm:
    """An empty form, or one that is filled with a draft or an earlier leave of the person's."""
    if draft := find_put_aside(leave.APPROVAL_KIND):
        return typed_form(draft)
    try:
        earlier = bytes.fromhex(request.args.get("like", ""))
        with db().reading() as session:
            return form_like(leave.get_leave(session, earlier, current_person().staff_id))
    except (ValueError, NotFound):
        return empty_form(_today())


def _show_form(form: LeaveForm) -> str:
    with db().reading() as session:
        kinds = kind_options(session, _today())
        is_lead = people.get_person(session, current_person().staff_id, _today()).is_lead
    return render_template("leave/new.html", form=form, kinds=kinds, parts=part_options(), is_lead=is_lead)


def _show_leave(leave_id: bytes, errors: object) -> str:
    staff_id, today = current_person().staff_id, _today()
    with db().reading() as session:
        view = leave.get_leave(session, leave_id, staff_id)
        decider_id = view.request.decided_by_id if view.request else None
        names = people.names_of(session, [decider_id] if decider_id else [])
        waiting = view.request if view.state == "waiting" else None
        without_decider = waiting and approvals.find_acting(session, waiting.id, now()) is None
    word, tone = say_state(view, today)
    return render_template(
        "leave/leave.html",
        leave=view,
        word=word,
        tone=tone,
        decider=names.get(decider_id, "") if decider_id else "",
        without_decider=without_decider,
        facts=_facts_of(view),
        may_cancel=view.may_cancel(today),
        back_days=(max(view.period.from_on, today), view.last_on)
        if view.is_approved and view.period.from_on < today
        else None,
        errors=errors,
    )


def _facts_of(view: LeaveView) -> list[tuple[str, str]]:
    """What the lead read, or what the file says; days that were taken back are told."""
    lines = view.request.lines if view.request else (("leave_kind", view.kind_name),)
    facts = [say_leave_line(label, value) for label, value in lines]
    if not view.request:
        facts.append((gettext("기간"), say_full_period(view.period)))
    if view.holds and view.last_on != view.period.until_on:
        facts.append((gettext("취소하고 남은 기간"), say_period(view.left)))
    return facts
