"""The menu of a week and of one day in large letters; and `오늘 안 먹어요`."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.clock import local_day
from services.errors import Conflict
from webapp.access import signed_in
from webapp.context import current_person, db, lunch_now
from webapp.forms import asked, asked_day, day
from webapp.own_path import own_path
from webapp.pages.cafeteria.meal_words import allergen_words, say_allergens
from webapp.pages.cafeteria.menu_page import load_large_day, load_menu_week
from webapp.pages.cafeteria.places import MANAGERS
from webapp.templating import format_day
from webapp.writing import write_and_tell

blueprint = Blueprint("cafeteria_menu", __name__)

blueprint.app_template_global("say_allergens")(say_allergens)
blueprint.app_template_global("allergen_words")(allergen_words)


@blueprint.get("/cafeteria/<id:cafeteria_id>/menu")
@signed_in
def show_menu(cafeteria_id: int) -> str:
    week_on = asked_day("week", local_day(lunch_now()))
    with db().reading() as session:
        page = load_menu_week(session, cafeteria_id, week_on)
    may_edit = bool(MANAGERS & current_person().roles)
    return render_template("cafeteria/menu.html", page=page, may_edit=may_edit)


@blueprint.get("/cafeteria/<id:cafeteria_id>/menu/large")
@signed_in
def show_large(cafeteria_id: int) -> str:
    """Without a day in the address it is always the next lunch: the page may hang on a wall."""
    on = asked_day("on", local_day(lunch_now())) if asked("on") else None
    with db().reading() as session:
        page = load_large_day(session, cafeteria_id, on)
    return render_template("cafeteria/menu_large.html", page=page)


@blueprint.post("/cafeteria/opt-outs")
@signed_in
def opt_out() -> Response:
    on = day("on")
    said = gettext("%(day)s 점심은 안 드시는 것으로 셀게요. 주방은 몇 명인지만 알아요.", day=format_day(on))
    return _change(cafeteria.opt_out, on, said)


@blueprint.post("/cafeteria/opt-outs/undoing")
@signed_in
def opt_in() -> Response:
    on = day("on")
    said = gettext("%(day)s 점심을 드시는 것으로 셀게요.", day=format_day(on))
    return _change(cafeteria.opt_in, on, said)


def _change(work: Callable[..., cafeteria.LunchDay], on: date, said: str) -> Response:
    """Back to the page of the tap, also when it came too late: the page says how things stand."""
    return write_and_tell(
        lambda session: work(session, current_person().staff_id, on, lunch_now()),
        own_path(request.form.get("next")),
        said,
        (Conflict,),
    )
