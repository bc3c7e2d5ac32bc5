"""How manuals are used: for everybody, because nobody is in it."""

from datetime import date

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from services.clock import local_day
from webapp.access import signed_in
from webapp.context import db, now
from webapp.forms import asked
from webapp.pages.manuals.statistics_page import load_statistics_page, to_csv
from webapp.pages.manuals.visits import count_due_views

blueprint = Blueprint("manual_statistics", __name__)
FIRST_YEAR = 2000


@blueprint.get("/manuals/statistics")
@signed_in
def show_statistics() -> str:
    count_due_views(all_of_them=True)
    with db().reading() as session:
        page = load_statistics_page(session, _asked_month())
    return render_template("manuals/statistics.html", page=page)


@blueprint.get("/manuals/statistics.csv")
@signed_in
def export_statistics() -> Response:
    """The months and departments as they are shown, for a report."""
    with db().reading() as session:
        page = load_statistics_page(session, _asked_month())
    response = Response(to_csv(page), mimetype="text/csv; charset=utf-8")
    name = f"manuals-{page.figures.month_on:%Y-%m}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked_month() -> date:
    """The month of the address (`2026-09`), this one for anything else."""
    this_month = local_day(now()).replace(day=1)
    try:
        found = date.fromisoformat(f"{asked('month')}-01")
    except ValueError:
        return this_month
    return min(found, this_month) if found.year >= FIRST_YEAR else this_month
