"""How leave is asked for: dated rows of the organisation. A leave is judged by the row of its first day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dated_rules import check_later, find_newest
from services.errors import Invalid
from services.leave.models import LONGEST_BASIS, LeaveRule
from services.texts import N_, tidy_line

DAY_MIN = 24 * 60
MOST_DAYS, ALL_PERCENT = 1_100, 100


@dataclass(frozen=True)
class LeaveRules:
    """How leave is asked for from a day on; see the table."""

    from_on: date
    am_until_minute: int
    pm_from_minute: int
    most_days_back: int
    most_days_ahead: int
    team_away_percent: int
    basis: str


_RIGHT: Mapping[str, tuple[Callable[[LeaveRules], bool], str]] = {
    "am_until": (lambda r: 0 < r.am_until_minute < DAY_MIN, N_("시각을 14:00처럼 적어 주세요.")),
    "pm_from": (lambda r: 0 < r.pm_from_minute < DAY_MIN, N_("시각을 14:00처럼 적어 주세요.")),
    "days_back": (lambda r: 0 <= r.most_days_back <= MOST_DAYS, N_("날수를 0부터 1100까지 적어 주세요.")),
    "days_ahead": (lambda r: 0 <= r.most_days_ahead <= MOST_DAYS, N_("날수를 0부터 1100까지 적어 주세요.")),
    "team_away": (lambda r: 0 <= r.team_away_percent <= ALL_PERCENT, N_("0부터 100까지 적어 주세요.")),
    "basis": (lambda r: 0 < len(r.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
}


def get_rules(session: Session, on: date) -> LeaveRules:
    """The rules of a day."""
    return rules_on(list_leave_rules(session), on)


def rules_on(rows: Sequence[LeaveRules], on: date) -> LeaveRules:
    """The rules of a day among all, as `list_leave_rules` gives them: for asking about many days.

    The first row holds for what was before it too.
    """
    return next((rules for rules in rows if rules.from_on <= on), rows[-1])


def list_leave_rules(session: Session) -> list[LeaveRules]:
    """Every row there ever was, the newest first."""
    return [_to_view(row) for row in session.scalars(select(LeaveRule).order_by(LeaveRule.from_on.desc()))]


def add_leave_rules(session: Session, rules: LeaveRules, today: date) -> None:
    """Rules from a later day on than all others; what was before stays true for the days before.

    Raises: Invalid with each wrong field; Conflict `rule_not_later`.
    """
    rules = replace(rules, basis=tidy_line(rules.basis))
    wrong = {field: sentence for field, (is_right, sentence) in _RIGHT.items() if not is_right(rules)}
    if wrong:
        raise Invalid("invalid_leave_rules", fields=wrong)
    check_later(rules.from_on, find_newest(session, LeaveRule.from_on), today)
    session.add(LeaveRule(**vars(rules)))
    session.flush()


def _to_view(row: LeaveRule) -> LeaveRules:
    return LeaveRules(**{name: getattr(row, name) for name in LeaveRules.__dataclass_fields__})
