"""Amounts of the organisation: dated rows with their basis; manuals refer to them by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import rates
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.rates import Certainty, RateView, Unit
from services.texts import N_
from webapp.access import roles
from webapp.context import current_person, db, now
from webapp.errors import detail_of, treatment_of
from webapp.forms import asked, day, is_ticked, text, words_of

blueprint = Blueprint("admin_rates", __name__)
Choice = TypeVar("Choice", Unit, Certainty)
UNITS: Mapping[Unit, str] = {
    Unit.WON: N_("원"),
    Unit.DAY: N_("날(일)"),
    Unit.HOUR: N_("시간"),
    Unit.PERCENT: N_("퍼센트"),
}
CERTAINTIES: Mapping[Certainty, tuple[str, str]] = {
    Certainty.HIGH: (N_("법령 원문으로 확인"), "ok"),
    Certainty.MIDDLE: (N_("다른 자료로 확인"), "info"),
    Certainty.LOW: (N_("기관이 정하거나 다툼이 있음"), "warn"),
}


@dataclass(frozen=True)
class RateLine:
    """A name with what holds today, None before its first day, and what comes later."""

    name: str
    current: RateView | None
    later: tuple[RateView, ...]


@blueprint.get("/admin/rates")
@roles("administrator", "manual_editor")
def list_rates() -> str:
    return _render({})


@blueprint.post("/admin/rates")
@roles("administrator", "manual_editor")
def set_rate() -> Response:
    today, at, staff_id = local_day(now()), now(), current_person().staff_id
    try:
        rate = _read()
        db().write(lambda session: rates.set_rate(session, rate, staff_id, today, at))
    except (Invalid, Conflict) as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(gettext("금액 기준을 저장했어요. 매뉴얼에는 그날부터 이 금액이 보여요."), "ok")
    return redirect("/admin/rates", 303)


@blueprint.post("/admin/rates/removal")
@roles("administrator", "manual_editor")
def take_back_rate() -> Response:
    name, from_on, today = text("name"), day("from_on"), local_day(now())
    try:
        with db().writing() as session:
            rates.take_back_rate(session, name, from_on, today)
    except Conflict as error:
        flash(detail_of(error), "warn")
    return redirect("/admin/rates", 303)


def _read() -> RateView:
    """An amount may be written as people write it: `25,000`."""
    typed = text("amount").replace(",", "").removesuffix("원")
    amount = None if is_ticked("is_ended") else _to_amount(typed)
    return RateView(
        name=text("name"),
        from_on=day("from_on"),
        amount=amount,
        unit=_one_of(Unit, text("unit"), Unit.WON),
        basis=text("basis"),
        certainty=_one_of(Certainty, text("certainty"), Certainty.LOW),
    )


def _to_amount(typed: str) -> int:
    """-1 for what is none: the service names the field."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 12 else -1


def _one_of(choices: type[Choice], typed: str, otherwise: Choice) -> Choice:
    return next((each for each in choices if each.value == typed), otherwise)


def _render(errors: Mapping[str, str]) -> str:
    today = local_day(now())
    with db().reading() as session:
        lines = _to_lines(rates.list_rates(session), today)
    chosen = next((line for line in lines if line.name == asked("name")), None)
    return render_template(
        "admin/rates.html",
        lines=lines,
        chosen=chosen.current if chosen else None,
        form=request.form,
        today=today,
        errors=errors,
        units=[(unit.value, gettext(word)) for unit, word in UNITS.items()],
        certainties=CERTAINTIES,
        certainty_options=[(each.value, gettext(said[0])) for each, said in CERTAINTIES.items()],
    )


def _to_lines(rows: list[RateView], today: date) -> list[RateLine]:
    held: dict[str, list[RateView]] = {}
    for row in rows:
        held.setdefault(row.key, []).append(row)
    lines = []
    for mine in held.values():
        current = next((row for row in mine if row.from_on <= today), None)
        later = tuple(row for row in reversed(mine) if row.from_on > today)
        lines.append(RateLine((current or mine[-1]).name, current, later))
    return lines
