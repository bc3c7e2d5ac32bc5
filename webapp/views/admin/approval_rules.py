"""The rules of approval: who decides on what (전결), and in which absences deputies step in."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import absences, approvals, people
from services.approvals import DeputyKinds, LastDeciderView, Level, Rule
from services.clock import local_day
from services.errors import BalgilError, Conflict, Invalid
from services.texts import N_
from webapp.access import roles
from webapp.context import db, now
from webapp.errors import treatment_of
from webapp.forms import day, find_number, text, words_of
from webapp.pages.approvals.rule_words import LEVEL_OPTIONS, REVIEW_OPTIONS, say_rules
from webapp.pages.approvals.subjects import SUBJECTS
from webapp.pages.people.staff_number import find_by_number
from webapp.templating import format_full_day

blueprint = Blueprint("admin_approval_rules", __name__)
REFUSALS = (Invalid, Conflict)
PAGE = "/admin/approval-rules"


@blueprint.get(PAGE)
@roles("administrator")
def list_rules() -> str:
    return _render({})


@blueprint.post(PAGE)
@roles("administrator")
def add_rule() -> Response:
    today = _today()
    try:
        rule = _read_rule()
        db().write(lambda session: approvals.add_rule(session, rule, today))
    except REFUSALS as error:
        return _show_again(error)
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(rule.from_on)), "ok")
    return redirect(PAGE, 303)


@blueprint.post(f"{PAGE}/<id:rule_id>/end")
@roles("administrator")
def end_rule(rule_id: int) -> Response:
    today = _today()
    db().write(lambda session: approvals.end_rule(session, rule_id, today))
    flash(gettext("오늘부터 이 기준을 쓰지 않아요. 이미 올라온 것은 그대로예요."), "ok")
    return redirect(PAGE, 303)


@blueprint.post(f"{PAGE}/absences")
@roles("administrator")
def set_absences() -> Response:
    today = _today()
    try:
        kinds = DeputyKinds(day("kinds_from_on"), request.form.getlist("kinds"), text("kinds_basis"))
        db().write(lambda session: approvals.set_deputy_kinds(session, kinds, today))
    except REFUSALS as error:
        return _show_again(error, {"from_on": "kinds_from_on", "basis": "kinds_basis"})
    flash(gettext("%(day)s부터 이 기준을 써요.", day=format_full_day(kinds.from_on)), "ok")
    return redirect(PAGE, 303)


@blueprint.post(f"{PAGE}/last-decider")
@roles("administrator")
def name_last_decider() -> Response:
    """Who decides where nobody is above."""
    today = _today()
    try:
        from_on = day("last_from_on")
        with db().writing() as session:
            staff_id = find_by_number(session, "last_number", today)
            named = LastDeciderView(from_on, staff_id, text("last_basis"))
            approvals.name_last_decider(session, named, today)
    except REFUSALS as error:
        names = {"from_on": "last_from_on", "staff_id": "last_number", "basis": "last_basis"}
        return _show_again(error, names)
    flash(gettext("%(day)s부터 이렇게 결재해요.", day=format_full_day(named.from_on)), "ok")
    return redirect(PAGE, 303)


def _read_rule() -> Rule:
    """The condition is one of the facts that the kind knows; each choice is one of the page's."""
    kind, fact = text("subject_kind"), text("fact")
    wrong = {}
    if kind not in SUBJECTS:
        wrong["subject_kind"] = N_("목록에서 골라 주세요.")
    elif fact and fact not in SUBJECTS[kind].facts:
        wrong["fact"] = N_("이 종류에는 없는 조건이에요.")
    level, review = text("level"), text("review_level")
    if level not in list(Level):
        wrong["level"] = N_("목록에서 골라 주세요.")
    if review and review not in list(Level):
        wrong["review_level"] = N_("목록에서 골라 주세요.")
    if wrong:
        raise Invalid("invalid_approval_rule", fields=wrong)
    return Rule(
        subject_kind=kind,
        level=Level(level),
        from_on=day("from_on"),
        basis=text("basis"),
        fact=fact,
        at_least=find_number("at_least") or 0,
        review_level=Level(review) if review else None,
    )


def _show_again(error: BalgilError, names: Mapping[str, str] | None = None) -> Response:
    errors = {(names or {}).get(field, field): words for field, words in words_of(error).items()}
    return make_response(_render(errors), treatment_of(error).status)


def _render(errors: Mapping[str, str]) -> str:
    today = _today()
    with db().reading() as session:
        rules = approvals.list_rules(session)
        kinds = approvals.list_deputy_kinds(session)
        last = approvals.list_last_deciders(session)
        without = approvals.list_without_decider(session, now())
        persons = people.list_persons(session, {*(each.staff_id for each in last), *without}, today)
    return render_template(
        "admin/approval_rules.html",
        rules=say_rules(rules, today),
        kinds=kinds,
        current=next((rule for rule in kinds if rule.from_on <= today), None),
        last=last,
        last_now=next((each for each in last if each.from_on <= today), None),
        without=[persons[staff_id] for staff_id in without],
        persons=persons,
        kind_words=absences.KIND_WORDS,
        subject_options=[(code, gettext(words.label)) for code, words in SUBJECTS.items()],
        fact_options=_fact_options(),
        level_options=[(code, gettext(words)) for code, words in LEVEL_OPTIONS],
        review_options=[(code, gettext(words)) for code, words in REVIEW_OPTIONS],
        today=today,
        errors=errors,
    )


def _fact_options() -> Sequence[tuple[str, str]]:
    facts = {code: words for subject in SUBJECTS.values() for code, words in subject.facts.items()}
    return [("", gettext("조건 없음")), *((code, gettext(words)) for code, words in facts.items())]


def _today() -> date:
    return local_day(now())
