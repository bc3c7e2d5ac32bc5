"""The planner of lunch slots: drafts with a preview, publication, withdrawal."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from webapp.access import roles
from webapp.context import current_person, db, lunch_now
from webapp.errors import treatment_of
from webapp.forms import text, words_of
from webapp.pages.cafeteria.lunch_words import PLAN_STATES, say_problem
from webapp.pages.cafeteria.places import MANAGERS
from webapp.pages.cafeteria.slot_plan_form import read_frame, read_groups, read_new_frame, usual_frame
from webapp.pages.cafeteria.slot_plan_page import (
    Work,
    keep_groups,
    load_plan_page,
    publish_seen,
    withdraw_from_now_on,
)

blueprint = Blueprint("cafeteria_slot_plans", __name__)
REFUSALS = (Invalid, Conflict)
SLOT_CODES = ("slot_outside_rule", "slot_not_served")


@blueprint.get("/cafeteria/<id:cafeteria_id>/slots")
@roles(*MANAGERS)
def list_plans(cafeteria_id: int) -> str:
    return _render_list(cafeteria_id, {})


@blueprint.post("/cafeteria/<id:cafeteria_id>/slots")
@roles(*MANAGERS)
def create_plan(cafeteria_id: int) -> Response:
    at, by_id = lunch_now(), current_person().staff_id
    try:
        frame = read_new_frame()
        plan_id = db().write(lambda s: cafeteria.create_lunch_plan(s, cafeteria_id, frame, by_id, at))
    except REFUSALS as error:
        return _again(error, _render_list(cafeteria_id, _words(error)))
    flash(gettext("인원에 맞춰 조를 나눠 봤어요. 살펴보고 고친 뒤 공개해 주세요."), "ok")
    return _to_plan(cafeteria_id, plan_id)


@blueprint.get("/cafeteria/<id:cafeteria_id>/slots/<id:plan_id>")
@roles(*MANAGERS)
def show_plan(cafeteria_id: int, plan_id: int) -> str:
    return _render_plan(cafeteria_id, plan_id, {})


@blueprint.post("/cafeteria/<id:cafeteria_id>/slots/<id:plan_id>/frame")
@roles(*MANAGERS)
def change_frame(cafeteria_id: int, plan_id: int) -> Response:
    return _change(
        cafeteria_id,
        plan_id,
        lambda session: cafeteria.change_lunch_frame(session, plan_id, read_frame(), lunch_now()),
    )


@blueprint.post("/cafeteria/<id:cafeteria_id>/slots/<id:plan_id>/groups")
@roles(*MANAGERS)
def change_groups(cafeteria_id: int, plan_id: int) -> Response:
    """Keeps what was chosen, or proposes groups for the chosen departments: what the button says."""
    at, wish = lunch_now(), request.form.get("do", "")
    return _change(
        cafeteria_id, plan_id, lambda session: keep_groups(session, plan_id, read_groups(), wish, at)
    )


@blueprint.post("/cafeteria/<id:cafeteria_id>/slots/<id:plan_id>/publication")
@roles(*MANAGERS)
def publish_plan(cafeteria_id: int, plan_id: int) -> Response:
    by_id, seen, at = current_person().staff_id, text("seen"), lunch_now()
    return _change(
        cafeteria_id, plan_id, lambda session: publish_seen(session, plan_id, seen, by_id=by_id, at=at)
    )


@blueprint.post("/cafeteria/<id:cafeteria_id>/slots/<id:plan_id>/withdrawal")
@roles(*MANAGERS)
def withdraw_plan(cafeteria_id: int, plan_id: int) -> Response:
    at = lunch_now()
    return _change(cafeteria_id, plan_id, lambda session: withdraw_from_now_on(session, plan_id, at))


@blueprint.post("/cafeteria/<id:cafeteria_id>/slots/<id:plan_id>/removal")
@roles(*MANAGERS)
def remove_plan(cafeteria_id: int, plan_id: int) -> Response:
    with db().writing() as session:
        load_plan_page(session, cafeteria_id, plan_id, lunch_now())
        cafeteria.remove_lunch_draft(session, plan_id)
    flash(gettext("초안을 지웠어요."), "ok")
    return redirect(f"/cafeteria/{cafeteria_id}/slots", 303)


def _change(cafeteria_id: int, plan_id: int, work: Work) -> Response:
    """Does something to a plan of this cafeteria, and shows it again with what that says of it."""
    try:
        with db().writing() as session:
            load_plan_page(session, cafeteria_id, plan_id, lunch_now())
            done = work(session)
    except REFUSALS as error:
        return _again(error, _render_plan(cafeteria_id, plan_id, _words(error)))
    flash(done or gettext("저장했어요. 아래는 공개하면 보일 모습이에요."), "ok")
    return _to_plan(cafeteria_id, plan_id)


def _render_list(cafeteria_id: int, errors: Mapping[str, str]) -> str:
    today = local_day(lunch_now())
    with db().reading() as session:
        place = cafeteria.get_cafeteria(session, cafeteria_id)
        plans = cafeteria.list_lunch_plans(session, cafeteria_id)
        rule = cafeteria.get_lunch_hours(session, today)
    usual = usual_frame(plans, today)
    return render_template(
        "cafeteria/slot_plans.html",
        cafeteria=place,
        current=[p for p in plans if p.state == "published" and p.until_on >= today],
        drafts=[p for p in plans if p.is_draft],
        past=[p for p in plans if not p.is_draft and (p.state == "withdrawn" or p.until_on < today)],
        rule=rule,
        today=today,
        typed=usual | {name: request.form[name] for name in usual if name in request.form},
        states=PLAN_STATES,
        errors=errors,
    )


def _render_plan(cafeteria_id: int, plan_id: int, errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_plan_page(session, cafeteria_id, plan_id, lunch_now())
    return render_template(
        "cafeteria/slot_plan.html",
        page=page,
        shown=page.preview,
        plan=page.preview.plan,
        say=say_problem,
        states=PLAN_STATES,
        errors=errors,
    )


def _words(error: BalgilError) -> Mapping[str, str]:
    """A sentence about one of the slots stands at the slots."""
    words = words_of(error)
    return {"slots": words["main"]} if error.code in SLOT_CODES else words


def _again(error: BalgilError, page: str) -> Response:
    return make_response(page, treatment_of(error).status)


def _to_plan(cafeteria_id: int, plan_id: int) -> Response:
    return redirect(f"/cafeteria/{cafeteria_id}/slots/{plan_id}", 303)
