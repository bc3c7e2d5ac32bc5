"""Who decides on what (전결): dated rows of the organisation. Without a rule the nearest lead decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.approvals.models import LONGEST_BASIS, ApprovalRule
from services.approvals.steps import Level, Role, Step
from services.errors import Conflict, Invalid
from services.texts import N_, tidy_line

ONE_DAY = timedelta(days=1)
LARGEST_FACT = 1_000_000_000


@dataclass(frozen=True)
class Rule:
    """From a day on: the level that decides, and the one that reviews before, on requests of a kind.

    With a `fact`, those alone in which this number is at least `at_least`.
    """

    subject_kind: str
    level: Level
    from_on: date
    basis: str
    fact: str = ""
    at_least: int = 0
    review_level: Level | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        decision = Step(Role.DECISION, self.level)
        return (Step(Role.REVIEW, self.review_level), decision) if self.review_level else (decision,)

    @property
    def is_delegated(self) -> bool:
        """Whether it lets somebody below the head decide, who else would have to."""
        return self.level is not Level.INSTITUTION

    def applies_to(self, facts: Mapping[str, int | str]) -> bool:
        if not self.fact:
            return True
        value = facts.get(self.fact)
        return isinstance(value, int) and value >= self.at_least


@dataclass(frozen=True)
class RuleView(Rule):
    id: int = 0
    until_on: date | None = None


def find_rule(
    session: Session, subject_kind: str, facts: Mapping[str, int | str], on: date
) -> RuleView | None:
    """The rule of a day for a request: of those that hold, the one with the largest number."""
    query = select(ApprovalRule).where(ApprovalRule.subject_kind == subject_kind, _holds_on(on))
    rules = [_to_view(row) for row in session.scalars(query)]
    fitting = [rule for rule in rules if rule.applies_to(facts)]
    return max(fitting, key=lambda rule: (bool(rule.fact), rule.at_least, rule.id), default=None)


def list_rules(session: Session) -> list[RuleView]:
    """Every rule there ever was, by kind, those in force last first."""
    query = select(ApprovalRule).order_by(
        ApprovalRule.subject_kind, ApprovalRule.fact, ApprovalRule.at_least, ApprovalRule.from_on.desc()
    )
    return [_to_view(row) for row in session.scalars(query)]


def add_rule(session: Session, rule: Rule, today: date) -> None:
    """A rule from today or a later day on; the one before for just the same requests ends the day before.

    What was put forward already keeps its line. Raises: Invalid with each wrong field; Conflict
    `rule_later` where one for the same requests begins on this day or later.
    """
    rule = Rule(**{**vars(rule), "basis": tidy_line(rule.basis)})
    if wrong := _find_wrong(rule, today):
        raise Invalid("invalid_approval_rule", fields=wrong)
    query = select(ApprovalRule).where(
        ApprovalRule.subject_kind == rule.subject_kind,
        ApprovalRule.fact == rule.fact,
        ApprovalRule.at_least == rule.at_least,
        _goes_on(rule.from_on),
    )
    for row in session.scalars(query.with_for_update()):
        if row.from_on >= rule.from_on:
            sentence = N_("같은 조건의 기준이 그날이나 그 뒤부터 이미 있어요. 그것을 먼저 끝내 주세요.")
            raise Conflict("rule_later", sentence, fields={"from_on": sentence})
        row.until_on = rule.from_on - ONE_DAY
    session.add(ApprovalRule(**vars(rule)))
    session.flush()


def end_rule(session: Session, rule_id: int, today: date) -> None:
    """From today on a rule holds no more; one that has not begun is taken back; an ended one stays."""
    row = session.get(ApprovalRule, rule_id)
    if row is None or (row.until_on is not None and row.until_on < today):
        return
    if row.from_on >= today:
        session.delete(row)
    else:
        row.until_on = today - ONE_DAY
    session.flush()


def _find_wrong(rule: Rule, today: date) -> dict[str, str]:
    order = list(Level)
    checks = {
        "from_on": (rule.from_on >= today, N_("오늘이나 뒤의 날짜부터 정할 수 있어요.")),
        "at_least": (
            0 <= rule.at_least <= LARGEST_FACT and bool(rule.fact) == (rule.at_least > 0),
            N_("조건을 고르면 1 이상의 수를 적고, 고르지 않으면 비워 주세요."),
        ),
        "review_level": (
            rule.review_level is None or order.index(rule.review_level) < order.index(rule.level),
            N_("검토는 결재보다 아래 단계에서 해요."),
        ),
        "basis": (0 < len(rule.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _holds_on(on: date) -> ColumnElement[bool]:
    return (ApprovalRule.from_on <= on) & _goes_on(on)


def _goes_on(on: date) -> ColumnElement[bool]:
    return or_(ApprovalRule.until_on.is_(None), ApprovalRule.until_on >= on)


def _to_view(row: ApprovalRule) -> RuleView:
    return RuleView(
        subject_kind=row.subject_kind,
        level=Level(row.level),
        from_on=row.from_on,
        basis=row.basis,
        fact=row.fact,
        at_least=row.at_least,
        review_level=Level(row.review_level) if row.review_level else None,
        id=row.id,
        until_on=row.until_on,
    )
