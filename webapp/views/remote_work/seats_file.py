"""Seats from a file: looked at before anything is kept, every row with what becomes of it."""

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import BalgilError, Conflict, Invalid, Malformed
from services.remote_work import seats
from services.sheets import read_table
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import long_text, read_file, text, words_of
from webapp.pages.remote_work.seat_manage import ROOT

blueprint = Blueprint("remote_seats_file", __name__)
FORM, PLAN = "remote_work/seats/file.html", "remote_work/seats/file_plan.html"
LONGEST_TEXT = 400_000


@blueprint.get("/remote-work/seats/manage/file")
@roles("administrator")
def show_form() -> str:
    return render_template(FORM, errors={}, root=ROOT)


@blueprint.post("/remote-work/seats/manage/file/plan")
@roles("administrator")
def plan_file() -> Response | str:
    """Nothing is kept yet; the page carries the rows for the next request."""
    try:
        _, data = read_file("file")
        with db().reading() as session:
            plan = seats.plan_seats(session, read_table(data))
    except (Invalid, Malformed) as error:
        return _again(error)
    return _render_plan(plan, None)


@blueprint.post("/remote-work/seats/manage/file")
@roles("administrator")
def apply_file() -> Response | str:
    """Does what the plan showed; when it would do something else by now, that is shown."""
    at = now()
    try:
        written, digest = long_text("text", LONGEST_TEXT), text("digest")
        plan = db().write(lambda session: seats.apply_seats(session, written, digest, at))
    except Conflict as error:
        with db().reading() as session:
            fresh = seats.plan_seats_again(session, written)
        return make_response(_render_plan(fresh, error), treatment_of(error).status)
    except Invalid as error:
        return _again(error)
    counts = plan.counts
    flash(
        gettext(
            "새 자리 %(new)s곳을 넣고 %(changed)s곳을 바꿨어요.",
            new=counts[seats.SeatFate.NEW],
            changed=counts[seats.SeatFate.CHANGED],
        ),
        "ok",
    )
    return redirect(ROOT, 303)


def _render_plan(plan: seats.SeatPlan, error: BalgilError | None) -> str:
    errors = words_of(error) if error else {}
    return render_template(PLAN, plan=plan, errors=errors, root=ROOT)


def _again(error: BalgilError) -> Response:
    page = render_template(FORM, errors=words_of(error), root=ROOT)
    return make_response(page, treatment_of(error).status)
