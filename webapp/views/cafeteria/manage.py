"""Cafeterias as those see them who run them: all of them, a new one, and how each one works."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from webapp.access import roles
from webapp.context import db, lunch_now
from webapp.errors import treatment_of
from webapp.forms import day, text, words_of
from webapp.pages.cafeteria.bounds import explain_bounds
from webapp.pages.cafeteria.changes import change_seen
from webapp.pages.cafeteria.form import CafeteriaForm, empty_form, form_of, read_form
from webapp.pages.cafeteria.places import MANAGE, MANAGERS, list_manage_places
from webapp.pages.cafeteria.words import LEVEL_WORDS
from webapp.templating import format_full_day

blueprint = Blueprint("cafeteria_manage", __name__)
REFUSALS = (Invalid, Conflict)
EVER = date.min

blueprint.app_template_global("list_manage_places")(list_manage_places)


@blueprint.get("/cafeteria/manage")
@roles(*MANAGERS)
def list_cafeterias() -> str:
    with db().reading() as session:
        found = cafeteria.list_cafeterias(session, EVER)
    today = _today()
    closed = [each for each in found if each.closed_on and each.closed_on < today]
    open_ones = [each for each in found if each not in closed]
    return render_template("cafeteria/manage.html", open_ones=open_ones, closed=closed)


@blueprint.get("/cafeteria/manage/new")
@roles(*MANAGERS)
def new_cafeteria() -> str:
    return _render_new(empty_form())


@blueprint.post("/cafeteria/manage")
@roles(*MANAGERS)
def create_cafeteria() -> Response:
    form = read_form()
    try:
        made = db().write(lambda session: cafeteria.create_cafeteria(session, form.to_plan(), lunch_now()))
    except REFUSALS as error:
        return _again(error, _render_new(replace(form, wrong=words_of(error))))
    flash(gettext("구내식당을 만들었어요. 주방 태블릿에서 주방 화면을 열면 바로 시작해요."), "ok")
    return redirect(f"/cafeteria/{made}/manage", 303)


@blueprint.get("/cafeteria/<id:cafeteria_id>/manage")
@roles(*MANAGERS)
def show_settings(cafeteria_id: int) -> str:
    return _render_settings(cafeteria_id)


@blueprint.post("/cafeteria/<id:cafeteria_id>/manage")
@roles(*MANAGERS)
def change_cafeteria(cafeteria_id: int) -> Response:
    form = read_form()
    try:
        plan = form.to_plan()
        change_seen(cafeteria_id, lambda session: cafeteria.change_cafeteria(session, cafeteria_id, plan))
    except REFUSALS as error:
        wrong = words_of(error)
        return _again(error, _render_settings(cafeteria_id, replace(form, wrong=wrong), wrong))
    flash(gettext("설정을 저장했어요. 지금부터 이렇게 계산해요."), "ok")
    return _back(cafeteria_id)


@blueprint.post("/cafeteria/<id:cafeteria_id>/closures")
@roles(*MANAGERS)
def add_closure(cafeteria_id: int) -> Response:
    try:
        on, reason, today = day("closed_on"), text("reason"), _today()
        change_seen(
            cafeteria_id,
            lambda session: cafeteria.announce_closure(session, cafeteria_id, on, reason, today),
        )
    except REFUSALS as error:
        return _again(error, _render_settings(cafeteria_id, wrong=words_of(error)))
    flash(gettext("%(day)s에는 배식하지 않아요.", day=format_full_day(on)), "ok")
    return _back(cafeteria_id)


@blueprint.post("/cafeteria/<id:cafeteria_id>/closures/removal")
@roles(*MANAGERS)
def remove_closure(cafeteria_id: int) -> Response:
    on = day("closed_on")
    change_seen(cafeteria_id, lambda session: cafeteria.remove_closure(session, cafeteria_id, on))
    flash(gettext("%(day)s에 다시 배식해요.", day=format_full_day(on)), "ok")
    return _back(cafeteria_id)


@blueprint.post("/cafeteria/<id:cafeteria_id>/end")
@roles(*MANAGERS)
def end_cafeteria(cafeteria_id: int) -> Response:
    try:
        last_on, at = day("last_on"), lunch_now()
        change_seen(cafeteria_id, lambda session: cafeteria.end_cafeteria(session, cafeteria_id, last_on, at))
    except REFUSALS as error:
        return _again(error, _render_settings(cafeteria_id, wrong=words_of(error)))
    flash(gettext("%(day)s까지 열고 문을 닫아요.", day=format_full_day(last_on)), "ok")
    return _back(cafeteria_id)


@blueprint.post("/cafeteria/<id:cafeteria_id>/reopening")
@roles(*MANAGERS)
def reopen_cafeteria(cafeteria_id: int) -> Response:
    change_seen(cafeteria_id, lambda session: cafeteria.reopen_cafeteria(session, cafeteria_id))
    flash(gettext("계속 열어요. 닫으면서 없어진 점심 차례는 되살아나지 않으니 새로 공개해 주세요."), "ok")
    return _back(cafeteria_id)


def _render_new(form: CafeteriaForm) -> str:
    return render_template("cafeteria/new.html", form=form, back=MANAGE)


def _render_settings(
    cafeteria_id: int, form: CafeteriaForm | None = None, wrong: Mapping[str, str] | None = None
) -> str:
    today = _today()
    with db().reading() as session:
        view = cafeteria.get_cafeteria(session, cafeteria_id)
        closures = cafeteria.list_closures(session, cafeteria_id, today)
        plans = cafeteria.list_published_plans(session, today, date.max, cafeteria_id)
    return render_template(
        "cafeteria/settings.html",
        cafeteria=view,
        form=form or form_of(view),
        explained=explain_bounds(view),
        level_words=LEVEL_WORDS,
        closures=closures,
        planned_until=max((plan.until_on for plan in plans), default=None),
        today=today,
        wrong=wrong or {},
    )


def _again(error: BalgilError, page: str) -> Response:
    return make_response(page, treatment_of(error).status)


def _back(cafeteria_id: int) -> Response:
    return redirect(f"/cafeteria/{cafeteria_id}/manage", 303)


def _today() -> date:
    return local_day(lunch_now())
