"""Lunch as staff see it: how long the wait is, when to go, and the two taps of those in the queue."""

import json
import secrets

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import cafeteria
from services.errors import Invalid
from services.texts import N_
from webapp.access import signed_in
from webapp.context import db, lunch_now
from webapp.pages.cafeteria.crowd_words import clock_of, crowd_words, say_minutes, say_peak, whole_minutes
from webapp.pages.cafeteria.diner_words import chart_words, report_words
from webapp.pages.cafeteria.lunch_page import find_own_cafeteria, load_cafeteria_page
from webapp.pages.cafeteria.report_marks import current_mark
from webapp.pages.cafeteria.words import LEVEL_WORDS

blueprint = Blueprint("cafeteria", __name__)
ID_BYTES = 16


def compact_json(value: object) -> str:
    """For an attribute that a script reads: Korean as it is, no room between."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


blueprint.app_template_filter("clock_minute")(clock_of)
blueprint.app_template_filter("compact_json")(compact_json)
blueprint.app_template_filter("whole_minutes")(whole_minutes)
for helper in (crowd_words, chart_words, report_words, say_minutes, say_peak):
    blueprint.app_template_global(helper.__name__)(helper)
blueprint.app_template_global("level_words")(lambda: LEVEL_WORDS)


@blueprint.get("/cafeteria")
@signed_in
def show_own() -> str:
    with db().reading() as session:
        cafeteria_id = find_own_cafeteria(session)
    if cafeteria_id is None:
        return render_template("cafeteria/none.html")
    return _render(cafeteria_id)


@blueprint.get("/cafeteria/<id:cafeteria_id>")
@signed_in
def show_cafeteria(cafeteria_id: int) -> str:
    return _render(cafeteria_id)


@blueprint.post("/cafeteria/<id:cafeteria_id>/queue-reports")
@signed_in
def join_queue(cafeteria_id: int) -> Response:
    """The first tap of a browser without scripts; its address keeps the report for the second one."""
    report_id, mark, at = read_report_id(), current_mark(), lunch_now()
    with db().writing() as session:
        cafeteria.join_queue(session, cafeteria_id, report_id, mark, at)
    return redirect(f"/cafeteria/{cafeteria_id}?report={report_id.hex()}", 303)


@blueprint.post("/cafeteria/<id:cafeteria_id>/queue-reports/<hex(16):report_id>/serving")
@signed_in
def leave_queue(cafeteria_id: int, report_id: bytes) -> Response:
    mark, at = current_mark(), lunch_now()
    with db().writing() as session:
        waited = cafeteria.leave_queue(session, cafeteria_id, report_id, at, mark)
    minutes = waited.total_seconds() / 60
    said = report_words()["at_once" if minutes < 1 else "waited"]
    flash(said.format(minutes=whole_minutes(minutes)), "ok")
    return redirect(f"/cafeteria/{cafeteria_id}", 303)


@blueprint.post("/cafeteria/<id:cafeteria_id>/queue-reports/<hex(16):report_id>/withdrawal")
@signed_in
def withdraw_report(cafeteria_id: int, report_id: bytes) -> Response:
    mark, at = current_mark(), lunch_now()
    with db().writing() as session:
        cafeteria.withdraw_report(session, cafeteria_id, report_id, at, mark)
    flash(gettext("신고를 거두었어요."), "ok")
    return redirect(f"/cafeteria/{cafeteria_id}", 303)


def read_report_id() -> bytes:
    """Raises: Invalid `report_id`."""
    try:
        found = bytes.fromhex(request.form.get("id", ""))
    except ValueError:
        found = b""
    if len(found) != ID_BYTES:
        raise Invalid("report_id", N_("화면이 오래되어 보내지 못했어요. 새로 고친 뒤 다시 해 주세요."))
    return found


def _render(cafeteria_id: int) -> str:
    with db().reading() as session:
        page = load_cafeteria_page(session, cafeteria_id)
    return render_template(
        "cafeteria/show.html", page=page, report=_find_report(), new_id=secrets.token_hex(ID_BYTES)
    )


def _find_report() -> bytes | None:
    """The report that a browser without scripts has opened, from its address."""
    try:
        found = bytes.fromhex(request.args.get("report", ""))
    except ValueError:
        return None
    return found if len(found) == ID_BYTES else None
