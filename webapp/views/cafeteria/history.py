"""A cafeteria's past for those who run it: when it was crowded, and the same as a file."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from services import cafeteria
from services.cafeteria import History
from services.clock import local_day
from services.sheets import write_csv, write_xlsx
from webapp.access import roles
from webapp.context import db, lunch_now
from webapp.pages.cafeteria.history_page import (
    FEW_DAYS,
    MOST_COLUMNS,
    Period,
    asked_period,
    list_export_rows,
    list_head,
    list_legend,
    list_presets,
    show_heat,
)
from webapp.pages.cafeteria.places import MANAGERS

blueprint = Blueprint("cafeteria_history", __name__)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/cafeteria/<id:cafeteria_id>/history")
@roles(*MANAGERS)
def show_history(cafeteria_id: int) -> str:
    today = local_day(lunch_now())
    period = asked_period(today)
    history = _load(cafeteria_id, period)
    return render_template(
        "cafeteria/history.html",
        history=history,
        period=period,
        presets=list_presets(period, today),
        heat=show_heat(history, period.by),
        legend=list_legend(history),
        few=FEW_DAYS,
        most=MOST_COLUMNS,
        today=today,
    )


@blueprint.get("/cafeteria/<id:cafeteria_id>/history.csv")
@roles(*MANAGERS)
def download_csv(cafeteria_id: int) -> Response:
    period = asked_period(local_day(lunch_now()))
    history = _load(cafeteria_id, period)
    return _as_file(write_csv(list_head(), list_export_rows(history)), "text/csv", period, "csv")


@blueprint.get("/cafeteria/<id:cafeteria_id>/history.xlsx")
@roles(*MANAGERS)
def download_xlsx(cafeteria_id: int) -> Response:
    period = asked_period(local_day(lunch_now()))
    history = _load(cafeteria_id, period)
    title = f"{period.from_on}_{period.until_on}"
    return _as_file(write_xlsx(list_head(), list_export_rows(history), title), SPREADSHEET, period, "xlsx")


def _load(cafeteria_id: int, period: Period) -> History:
    with db().reading() as session:
        return cafeteria.load_history(session, cafeteria_id, period.from_on, period.until_on)


def _as_file(content: bytes, mimetype: str, period: Period, end: str) -> Response:
    name = f"cafeteria-{period.from_on}-{period.until_on}.{end}"
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
