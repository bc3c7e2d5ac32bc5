"""Types of working hours as the organisation rules them: dated rows, the ordinary hours among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dated_rules import check_later, take_back
from services.errors import Conflict, Invalid
from services.locks import lock_subject
from services.remote_work.hours.models import LONGEST_BASIS, LONGEST_NAME, HoursRule
from services.texts import N_, tidy_line

ORDINARY, STAGGERED, COMPRESSED, OWN_TIME = "ordinary", "staggered", "compressed", "own-time"
DAY_MIN = 24 * 60
WEEK_DAYS = 5
MOST_TYPES = 30
STEPS = (10, 15, 30, 60)


class Manner(StrEnum):
    """What a type leaves to the person: the hours of each day, which weekday is free, or all of it."""

    DAILY = "daily"
    COMPRESSED = "compressed"
    OWN_TIME = "own_time"


@dataclass(frozen=True)
class HoursType:
    """A type from a day on: minutes after midnight in Korea, and minutes of work without the break.

    `week_min` is what a week of all its days adds up to, None where each day's length says all. A type's
    manner never changes: another manner is another type.
    """

    code: str
    from_on: date
    name: str
    is_offered: bool
    earliest_minute: int
    latest_minute: int
    step_min: int
    shortest_min: int
    longest_min: int
    week_min: int | None
    break_min: int
    break_from_min: int
    ask_before_min: int
    basis: str
    manner: str = Manner.DAILY

    @property
    def is_compressed(self) -> bool:
        return self.manner == Manner.COMPRESSED

    @property
    def is_own_time(self) -> bool:
        return self.manner == Manner.OWN_TIME

    @property
    def work_days(self) -> int:
        """On how many weekdays of five there is work."""
        return WEEK_DAYS - 1 if self.is_compressed else WEEK_DAYS

    @property
    def is_fixed(self) -> bool:
        """Whether the start alone says the day."""
        return self.shortest_min == self.longest_min

    @property
    def starts(self) -> range:
        return range(self.earliest_minute, self.latest_minute + 1, self.step_min)

    @property
    def lengths(self) -> range:
        """Possible lengths of a day's work."""
        return range(self.shortest_min, self.longest_min + 1, self.step_min)

    def presence_min(self, worked_min: int) -> int:
        """From the start to the end of a day with so much work, its break taken in."""
        return worked_min + (self.break_min if worked_min >= self.break_from_min else 0)

    def worked_min(self, starts_minute: int, ends_minute: int) -> int | None:
        """The work of a day, None where no length of this type ends so."""
        presence = ends_minute - starts_minute
        return next((length for length in self.lengths if self.presence_min(length) == presence), None)


def list_all_types(session: Session) -> list[HoursType]:
    """Every rule there ever was: by type, the ordinary hours first, then the newest first."""
    rules = [_to_view(row) for row in session.scalars(select(HoursRule))]
    return sorted(
        rules,
        key=lambda rule: (
            rule.code != ORDINARY,
            rule.code != STAGGERED,
            rule.code != COMPRESSED,
            rule.code,
            -rule.from_on.toordinal(),
        ),
    )


def list_offered_types(session: Session, on: date) -> list[HoursType]:
    """What people may ask for on a day."""
    types: dict[str, HoursType] = {}
    for rule in list_all_types(session):
        if rule.from_on <= on:
            types.setdefault(rule.code, rule)
    return [rule for rule in types.values() if rule.is_offered and rule.code != ORDINARY]


def list_type_rules(session: Session, code: str, from_on: date, until_on: date) -> list[HoursType]:
    """The rules of a type that are in force on some of the days, in order."""
    query = select(HoursRule).where(HoursRule.code == code, HoursRule.from_on <= until_on)
    rules = [_to_view(row) for row in session.scalars(query.order_by(HoursRule.from_on))]
    return [
        rule
        for rule, following in zip(rules, [*rules[1:], None], strict=False)
        if following is None or following.from_on > from_on
    ]


def list_ordinary_rules(session: Session, until_on: date) -> list[HoursType]:
    return list_type_rules(session, ORDINARY, date.min, until_on)


def rule_on(rules: Sequence[HoursType], on: date) -> HoursType:
    """The one in force on a day, of rules in order; the first one for days before all."""
    return next((rule for rule in reversed(rules) if rule.from_on <= on), rules[0])


def add_type(session: Session, rule: HoursType, today: date) -> HoursType:
    """A rule from a later day on than all others of its type; without a code it is a new type's first.

    Raises: Invalid with each wrong field; Conflict `rule_not_later`, `too_many_types`.
    """
    lock_subject(session, "hours rules")
    known = list_all_types(session)
    rule = replace(rule, name=tidy_line(rule.name), basis=tidy_line(rule.basis))
    if not rule.code:
        rule = replace(rule, code=_next_code(known))
    elif rule.code not in {other.code for other in known}:
        raise Invalid("hours_code", N_("목록에서 골라 주세요."))
    if wrong := _find_wrong(rule, known):
        raise Invalid("invalid_hours_rule", fields=wrong)
    newest = max((other.from_on for other in known if other.code == rule.code), default=None)
    check_later(rule.from_on, newest, today)
    session.add(HoursRule(**vars(rule)))
    session.flush()
    return rule


def remove_type(session: Session, code: str, from_on: date, today: date) -> None:
    """Takes back a rule that is not in force yet. Raises: Conflict `rule_in_force`."""
    take_back(session, session.get(HoursRule, (code, from_on)), from_on, today)


def _next_code(known: Sequence[HoursType]) -> str:
    codes = {rule.code for rule in known}
    if len(codes) >= MOST_TYPES:
        raise Conflict("too_many_types", N_("유형이 너무 많아요. 있는 유형의 기준을 바꿔 주세요."))
    return next(code for code in _codes() if code not in codes)


def _codes() -> Iterator[str]:
    return (f"type-{number}" for number in range(1, MOST_TYPES + 1))


def _find_wrong(rule: HoursType, known: Sequence[HoursType]) -> dict[str, str]:
    is_ordinary = rule.code == ORDINARY
    latest_end = rule.latest_minute + rule.presence_min(rule.shortest_min)
    manners = {other.manner for other in known if other.code == rule.code} or set(Manner)
    checks = {
        "name": (0 < len(rule.name) <= LONGEST_NAME, N_("이름을 40자 안에서 적어 주세요.")),
        "earliest": (
            0 <= rule.earliest_minute <= rule.latest_minute < DAY_MIN
            and (not is_ordinary or rule.earliest_minute == rule.latest_minute),
            N_("시작 시각을 확인해 주세요. 정규 근무는 시작 시각이 하나여야 해요."),
        ),
        "manner": (
            rule.manner in manners
            and (not rule.is_own_time or (rule.is_fixed and rule.earliest_minute == rule.latest_minute)),
            N_("유형의 방식은 바꿀 수 없어요. 재량근무는 기준이 되는 시작과 길이를 하나씩 정해 주세요."),
        ),
        "step": (rule.step_min in STEPS, N_("목록에서 골라 주세요.")),
        "shortest": (
            0 < rule.shortest_min <= rule.longest_min
            and latest_end <= DAY_MIN
            and (not is_ordinary or rule.is_fixed),
            N_("하루 근무시간을 확인해 주세요. 가장 늦게 시작해도 짧은 날은 자정까지 끝나야 해요."),
        ),
        "week": (
            not rule.is_compressed
            if rule.week_min is None
            else rule.shortest_min * rule.work_days <= rule.week_min <= rule.longest_min * rule.work_days,
            N_("한 주 근무시간이 하루 근무시간과 맞지 않아요."),
        ),
        "break": (0 <= rule.break_min <= 180 and rule.break_from_min >= 0, N_("쉬는 시간을 확인해 주세요.")),
        "ask_before": (0 <= rule.ask_before_min <= DAY_MIN, N_("0분에서 1,440분 사이로 적어 주세요.")),
        "basis": (0 < len(rule.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
        "offered": (rule.is_offered or not is_ordinary, N_("정규 근무는 없앨 수 없어요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _to_view(row: HoursRule) -> HoursType:
    return HoursType(**{name: getattr(row, name) for name in HoursType.__dataclass_fields__})
