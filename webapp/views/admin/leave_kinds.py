"""Kinds of leave: dated rows, each with its basis; what was before stays true for the days before."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import leave
from services.absences import AbsenceKind
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.leave import Kinds, KindView
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import day, find_number, is_ticked, text, words_of

blueprint = Blueprint("admin_leave_kinds", __name__)
LAST_POSITION = 1_000


@blueprint.get("/admin/leave-kinds")
@roles("administrator")
def list_kinds() -> str:
    return _render({})


@blueprint.get("/admin/leave-kinds/<string:code>")
@roles("administrator")
def edit_kind(code: str) -> str:
    """`new` is a kind that is not there yet."""
    with db().reading() as session:
        known = leave.load_kinds(session)
    return _render_form(_find(known, code), {})


@blueprint.post("/admin/leave-kinds")
@roles("administrator")
def change_kind() -> Response:
    with db().reading() as session:
        before = _find(leave.load_kinds(session), text("code"))
    kind = before
    try:
        kind = _read(before)
        db().write(lambda session: leave.change_kind(session, kind, _today()))
    except (Invalid, Conflict) as error:
        return _again(kind, error)
    flash(gettext("휴가 종류를 저장했어요."), "ok")
    return redirect("/admin/leave-kinds", 303)


def _today() -> date:
    return local_day(now())


def _find(known: Kinds, code: str) -> KindView:
    """The newest row of a kind; an unknown code is a new kind with a code of its own."""
    rows = [row for row in known.rows if row.code == code]
    if rows:
        return rows[-1]
    return KindView(
        code=secrets.token_hex(8),
        from_on=_today(),
        position=LAST_POSITION,
        name="",
        absence=AbsenceKind.LEAVE,
        has_days=True,
        has_halves=True,
        needs_reason=False,
        paper_from_days=None,
        is_open=True,
        basis="",
    )


def _read(before: KindView) -> KindView:
    return replace(
        before,
        from_on=day("from_on"),
        name=text("name"),
        absence=AbsenceKind.TRAINING if text("absence") == "training" else AbsenceKind.LEAVE,
        has_days=is_ticked("has_days"),
        has_halves=is_ticked("has_halves"),
        needs_reason=is_ticked("needs_reason"),
        paper_from_days=find_number("paper_from_days"),
        is_open=is_ticked("is_open"),
        basis=text("basis"),
    )


def _again(kind: KindView, error: BalgilError) -> Response:
    return make_response(_render_form(kind, words_of(error)), treatment_of(error).status)


def _render(errors: Mapping[str, str]) -> str:
    today = _today()
    with db().reading() as session:
        known = leave.load_kinds(session)
    now_held = {(row.code, row.from_on) for row in known.of_day(today)}
    return render_template(
        "admin/leave_kinds.html",
        kinds=[row for row in known.rows if (row.code, row.from_on) in now_held or row.from_on > today],
        today=today,
        errors=errors,
    )


def _render_form(kind: KindView, errors: Mapping[str, str]) -> str:
    return render_template(
        "admin/leave_kind.html", kind=kind, errors=errors, first_on=max(kind.from_on, _today())
    )
