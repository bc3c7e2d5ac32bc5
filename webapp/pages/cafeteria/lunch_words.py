"""Lunch slots in words: what is wrong with a plan, what became of a swap, and what a person is told."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from flask_babel import gettext

from services.cafeteria import LUNCH_NOTICES, PlanProblem, clock_of
from services.people import NoticeView
from services.texts import N_
from webapp.language import choose_language
from webapp.templating import format_day, format_full_day

PLAN_STATES: Mapping[str, tuple[str, str]] = {
    "draft": (N_("초안"), "neutral"),
    "published": (N_("공개함"), "ok"),
    "withdrawn": (N_("거둠"), "neutral"),
}
SWAP_STATES: Mapping[str, tuple[str, str]] = {
    "asked": (N_("답을 기다려요"), "info"),
    "agreed": (N_("맞바꿨어요"), "ok"),
    "refused": (N_("받지 않았어요"), "neutral"),
    "withdrawn": (N_("거뒀어요"), "neutral"),
}


def say_problem(problem: PlanProblem) -> str:
    """In the reader's language, its days written as people write them."""
    facts = {
        name: format_full_day(value) if isinstance(value, date) else value
        for name, value in problem.params.items()
    }
    return str(gettext(problem.sentence, **facts))


def say_lunch_notice(notice: NoticeView) -> str:
    """A notice about lunch; empty for one that is about something else."""
    sentence = LUNCH_NOTICES.get(notice.kind)
    if sentence is None:
        return ""
    facts = {name: _say_fact(name, value) for name, value in notice.facts.items()}
    from_on, until_on = (notice.facts.get(name, "") for name in ("from_on", "until_on"))
    if from_on and until_on:
        facts["days"] = say_days(date.fromisoformat(from_on), date.fromisoformat(until_on))
    return str(gettext(sentence, **facts))


def say_days(from_on: date, until_on: date) -> str:
    """One day, or from one to another."""
    return format_day(from_on) if from_on == until_on else f"{format_day(from_on)} – {format_day(until_on)}"


def say_weekday(on: date) -> str:
    """`월`, `Mon`."""
    language = choose_language()
    return str(format_date(on, "EEE", locale=language))


def say_slot(starts_minute: int, ends_minute: int) -> str:
    """`12:10–12:40`."""
    return f"{clock_of(starts_minute)}–{clock_of(ends_minute)}"


def _say_fact(name: str, value: str) -> str:
    return format_day(date.fromisoformat(value)) if name.endswith("_on") else value
