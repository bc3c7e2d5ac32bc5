"""Centres as those see them who run them: all of them, one on a day, its floors, its seats, its papers."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.remote_work import seats
from webapp.access import roles
from webapp.context import current_person, db, now, settings
from webapp.errors import treatment_of
from webapp.forms import asked_number, day, find_number, text, words_of
from webapp.pages.cafeteria.link_symbol import draw_link
from webapp.pages.remote_work.seat_forms import read_id, say_error
from webapp.pages.remote_work.seat_manage import (
    PLACES,
    REFUSALS,
    ROOT,
    change_centre,
    load_manage_page,
    load_managed_centre,
)

blueprint = Blueprint("remote_seats_manage", __name__)
MANAGERS = ("administrator",)


@blueprint.get("/remote-work/seats/manage")
@roles(*MANAGERS)
def list_centres() -> str:
    return _render_all({})


@blueprint.post("/remote-work/seats/manage/centres")
@roles(*MANAGERS)
def create_centre() -> Response:
    at = now()
    try:
        name, place = text("name"), text("place")
        centre_id = db().write(lambda session: seats.create_centre(session, name, place, at))
    except REFUSALS as error:
        return make_response(_render_all(words_of(error)), treatment_of(error).status)
    flash(gettext("센터를 만들었어요. 자리 파일을 올리면 예약을 받을 수 있어요."), "ok")
    return redirect(f"{ROOT}/centres/{centre_id}", 303)


@blueprint.get("/remote-work/seats/manage/centres/<id:centre_id>")
@roles(*MANAGERS)
def show_centre(centre_id: int) -> str:
    with db().reading() as session:
        page = load_managed_centre(session, centre_id)
    return render_template(
        "remote_work/seats/manage_centre.html",
        page=page,
        root=ROOT,
        new_id=lambda: secrets.token_hex(seats.ID_BYTES),
    )


@blueprint.post("/remote-work/seats/manage/centres/<id:centre_id>/closing")
@roles(*MANAGERS)
def close_centre(centre_id: int) -> Response:
    at = now()
    return change_centre(
        centre_id,
        lambda session: seats.close_centre(session, centre_id, day("closed_on"), at),
        gettext("그날부터 예약을 받지 않아요. 잡혀 있던 예약은 끝내고 알렸어요."),
    )


@blueprint.post("/remote-work/seats/manage/centres/<id:centre_id>/reopening")
@roles(*MANAGERS)
def reopen_centre(centre_id: int) -> Response:
    return change_centre(
        centre_id, lambda session: seats.reopen_centre(session, centre_id), gettext("다시 예약을 받아요.")
    )


@blueprint.post("/remote-work/seats/manage/centres/<id:centre_id>/seats/<id:seat_id>/closing")
@roles(*MANAGERS)
def close_seat(centre_id: int, seat_id: int) -> Response:
    at = now()
    return change_centre(
        centre_id,
        lambda session: seats.close_seat(session, centre_id, seat_id, local_day(at), at),
        gettext("오늘부터 그 자리는 예약을 받지 않아요."),
    )


@blueprint.post("/remote-work/seats/manage/centres/<id:centre_id>/seats/<id:seat_id>/reopening")
@roles(*MANAGERS)
def reopen_seat(centre_id: int, seat_id: int) -> Response:
    return change_centre(
        centre_id,
        lambda session: seats.reopen_seat(session, centre_id, seat_id),
        gettext("그 자리에 다시 예약을 받아요."),
    )


@blueprint.post("/remote-work/seats/manage/centres/<id:centre_id>/codes")
@roles(*MANAGERS)
def rotate_codes(centre_id: int) -> Response:
    """New codes for all seats of the centre, or for one."""
    at, seat_id = now(), find_number("seat_id")
    wanted = [seat_id] if seat_id else []
    count = db().write(lambda session: seats.rotate_codes(session, centre_id, at, wanted))
    sentence = ngettext("자리 1곳의 QR을 바꿨어요.", "자리 %(num)s곳의 QR을 바꿨어요.", count)
    flash(f"{sentence} {gettext('새 안내문을 인쇄해 붙여 주세요. 예전 것은 더 쓸 수 없어요.')}", "ok")
    return redirect(f"{ROOT}/centres/{centre_id}/papers", 303)


@blueprint.get("/remote-work/seats/manage/centres/<id:centre_id>/papers")
@roles(*MANAGERS)
def show_papers(centre_id: int) -> str:
    """What is printed and put on the desks, all seats or one."""
    seat_id = asked_number("seat")
    with db().reading() as session:
        centre = seats.get_centre(session, centre_id)
        found = seats.list_papers(session, centre_id, local_day(now()))
    papers = [paper for paper in found if seat_id in (None, paper.seat.id)]
    root = f"{settings().base_url}/remote-work/seats/check-in"
    symbols = [draw_link(f"{root}/{paper.code.hex()}") for paper in papers]
    pairs = list(zip(papers, symbols, strict=True))
    return render_template("remote_work/seats/papers.html", centre=centre, papers=pairs, root=ROOT)


@blueprint.post("/remote-work/seats/manage/centres/<id:centre_id>/floor-closings")
@roles(*MANAGERS)
def close_floor(centre_id: int) -> Response:
    """The people of the floor are offered other seats at once."""
    at, by_id = now(), current_person().staff_id
    try:
        closing = seats.FloorClosing(
            read_id(), find_number("floor_id") or 0, day("from_on"), day("until_on"), text("why")
        )
        found = db().write(lambda session: seats.close_floor(session, closing, by_id, at))
    except REFUSALS as error:
        flash(say_error(error), "warn")
        return redirect(f"{ROOT}/centres/{centre_id}", 303)
    flash(
        gettext(
            "층을 닫았어요. 예약이 있던 %(people)s명 가운데 %(without)s명은 줄 자리가 모자라요.",
            people=found.people_count,
            without=found.without_count,
        ),
        "ok",
    )
    return redirect(f"{ROOT}/centres/{centre_id}", 303)


@blueprint.post(
    "/remote-work/seats/manage/centres/<id:centre_id>/floor-closings/<hex(16):closing_id>/removal"
)
@roles(*MANAGERS)
def open_floor(centre_id: int, closing_id: bytes) -> Response:
    at = now()
    return change_centre(
        centre_id, lambda session: seats.open_floor(session, closing_id, at), gettext("층을 다시 열었어요.")
    )


def _render_all(errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        page = load_manage_page(session)
    return render_template(
        "remote_work/seats/manage.html", page=page, places=PLACES, root=ROOT, errors=errors
    )
