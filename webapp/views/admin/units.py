"""The tree of units on a day: seen, grown, renamed, moved, closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid, NotFound
from services.people import UnitKind, UnitView
from services.texts import N_
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import asked_day, asked_number, day, find_number, text, words_of
from webapp.pages.people.staff_words import KINDS, unit_choices
from webapp.templating import format_full_day

blueprint = Blueprint("admin_units", __name__)
REFUSALS = (Invalid, Conflict, NotFound)


@dataclass(frozen=True)
class UnitLine:
    """A unit with the teams in it: how many they are, and how many work in all of them."""

    unit: UnitView
    members: int
    teams: int


@blueprint.get("/admin/units")
@roles("administrator")
def list_units() -> str:
    on = asked_day("on", _today())
    with db().reading() as session:
        units = people.list_units(session, on)
        members = people.count_members(session, on)
    return render_template("admin/units.html", lines=_lines(units, members), on=on, kinds=KINDS)


@blueprint.get("/admin/units/new")
@roles("administrator")
def new_unit() -> str:
    return _render_new({})


@blueprint.post("/admin/units")
@roles("administrator")
def create_unit() -> Response:
    try:
        with db().writing() as session:
            unit_id = people.create_unit(
                session, _read_kind(), text("name"), find_number("parent_id"), day("from_on")
            )
    except REFUSALS as error:
        return _again(error, _render_new(words_of(error)))
    flash(gettext("‘%(name)s’ 부서를 만들었어요.", name=text("name")), "ok")
    return redirect(f"/admin/units/{unit_id}?on={text('from_on')}", 303)


@blueprint.get("/admin/units/<id:unit_id>")
@roles("administrator")
def show_unit(unit_id: int) -> str:
    return _render_unit(unit_id, asked_day("on", _today()), {})


@blueprint.post("/admin/units/<id:unit_id>/change")
@roles("administrator")
def change_unit(unit_id: int) -> Response:
    try:
        from_on = day("from_on")
        with db().writing() as session:
            people.change_unit(session, unit_id, text("name"), find_number("parent_id"), from_on)
    except REFUSALS as error:
        return _again(error, _render_unit(unit_id, asked_day("on", _today()), words_of(error)))
    flash(gettext("%(day)s부터 바뀌어요.", day=format_full_day(from_on)), "ok")
    return redirect(f"/admin/units/{unit_id}?on={from_on}", 303)


@blueprint.post("/admin/units/<id:unit_id>/closing")
@roles("administrator")
def close_unit(unit_id: int) -> Response:
    try:
        last_on = day("last_on")
        with db().writing() as session:
            people.close_unit(session, unit_id, last_on)
    except REFUSALS as error:
        return _again(error, _render_unit(unit_id, asked_day("on", _today()), words_of(error)))
    flash(gettext("%(day)s까지 두고 그다음 날 폐지해요.", day=format_full_day(last_on)), "ok")
    return redirect(f"/admin/units?on={last_on}", 303)


def _lines(units: list[UnitView], members: Mapping[int, int]) -> list[UnitLine]:
    teams: dict[int | None, list[int]] = {}
    for unit in units:
        if unit.kind is UnitKind.TEAM:
            teams.setdefault(unit.parent_id, []).append(unit.id)
    return [
        UnitLine(
            unit,
            members=sum(members.get(each, 0) for each in (unit.id, *teams.get(unit.id, ()))),
            teams=len(teams.get(unit.id, ())),
        )
        for unit in units
        if unit.kind is not UnitKind.TEAM
    ]


def _render_new(errors: Mapping[str, str]) -> str:
    on = asked_day("on", _today())
    with db().reading() as session:
        units = people.list_units(session, on)
    return render_template(
        "admin/unit_new.html",
        parents=unit_choices([unit for unit in units if unit.kind is not UnitKind.TEAM]),
        parent_id=asked_number("parent_id"),
        kinds=[(kind.value, gettext(word)) for kind, word in KINDS.items()],
        on=on,
        errors=errors,
    )


def _render_unit(unit_id: int, on: date, errors: Mapping[str, str]) -> str:
    with db().reading() as session:
        unit = people.get_unit(session, unit_id, on)
        units = people.list_units(session, on)
        below = {each.id for each in people.list_units_below(session, unit_id, on)}
        members = people.list_members(session, [unit_id], on)
    parents = [each for each in units if each.id not in below and each.kind is not UnitKind.TEAM]
    return render_template(
        "admin/unit.html",
        unit=unit,
        parent=next((each for each in units if each.id == unit.parent_id), None),
        children=[each for each in units if each.parent_id == unit_id],
        members=members,
        parents=[("", gettext("없음 (맨 위)")), *unit_choices(parents)],
        kinds=KINDS,
        on=on,
        today=_today(),
        errors=errors,
    )


def _again(error: BalgilError, page: str) -> Response:
    return make_response(page, treatment_of(error).status)


def _read_kind() -> UnitKind:
    try:
        return UnitKind(text("kind"))
    except ValueError:
        sentence = N_("종류를 골라 주세요.")
        raise Invalid("kind", sentence, fields={"kind": sentence}) from None


def _today() -> date:
    return local_day(now())
