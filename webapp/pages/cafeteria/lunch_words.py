"""Lunch slots in words: what is wrong with a plan and what became of a swap."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from flask_babel import gettext

from services.cafeteria import PlanProblem, clock_of
from services.texts import N_
from webapp.language import choose_language
from webapp.templating import format_full_day

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


def say_weekday(on: date) -> str:
    """`월`, `Mon`."""
    language = choose_language()
    return str(format_date(on, "EEE", locale=language))


def say_slot(starts_minute: int, ends_minute: int) -> str:
    """`12:10–12:40`."""
    return f"{clock_of(starts_minute)}–{clock_of(ends_minute)}"
