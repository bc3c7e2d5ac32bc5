"""For how many to cook, and what was served and left over."""

from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from services import cafeteria
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.sheets import write_csv, write_xlsx
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, lunch_now
from webapp.errors import treatment_of
from webapp.forms import asked, asked_day, day, is_ticked, text, words_of
from webapp.pages.cafeteria.count_page import export_head, export_rows, load_count_page
from webapp.pages.cafeteria.meal_words import say_away
from webapp.pages.cafeteria.places import MANAGERS
from webapp.templating import format_day

blueprint = Blueprint("cafeteria_count", __name__)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NUMBER = 9

blueprint.app_template_global("say_away")(say_away)


@blueprint.get("/cafeteria/<id:cafeteria_id>/count")
@roles(*MANAGERS)
def show_count(cafeteria_id: int) -> str:
    on = asked_day("on", local_day(lunch_now())) if asked("on") else None
    return _render(cafeteria_id, on)


@blueprint.post("/cafeteria/<id:cafeteria_id>/count")
@roles(*MANAGERS)
def save_count(cafeteria_id: int) -> AnyResponse:
    on = day("on")
    try:
        portions = cafeteria.Portions(_number("served"), _number("left_over"))
        db().write(
            lambda session: cafeteria.count_portions(
                session,
                cafeteria_id,
                on,
                portions,
                by_id=current_person().staff_id,
                now=lunch_now(),
                is_sure=is_ticked("is_sure"),
            )
        )
    except (Invalid, Conflict) as error:
        return make_response(_render(cafeteria_id, on, error), treatment_of(error).status)
    flash(gettext("%(day)s 배식 수를 저장했어요.", day=format_day(on)), "ok")
    return redirect(f"/cafeteria/{cafeteria_id}/count", 303)


@blueprint.get("/cafeteria/<id:cafeteria_id>/count/days.csv")
@roles(*MANAGERS)
def download_csv(cafeteria_id: int) -> Response:
    with db().reading() as session:
        rows = export_rows(session, cafeteria_id)
    return _download(write_csv(export_head(), rows), "text/csv", "csv")


@blueprint.get("/cafeteria/<id:cafeteria_id>/count/days.xlsx")
@roles(*MANAGERS)
def download_xlsx(cafeteria_id: int) -> Response:
    with db().reading() as session:
        rows = export_rows(session, cafeteria_id)
    return _download(write_xlsx(export_head(), rows, gettext("식수")), SPREADSHEET, "xlsx")


def _download(data: bytes, kind: str, ending: str) -> Response:
    response = Response(data, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="meals.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _render(cafeteria_id: int, on: date | None, error: BalgilError | None = None) -> str:
    with db().reading() as session:
        page = load_count_page(session, cafeteria_id, on)
    return render_template(
        "cafeteria/count.html",
        page=page,
        day_options=[(on.isoformat(), format_day(on)) for on in page.countable],
        errors=words_of(error) if error else {},
        is_unusual=error is not None and error.code == "count_unusual",
    )


def _number(name: str) -> int:
    """A number of portions as people type it: 1,234 too. Raises: Invalid."""
    typed = text(name).replace(",", "").removesuffix("식").removesuffix("명").strip()
    if not typed.isascii() or not typed.isdigit() or len(typed) > LONGEST_NUMBER:
        sentence = N_("0에서 50,000 사이의 수로 적어 주세요.")
        raise Invalid("portions", fields={name: sentence})
    return int(typed)
