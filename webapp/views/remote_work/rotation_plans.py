"""The planner of the rotation: drafts, their solutions, publication, and plans that are made anew."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.remote_work import rotation
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import asked_day, day, find_number, text, words_of
from webapp.pages.remote_work import rotation_words as words
from webapp.pages.remote_work.rotation_forms import read_dial_share
from webapp.pages.remote_work.rotation_plan_page import (
    load_dial,
    load_plan_list,
    load_plan_page,
    load_plan_unit,
    publish_seen,
)

blueprint = Blueprint("remote_work_rotation_plans", __name__)
REFUSALS = (Invalid, Conflict)
PATH = "/remote-work/rotation/plans"
DIAL = "/remote-work/rotation/dial"
USUAL_SECONDS = 60


@blueprint.get(PATH)
@roles("administrator")
def list_plans() -> str:
    return _render_list({})


@blueprint.post(PATH)
@roles("administrator")
def create_plan() -> Answer:
    """A draft that is asked for at once."""
    by_id, at = current_person().staff_id, now()

    def create(session: Any) -> int:
        plan = rotation.create_plan(session, day("from_on"), day("until_on"), by_id, at)
        return rotation.ask_preview(session, plan.id, by_id, at, _seconds()).id

    try:
        plan_id = db().write(create)
    except REFUSALS as error:
        return _again(_render_list(words_of(error)), error)
    return _to_plan(plan_id)


@blueprint.get(f"{PATH}/<id:plan_id>")
@roles("administrator")
def show_plan(plan_id: int) -> str:
    return _render_plan(plan_id, {})


@blueprint.get(f"{PATH}/<id:plan_id>/units/<id:unit_id>")
@roles("administrator")
def show_plan_unit(plan_id: int, unit_id: int) -> str:
    with db().reading() as session:
        page = load_plan_unit(session, plan_id, unit_id, now())
    return render_template("remote_work/rotation/plan_unit.html", page=page, words=words)


@blueprint.get(f"{PATH}/<id:plan_id>/state")
@roles("administrator")
def show_state(plan_id: int) -> Response:
    """How far the solution is: what the page asks while it waits."""
    with db().reading() as session:
        plan = rotation.load_plan(session, plan_id)
    response = jsonify(work=plan.work, state=plan.state)
    response.cache_control.no_store = True
    return response


@blueprint.post(f"{PATH}/<id:plan_id>/solution")
@roles("administrator")
def ask_solution(plan_id: int) -> Answer:
    by_id, at = current_person().staff_id, now()
    return _change(plan_id, lambda s: rotation.ask_preview(s, plan_id, by_id, at, _seconds()))


@blueprint.post(f"{PATH}/<id:plan_id>/cancellation")
@roles("administrator")
def cancel_solution(plan_id: int) -> Answer:
    return _change(plan_id, lambda s: rotation.cancel_preview(s, plan_id), N_("찾기를 그만뒀어요."))


@blueprint.post(f"{PATH}/<id:plan_id>/publication")
@roles("administrator")
def publish_plan(plan_id: int) -> Answer:
    by_id, at, seen = current_person().staff_id, now(), text("seen")
    return _change(
        plan_id,
        lambda s: publish_seen(s, plan_id, seen, by_id, at),
        N_("공개했어요. 모두의 재택일이 되었고, 본인에게 알렸어요."),
    )


@blueprint.post(f"{PATH}/<id:plan_id>/withdrawal")
@roles("administrator")
def withdraw_plan(plan_id: int) -> Answer:
    return _change(
        plan_id,
        lambda s: rotation.withdraw_plan(s, plan_id, now()),
        N_("계획을 거뒀어요. 들어 있던 사람에게 알렸어요."),
    )


@blueprint.post(f"{PATH}/<id:plan_id>/removal")
@roles("administrator")
def remove_plan(plan_id: int) -> Answer:
    try:
        db().write(lambda session: rotation.remove_draft(session, plan_id))
    except Conflict as error:
        flash(detail_of(error), "warn")
        return _to_plan(plan_id)
    flash(gettext("초안을 지웠어요."), "ok")
    return redirect(PATH, 303)


@blueprint.post(f"{PATH}/<id:plan_id>/recomputation")
@roles("administrator")
def recompute(plan_id: int) -> Answer:
    """Makes what is published anew from a day on, with the fewest moves."""
    by_id, at = current_person().staff_id, now()
    try:
        draft = db().write(lambda session: rotation.recompute(session, day("from_on"), by_id, at))
    except REFUSALS as error:
        return _again(_render_plan(plan_id, words_of(error)), error)
    return _to_plan(draft.id)


@blueprint.get(DIAL)
@roles("administrator")
def show_dial() -> str:
    return _render_dial({})


@blueprint.post(DIAL)
@roles("administrator")
def turn_dial() -> Answer:
    by_id, at = current_person().staff_id, now()
    try:
        share, from_on = read_dial_share(), day("from_on")
        draft = db().write(lambda session: rotation.turn_dial(session, share, from_on, by_id, at))
    except REFUSALS as error:
        return _again(_render_dial(words_of(error)), error)
    return _to_plan(draft.id)


def _seconds() -> int:
    return find_number("seconds") or USUAL_SECONDS


def _change(plan_id: int, work: Callable[[Any], object], done: str = "") -> Answer:
    """Does something to a plan; a refusal is shown with the plan as it is now."""
    try:
        db().write(work)
    except REFUSALS as error:
        return _again(_render_plan(plan_id, words_of(error)), error)
    if done:
        flash(gettext(done), "ok")
    return _to_plan(plan_id)


def _render_list(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_plan_list(session, now())
    return render_template("remote_work/rotation/plans.html", page=page, words=words, errors=errors)


def _render_plan(plan_id: int, errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_plan_page(session, plan_id, now())
    return render_template("remote_work/rotation/plan.html", page=page, words=words, errors=errors)


def _render_dial(errors: Mapping[str, str]) -> str:
    at = now()
    # A day that was sent and refused is not asked for again.
    from_on = asked_day("from", local_day(at)) if request.method == "GET" else local_day(at)
    with db().reading() as session:
        page = load_dial(session, from_on, at)
    return render_template("remote_work/rotation/dial.html", page=page, words=words, errors=errors)


def _again(page: str, error: BalgilError) -> Answer:
    return make_response(page, treatment_of(error).status)


def _to_plan(plan_id: int) -> Answer:
    return redirect(f"{PATH}/{plan_id}", 303)
