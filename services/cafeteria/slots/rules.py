"""When lunch is and how far it may be moved, as the rules of service have it: a dated table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria.slots.models import LunchRule
from services.dated_rules import check_later, find_newest, take_back
from services.errors import Invalid
from services.texts import N_, tidy_line

DAY_MIN = 24 * 60
LONGEST_BASIS, LONGEST_LUNCH_MIN, MOST_MOVED_MIN = 200, 120, 180


@dataclass(frozen=True)
class LunchHours:
    """Lunch from a day on: its usual hours, and by how many minutes it may be moved, with the legal basis."""

    from_on: date
    starts_minute: int
    ends_minute: int
    most_moved_min: int
    basis: str

    @property
    def lunch_min(self) -> int:
        return self.ends_minute - self.starts_minute

    @property
    def earliest_minute(self) -> int:
        return self.starts_minute - self.most_moved_min

    @property
    def latest_end_minute(self) -> int:
        return self.ends_minute + self.most_moved_min

    def allows(self, starts_minute: int) -> bool:
        """Whether the lunch hour that begins then lies inside what the rule lets the head decide."""
        return self.earliest_minute <= starts_minute <= self.latest_end_minute - self.lunch_min


def get_lunch_hours(session: Session, on: date) -> LunchHours:
    """The rule of a day."""
    return list_lunch_hours(session, on, on)[0]


def list_lunch_hours(session: Session, from_on: date, until_on: date) -> list[LunchHours]:
    """The rules that are in force on some of the days, in order."""
    query = select(LunchRule).where(LunchRule.from_on <= until_on).order_by(LunchRule.from_on)
    rules = [_to_view(row) for row in session.scalars(query)]
    return [
        rule
        for rule, following in zip(rules, [*rules[1:], None], strict=True)
        if following is None or following.from_on > from_on
    ]


def list_all_lunch_hours(session: Session) -> list[LunchHours]:
    """Every rule there ever was, the newest first."""
    query = select(LunchRule).order_by(LunchRule.from_on.desc())
    return [_to_view(row) for row in session.scalars(query)]


def find_outside(rules: Sequence[LunchHours], slot_minutes: Sequence[int]) -> tuple[int, LunchHours] | None:
    """The first slot that one of the rules does not allow, with that rule."""
    wrong = ((minute, rule) for rule in rules for minute in slot_minutes if not rule.allows(minute))
    return next(wrong, None)


def add_lunch_hours(session: Session, rule: LunchHours, today: date) -> None:
    """A rule from a later day on than all others; what was before stays true for the days before.

    Raises: Invalid with each wrong field; Conflict `rule_not_later`.
    """
    rule = LunchHours(**{**vars(rule), "basis": tidy_line(rule.basis)})
    if wrong := _find_wrong(rule):
        raise Invalid("invalid_lunch_rule", fields=wrong)
    check_later(rule.from_on, find_newest(session, LunchRule.from_on), today)
    session.add(LunchRule(**vars(rule)))
    session.flush()


def remove_lunch_hours(session: Session, from_on: date, today: date) -> None:
    """Takes back a rule that is not in force yet; another one stays.

    Raises: Conflict `rule_in_force` for one that is, or that is not there any more.
    """
    take_back(session, session.get(LunchRule, from_on), from_on, today)


def _find_wrong(rule: LunchHours) -> dict[str, str]:
    checks = {
        "starts": (
            0 <= rule.starts_minute < rule.ends_minute < DAY_MIN and rule.lunch_min <= LONGEST_LUNCH_MIN,
            N_("점심시간은 시작이 끝보다 빨라야 하고 2시간을 넘을 수 없어요."),
        ),
        "most_moved": (
            0 <= rule.most_moved_min <= min(MOST_MOVED_MIN, rule.starts_minute),
            N_("옮길 수 있는 시간을 0분에서 180분 사이로 적어 주세요."),
        ),
        "basis": (0 < len(rule.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _to_view(row: LunchRule) -> LunchHours:
    return LunchHours(row.from_on, row.starts_minute, row.ends_minute, row.most_moved_min, row.basis)
