"""How long tips live and questions may wait: dated rows of the organisation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.asked import ask_once
from services.dated_rules import check_later, find_newest, take_back
from services.errors import Invalid
from services.locks import lock_subject
from services.manuals.tips.models import LONGEST_BASIS, ManualTipRule
from services.texts import N_, tidy_line


@dataclass(frozen=True)
class TipRules:
    """From a day on; see the table."""

    from_on: date
    lives_months: int
    doubts: int
    answer_days: int
    fewest_shown: int
    basis: str


_RIGHT: Mapping[str, tuple[Callable[[TipRules], bool], str]] = {
    "lives_months": (lambda r: 0 < r.lives_months <= 120, N_("달수를 1부터 120까지 적어 주세요.")),
    "doubts": (lambda r: 0 < r.doubts <= 100, N_("사람 수를 1부터 100까지 적어 주세요.")),
    "answer_days": (lambda r: 0 < r.answer_days <= 60, N_("날수를 1부터 60까지 적어 주세요.")),
    "fewest_shown": (lambda r: 3 <= r.fewest_shown <= 100, N_("사람 수를 3부터 100까지 적어 주세요.")),
    "basis": (lambda r: 0 < len(r.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
}


def get_tip_rules(session: Session, on: date) -> TipRules:
    """The rules of a day; the first row holds for what was before it too."""
    rows = ask_once(session, ("manual tip rules",), lambda: list_tip_rules(session))
    return _rules_on(rows, on)


def list_tip_rules(session: Session) -> list[TipRules]:
    """Every row there ever was, the newest first."""
    rows = session.scalars(select(ManualTipRule).order_by(ManualTipRule.from_on.desc()))
    return [TipRules(**{name: getattr(row, name) for name in TipRules.__dataclass_fields__}) for row in rows]


def add_tip_rules(session: Session, rules: TipRules, today: date) -> None:
    """Rules from a later day on than all others. Raises: Invalid with each wrong field; Conflict
    `rule_not_later`."""
    rules = replace(rules, basis=tidy_line(rules.basis))
    wrong = {field: sentence for field, (is_right, sentence) in _RIGHT.items() if not is_right(rules)}
    if wrong:
        raise Invalid("invalid_tip_rules", fields=wrong)
    lock_subject(session, "manual tip rules")
    check_later(rules.from_on, find_newest(session, ManualTipRule.from_on), today)
    session.add(ManualTipRule(**vars(rules)))
    session.flush()


def remove_tip_rules(session: Session, from_on: date, today: date) -> None:
    """Takes back rules that are not in force yet. Raises: Conflict `rule_in_force`."""
    take_back(session, session.get(ManualTipRule, from_on), from_on, today)


def _rules_on(rows: Sequence[TipRules], on: date) -> TipRules:
    return next((rules for rules in rows if rules.from_on <= on), rows[-1])
