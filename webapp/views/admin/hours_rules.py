"""The types of working hours with their rules, from a day on, with the legal basis."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.remote_work import hours
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import NOTHING, asked, day, is_ticked, read_count, read_minute, text, words_of
from webapp.pages.remote_work import hours_words
from webapp.templating import format_full_day
from webapp.writing import write_and_tell

blueprint = Blueprint("admin_hours_rules", __name__)
REFUSALS = (Invalid, Conflict)
STEPS = (10, 15, 30, 60)


@blueprint.get("/admin/hours-rules")
@roles("administrator")
def list_rules() -> str:
    return _render({})


@blueprint.post("/admin/hours-rules")
@roles("administrator")
def add_rule() -> Response:
    today = local_day(now())
    try:
        rule = _read_rule()
        db().write(lambda session: hours.add_type(session, rule, today))
    except REFUSALS as error:
        return make_response(_render(words_of(error)), treatment_of(error).status)
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(rule.from_on)), "ok")
    return redirect("/admin/hours-rules", 303)


@blueprint.post("/admin/hours-rules/removal")
@roles("administrator")
def remove_rule() -> Response:
    code, from_on, today = text("code"), day("from_on"), local_day(now())
    return write_and_tell(
        lambda session: hours.remove_type(session, code, from_on, today),
        "/admin/hours-rules",
        gettext("기준을 지웠어요."),
        (BalgilError,),
    )


def _read_rule() -> hours.HoursType:
    typed_week = text("week")
    return hours.HoursType(
        code=text("code"),
        from_on=day("from_on"),
        name=text("name"),
        is_offered=is_ticked("offered"),
        earliest_minute=read_minute("earliest"),
        latest_minute=read_minute("latest"),
        step_min=read_count("step"),
        shortest_min=_hours("shortest"),
        longest_min=_hours("longest"),
        week_min=_hours("week") if typed_week else None,
        break_min=read_count("break"),
        break_from_min=_hours("break_from"),
        ask_before_min=read_count("ask_before"),
        basis=text("basis"),
        manner=text("manner"),
    )


def _hours(name: str) -> int:
    """`8` or `7.5`, in minutes."""
    whole, _, part = text(name).partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 4) or part not in ("", "0", "5", "25", "75"):
        return NOTHING
    return int(whole) * 60 + int(60 * float(f"0.{part or 0}"))


def _render(errors: Mapping[str, str]) -> str:
    today, code = local_day(now()), asked("type")
    with db().reading() as session:
        rules = hours.list_all_types(session)
    in_force: dict[str, hours.HoursType] = {}
    for rule in rules:
        if rule.from_on <= today:
            in_force.setdefault(rule.code, rule)
    start = next((rule for rule in rules if rule.code == code), in_force[hours.STAGGERED])
    return render_template(
        "admin/hours_rules.html",
        rules=rules,
        names=hours_words.type_names(rules),
        in_force=in_force,
        start=start,
        chosen=code if code in in_force else "",
        steps=STEPS,
        manners=[(manner, gettext(said)) for manner, said in hours_words.MANNERS.items()],
        words=hours_words,
        today=today,
        errors=errors,
    )
