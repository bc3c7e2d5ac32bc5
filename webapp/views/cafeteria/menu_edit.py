"""The menu as the kitchen puts it in: typed, pasted or as a file; looked at before anything is kept."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services import cafeteria, workdays
from services.cafeteria import MenuPlan, ReadMenu
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid, Malformed
from services.sheets import read_grids
from webapp.access import roles
from webapp.context import current_person, db, lunch_now
from webapp.errors import treatment_of
from webapp.forms import asked_day, day, find_day, long_text, text, words_of
from webapp.pages.cafeteria.meal_words import FATE_ICONS, FATE_TONES, FATES
from webapp.pages.cafeteria.places import MANAGERS
from webapp.templating import format_day

blueprint = Blueprint("cafeteria_menu_edit", __name__)
FORM, PREVIEW = "cafeteria/menu_edit.html", "cafeteria/menu_preview.html"
MOST_BYTES = 11_000_000
# A form of typed text is never longer; a file is told its own limit.
LONGEST_TEXT = 70_000
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
WORKING_DAYS, WEEKS_TO_CHOOSE = 5, 5


@blueprint.get("/cafeteria/<id:cafeteria_id>/menu/edit")
@roles(*MANAGERS)
def edit_menu(cafeteria_id: int) -> str:
    """The form with the days of the week below each other, and what is known of them."""
    week_on = workdays.monday_of(asked_day("week", _default_week(cafeteria_id)))
    days = [week_on + n * ONE_DAY for n in range(WORKING_DAYS)]
    with db().reading() as session:
        serving = cafeteria.list_serving_days(session, cafeteria_id, days[0], days[-1])
        menus = cafeteria.list_menus(session, cafeteria_id, days[0], days[-1])
    shown = [each for each in serving if each >= _today()]
    return _render_form(cafeteria_id, cafeteria.menus_as_text(shown, menus), week_on)


@blueprint.post("/cafeteria/<id:cafeteria_id>/menu/preview")
@roles(*MANAGERS)
def preview_menu(cafeteria_id: int) -> Response | str:
    """Nothing is kept yet; a file wins over what stands in the field."""
    typed, week_on = "", workdays.monday_of(_today())
    try:
        week_on = workdays.monday_of(find_day("week_on") or week_on)
        typed = long_text("text", LONGEST_TEXT)
        read = _read(typed, week_on)
        with db().reading() as session:
            plan = cafeteria.plan_menu(session, cafeteria_id, read, lunch_now())
    except (Invalid, Malformed) as error:
        return _again(error, _render_form(cafeteria_id, typed, week_on, error))
    return _render_preview(cafeteria_id, plan, week_on)


@blueprint.post("/cafeteria/<id:cafeteria_id>/menu")
@roles(*MANAGERS)
def save_menu(cafeteria_id: int) -> Response | str:
    """Keeps what the preview showed; when it would do something else by now, it is shown anew."""
    written, digest, staff_id = long_text("text", LONGEST_TEXT), text("digest"), current_person().staff_id
    try:
        plan = db().write(
            lambda session: cafeteria.save_menu(
                session, cafeteria_id, written, digest, by_id=staff_id, now=lunch_now()
            )
        )
    except Conflict as error:
        return _again(error, _preview_anew(cafeteria_id, written, error))
    count = len(plan.days)
    flash(ngettext("하루 식단을 저장했어요.", "%(num)s일 식단을 저장했어요.", count), "ok")
    first_on = min(each.day.on for each in plan.days if each.day.on)
    return redirect(f"/cafeteria/{cafeteria_id}/menu?week={first_on.isoformat()}", 303)


@blueprint.post("/cafeteria/<id:cafeteria_id>/menu/removal")
@roles(*MANAGERS)
def remove_menu(cafeteria_id: int) -> Response:
    on = day("on")
    with db().writing() as session:
        cafeteria.remove_menu(session, cafeteria_id, on)
    flash(gettext("식단을 지웠어요."), "ok")
    return redirect(f"/cafeteria/{cafeteria_id}/menu/edit?week={on.isoformat()}", 303)


def _read(typed: str, week_on: date) -> ReadMenu:
    file = request.files.get("file")
    if not file or not file.filename:
        return cafeteria.read_menu_text(typed, _today(), week_on)
    data = file.stream.read(MOST_BYTES)
    return cafeteria.read_menu_sheets(read_grids(data), _today(), week_on)


def _preview_anew(cafeteria_id: int, written: str, error: Conflict) -> str:
    week_on = workdays.monday_of(_today())
    with db().reading() as session:
        read = cafeteria.read_menu_text(written, _today(), week_on)
        plan = cafeteria.plan_menu(session, cafeteria_id, read, lunch_now())
    return _render_preview(cafeteria_id, plan, week_on, error)


def _render_form(cafeteria_id: int, typed: str, week_on: date, error: BalgilError | None = None) -> str:
    this_week = workdays.monday_of(_today())
    with db().reading() as session:
        place = cafeteria.get_cafeteria(session, cafeteria_id)
        menus = cafeteria.list_menus(session, cafeteria_id, _today(), this_week + WEEKS_TO_CHOOSE * ONE_WEEK)
    weeks = [this_week + n * ONE_WEEK for n in range(WEEKS_TO_CHOOSE)]
    return render_template(
        FORM,
        place=place,
        typed=typed,
        week_on=week_on,
        week_options=_week_options(weeks if week_on in weeks else [week_on, *weeks]),
        menus=menus,
        errors=words_of(error) if error else {},
    )


def _render_preview(cafeteria_id: int, plan: MenuPlan, week_on: date, error: Conflict | None = None) -> str:
    with db().reading() as session:
        place = cafeteria.get_cafeteria(session, cafeteria_id)
    return render_template(
        PREVIEW,
        place=place,
        plan=plan,
        week_on=week_on,
        fates=FATES,
        tones=FATE_TONES,
        icons=FATE_ICONS,
        errors=words_of(error) if error else {},
    )


def _week_options(mondays: Sequence[date]) -> list[tuple[str, str]]:
    friday = (WORKING_DAYS - 1) * ONE_DAY
    return [(on.isoformat(), f"{format_day(on)} – {format_day(on + friday)}") for on in mondays]


def _default_week(cafeteria_id: int) -> date:
    """This week as long as a day of it has no menu and is still to come, else the next one."""
    today = _today()
    sunday = workdays.monday_of(today) + ONE_WEEK - ONE_DAY
    with db().reading() as session:
        coming = cafeteria.list_serving_days(session, cafeteria_id, today, sunday)
        known = {menu.on for menu in cafeteria.list_menus(session, cafeteria_id, today, sunday)}
    return today if set(coming) - known else today + ONE_WEEK


def _today() -> date:
    return local_day(lunch_now())


def _again(error: BalgilError, page: str) -> Response:
    return make_response(page, treatment_of(error).status)
