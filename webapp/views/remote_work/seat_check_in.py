"""Checking in: by the seat's QR before our camera or the phone's own, or by its letters, typed."""

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.remote_work import seats
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import text

blueprint = Blueprint("remote_seat_check_in", __name__)
REFUSALS = (Invalid, Conflict, NotFound)
# Those after which the person may still take the seat, if it is free.
MAY_BOOK = {"no_booking", "seat_released"}


@blueprint.get("/remote-work/seats/check-in")
@signed_in
def scan() -> str:
    return render_template("remote_work/seats/check_in.html", error=None, coded=None)


@blueprint.get("/remote-work/seats/check-in/<hex(8):code>")
@signed_in
def open_paper(code: bytes) -> str:
    """Where the paper's address leads: an address alone checks nobody in, a tap does."""
    with db().reading() as session:
        coded = seats.find_coded_seat(session, code)
    return render_template("remote_work/seats/paper.html", coded=coded, code=code)


@blueprint.post("/remote-work/seats/check-ins")
@signed_in
def check_in() -> Response:
    staff_id, at = current_person().staff_id, now()
    try:
        code = seats.parse_code(text("text"))
        booking = db().write(lambda session: seats.check_in(session, staff_id, code, at))
    except REFUSALS as error:
        return _again(error)
    flash(gettext("%(seat)s 자리에 체크인했어요.", seat=f"{booking.centre_name} {booking.seat.label}"), "ok")
    return redirect("/remote-work/seats", 303)


def _again(error: BalgilError) -> Response:
    """With the camera at rest: it would see the same paper again at once."""
    coded = None
    if error.code in MAY_BOOK:
        with db().reading() as session:
            coded = seats.find_coded_seat(session, seats.parse_code(text("text")))
    page = render_template(
        "remote_work/seats/check_in.html", error=error, sentence=detail_of(error), coded=coded
    )
    return make_response(page, treatment_of(error).status)
