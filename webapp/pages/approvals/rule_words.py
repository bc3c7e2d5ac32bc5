"""The rules of approval in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from services.approvals import Level, RuleView
from services.texts import N_
from webapp.pages.approvals.cards import LEVELS
from webapp.pages.approvals.subjects import words_of_kind
from webapp.templating import format_full_day

LEVEL_OPTIONS = (
    (Level.LEAD.value, N_("팀장 (가장 가까운 상급자)")),
    (Level.DEPARTMENT.value, N_("부서장 (과장, 동장)")),
    (Level.INSTITUTION.value, N_("기관장")),
)
REVIEW_OPTIONS = (
    ("", N_("검토 없이 바로 결재")),
    (Level.LEAD.value, N_("팀장 검토")),
    (Level.DEPARTMENT.value, N_("부서장 검토")),
)


@dataclass(frozen=True)
class RuleLine:
    """One rule; `state` is `now`, `coming` or `over`."""

    id: int
    title: str
    line: str
    note: str
    state: str


def say_rules(rules: Sequence[RuleView], today: date) -> list[RuleLine]:
    """Those that hold or will hold first."""
    lines = [_say(rule, today) for rule in rules]
    return sorted(lines, key=lambda line: line.state == "over")


def _say(rule: RuleView, today: date) -> RuleLine:
    words = words_of_kind(rule.subject_kind)
    title = gettext(words.label)
    if rule.fact:
        fact = gettext(words.facts.get(rule.fact, rule.fact))
        title = gettext("%(kind)s · %(fact)s %(least)s 이상", kind=title, fact=fact, least=rule.at_least)
    steps = [gettext("%(level)s 검토", level=gettext(LEVELS[rule.review_level]))] if rule.review_level else []
    decision = N_("%(level)s 전결") if rule.is_delegated else N_("%(level)s 결재")
    steps.append(gettext(decision, level=gettext(LEVELS[rule.level])))
    days = f"{format_full_day(rule.from_on)} ~"
    if rule.until_on:
        days = f"{days} {format_full_day(rule.until_on)}"
    is_over = rule.until_on is not None and rule.until_on < today
    state = "over" if is_over else "coming" if rule.from_on > today else "now"
    return RuleLine(rule.id, title, " → ".join(steps), f"{days} · {rule.basis}", state)
