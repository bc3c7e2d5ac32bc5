"""What applies to remote days from a day on: dated rows, each with its basis."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dated_rules import check_later, find_newest, take_back
from services.errors import Invalid
from services.remote_work.days.models import RemoteRule
from services.texts import N_, tidy_line

NEEDS = ("pledge", "deputy", "contact", "forwarding")
LONGEST_MIN, LONGEST_DELIVERY_DAYS, LONGEST_BASIS = 24 * 60, 30, 200
# What telephone keys can dial, with one place for the number; an undo code needs none.
_DIALLED = re.compile(r"[0-9*#,+]*(%\(number\)s)?[0-9*#,+]*")
LONGEST_CODE = 40


@dataclass(frozen=True)
class RemoteRules:
    """All `*_min` in minutes.

    plan:    due `plan_due_min` after the start of work (below zero: before it); asked for `plan_ask_min`
             before it is due; the lead is told `plan_lead_min` after.
    result:  due `result_due_min` after the end of work; asked for `result_ask_min` before it is due; the lead
             is told `result_lead_min` after.
    both:    late `grace_min` after they were due.
    `deliver_days`: how many days later what was written without a network, and a result, is still taken.
    `needs`: what is asked for beforehand, of `NEEDS`. `pledge_months`: how long a pledge holds.
    `contact_days`: after how many days a person confirms her contact again.
    `forward_code`, `undo_code`: what a phone dials; `%(number)s` is the person's own number.
    """

    from_on: date
    plan_due_min: int
    plan_ask_min: int
    plan_lead_min: int
    result_due_min: int
    result_ask_min: int
    result_lead_min: int
    grace_min: int
    deliver_days: int
    needs: Sequence[str]
    pledge_months: int
    contact_days: int
    forward_code: str
    undo_code: str
    basis: str


def get_remote_rules(session: Session, on: date) -> RemoteRules:
    """The rule of a day."""
    return rule_of(list_remote_rules(session), on)


def rule_of(rules: Sequence[RemoteRules], on: date) -> RemoteRules:
    """The rule of a day among all rules, the newest first."""
    return next(rule for rule in rules if rule.from_on <= on)


def list_remote_rules(session: Session) -> list[RemoteRules]:
    """Every rule there ever was, the newest first."""
    rows = session.scalars(select(RemoteRule).order_by(RemoteRule.from_on.desc()))
    return [_to_rules(row) for row in rows]


def add_remote_rules(session: Session, rules: RemoteRules, today: date) -> None:
    """A rule from a later day on than all others; what was before stays true for the days before.

    Raises: Invalid with each wrong field; Conflict `rule_not_later`.
    """
    needs = [need for need in NEEDS if need in rules.needs]
    if unknown := set(rules.needs) - set(NEEDS):
        raise Invalid("invalid_remote_rules", fields={"needs": N_("목록에서 골라 주세요.")}, unknown=unknown)
    rules = replace(rules, basis=tidy_line(rules.basis), needs=needs)
    if wrong := _find_wrong(rules):
        raise Invalid("invalid_remote_rules", fields=wrong)
    check_later(rules.from_on, find_newest(session, RemoteRule.from_on), today)
    session.add(RemoteRule(**vars(rules)))
    session.flush()


def remove_remote_rules(session: Session, from_on: date, today: date) -> None:
    """Takes back a rule that is not in force yet. Raises: Conflict `rule_in_force`."""
    take_back(session, session.get(RemoteRule, from_on), from_on, today)


def _find_wrong(rules: RemoteRules) -> dict[str, str]:
    minutes = N_("0분에서 24시간 사이로 적어 주세요.")
    code = N_("전화기로 누를 수 있는 글자만 적고, 번호가 들어갈 자리는 %(number)s로 적어 주세요.")
    checks = {
        "plan_due_min": (
            abs(rules.plan_due_min) <= LONGEST_MIN // 2,
            N_("근무 시작 앞뒤로 12시간 안에서 적어 주세요."),
        ),
        **{
            name: (0 <= getattr(rules, name) <= LONGEST_MIN, minutes)
            for name in (
                "plan_ask_min",
                "plan_lead_min",
                "result_due_min",
                "result_ask_min",
                "result_lead_min",
                "grace_min",
            )
        },
        "deliver_days": (
            1 <= rules.deliver_days <= LONGEST_DELIVERY_DAYS,
            N_("1일에서 30일 사이로 적어 주세요."),
        ),
        "pledge_months": (1 <= rules.pledge_months <= 60, N_("1개월에서 60개월 사이로 적어 주세요.")),
        "contact_days": (1 <= rules.contact_days <= 1000, N_("1일에서 1,000일 사이로 적어 주세요.")),
        "forward_code": (_is_code(rules.forward_code) and "%(number)s" in rules.forward_code, code),
        "undo_code": (_is_code(rules.undo_code), code),
        "basis": (0 < len(rules.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _is_code(code: str) -> bool:
    return 0 < len(code) <= LONGEST_CODE and bool(_DIALLED.fullmatch(code))


def _to_rules(row: RemoteRule) -> RemoteRules:
    return RemoteRules(**{name: getattr(row, name) for name in RemoteRules.__dataclass_fields__})
