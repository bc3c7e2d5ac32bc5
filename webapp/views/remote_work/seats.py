"""Seats in smart-work centres: my bookings, the picture of a floor, booking, cancelling, offers."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services.errors import Conflict, Invalid
from services.remote_work import seats
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import day, find_number, text
from webapp.pages.remote_work import seat_words
from webapp.pages.remote_work.seat_forms import read_id, say_error
from webapp.pages.remote_work.seat_pages import load_centre_page, load_seats_page

blueprint = Blueprint("remote_seats", __name__)
REFUSALS = (Invalid, Conflict)
PAGE = "/remote-work/seats"

blueprint.app_template_global("seat_words")(lambda: seat_words)


@blueprint.get("/remote-work/seats")
@signed_in
def show_seats() -> str:
    with db().reading() as session:
        page = load_seats_page(session)
    return render_template("remote_work/seats/seats.html", page=page, at=now())


@blueprint.get("/remote-work/seats/centres/<id:centre_id>")
@signed_in
def show_centre(centre_id: int) -> str:
    """The picture and the list are the same links; a tap chooses, the button below books."""
    with db().reading() as session:
        page = load_centre_page(session, centre_id)
    new_id = secrets.token_hex(seats.ID_BYTES)
    return render_template("remote_work/seats/centre.html", page=page, new_id=new_id)


@blueprint.post("/remote-work/seats/bookings")
@signed_in
def book_seat() -> Response:
    staff_id, at = current_person().staff_id, now()
    try:
        wish = _read_wish()
        booking = db().write(lambda session: seats.book_seat(session, staff_id, wish, at))
    except REFUSALS as error:
        flash(say_error(error), "warn")
        return redirect(_back_to_centre(), 303)
    flash(gettext("%(seat)s 자리를 예약했어요.", seat=f"{booking.centre_name} {booking.seat.label}"), "ok")
    return redirect(PAGE, 303)


@blueprint.post("/remote-work/seats/bookings/<hex(16):booking_id>/cancellation")
@signed_in
def cancel_booking(booking_id: bytes) -> Response:
    staff_id, at = current_person().staff_id, now()
    try:
        booking = db().write(lambda session: seats.cancel_booking(session, staff_id, booking_id, at))
    except REFUSALS as error:
        flash(say_error(error), "warn")
        return redirect(PAGE, 303)
    flash(
        gettext("자리를 비웠어요. 남은 시간은 다른 사람이 쓸 수 있어요.")
        if booking.state == "left"
        else gettext("예약을 취소했어요."),
        "ok",
    )
    return redirect(PAGE, 303)


@blueprint.post("/remote-work/seats/cancellations")
@signed_in
def cancel_range() -> Response:
    staff_id, at = current_person().staff_id, now()
    try:
        days = day("from_on"), day("until_on")
        gone = db().write(lambda session: seats.cancel_bookings(session, staff_id, *days, at))
    except REFUSALS as error:
        flash(say_error(error), "warn")
        return redirect(f"{PAGE}#range", 303)
    if gone:
        count = len(gone)
        flash(ngettext("예약 1건을 취소했어요.", "예약 %(num)s건을 취소했어요.", count), "ok")
    else:
        flash(gettext("그 기간에는 취소할 예약이 없어요."), "warn")
    return redirect(PAGE, 303)


@blueprint.post("/remote-work/seats/offers/<hex(16):emergency_id>/answer")
@signed_in
def answer_offer(emergency_id: bytes) -> Response:
    """Two buttons; what is neither of them takes nothing."""
    staff_id, at, accept = current_person().staff_id, now(), request.form.get("answer") == "yes"
    try:
        db().write(lambda session: seats.answer_offer(session, staff_id, emergency_id, accept, at))
    except REFUSALS as error:
        flash(say_error(error), "warn")
        return redirect(PAGE, 303)
    flash(gettext("자리를 예약했어요.") if accept else gettext("자리를 다른 사람에게 넘겼어요."), "ok")
    return redirect(PAGE, 303)


def _read_wish() -> seats.SeatWish:
    wish_id, seat_id = read_id(), find_number("seat_id")
    if seat_id is None:
        raise Invalid("seat", N_("자리를 골라 주세요."))
    return seats.SeatWish(wish_id, seat_id, day("on"), text("part"))


def _back_to_centre() -> str:
    """The picture as it is now, on the same day; only of what the form said and we can read."""
    try:
        centre_id, on, part = find_number("centre_id"), day("on"), text("part")
    except Invalid:
        return PAGE
    if centre_id is None or part not in seats.HALVES:
        return PAGE
    return f"{PAGE}/centres/{centre_id}?on={on.isoformat()}&part={part}"
