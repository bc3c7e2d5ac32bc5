"""What a person may ask for: each wrong field with a sentence that names the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services.clock import instant_of, local_day
from services.remote_work.hours.hours import hours_of
from services.remote_work.hours.models import LONGEST_REASON
from services.remote_work.hours.rules import (
    DAY_MIN,
    ORDINARY,
    WEEK_DAYS,
    HoursType,
    list_ordinary_rules,
    list_type_rules,
    rule_on,
)
from services.remote_work.hours.stored import WeekdayHours
from services.texts import N_

ID_BYTES = 16
LONGEST_DAYS = 366


@dataclass(frozen=True)
class HoursWish:
    """What a person asks for; `id` is 16 bytes that the form made."""

    id: bytes
    code: str
    from_on: date
    until_on: date
    days: Sequence[WeekdayHours]
    reason: str = ""


def free_weekday_of(session: Session, wish: HoursWish) -> int | None:
    """The weekday on which nobody works who compresses her week, None for other types."""
    (rule, *_) = list_type_rules(session, wish.code, wish.from_on, wish.from_on)
    left = set(range(WEEK_DAYS)) - {day.weekday for day in wish.days}
    return left.pop() if rule.is_compressed and len(left) == 1 else None


def find_wrong(session: Session, staff_id: int, wish: HoursWish, now: datetime) -> dict[str, str]:
    """The sentence about each wrong field; empty when the wish can be put before the lead."""
    today = local_day(now)
    wrong = {}
    if len(wish.id) != ID_BYTES:
        wrong["id"] = N_("화면을 새로 고친 뒤 다시 해 주세요.")
    if len(wish.reason) > LONGEST_REASON:
        wrong["reason"] = N_("사유를 200자 안에서 적어 주세요.")
    if wish.from_on < today:
        wrong["from_on"] = N_("지난 날은 신청할 수 없어요. 오늘이나 뒤의 날을 골라 주세요.")
    if not 0 <= (wish.until_on - wish.from_on).days < LONGEST_DAYS:
        wrong["until_on"] = N_("끝나는 날을 시작하는 날부터 1년 안에서 골라 주세요.")
    if wrong:
        return wrong
    return _wrong_days(session, wish) or _wrong_today(session, staff_id, wish, now)


def is_too_late(session: Session, staff_id: int, wish: HoursWish, now: datetime) -> bool:
    """Whether today, which it begins with, has begun already, by the hours she has or by those she wants.

    A free day is asked for by the day before: whom others count on today stays.
    """
    today = local_day(now)
    if wish.from_on != today:
        return False
    wanted = next((day for day in wish.days if day.weekday == today.weekday()), None)
    if wanted is None:
        return free_weekday_of(session, wish) == today.weekday()
    rule = rule_on(list_type_rules(session, wish.code, today, today), today)
    begins = min(hours_of(session, [staff_id], today)[staff_id].starts_minute, wanted.starts_minute)
    return now >= instant_of(today, begins) - timedelta(minutes=rule.ask_before_min)


def _wrong_today(session: Session, staff_id: int, wish: HoursWish, now: datetime) -> dict[str, str]:
    if is_too_late(session, staff_id, wish, now):
        return {"from_on": N_("오늘은 근무를 시작하기 전까지만 신청할 수 있어요. 내일 이후로 골라 주세요.")}
    return {}


def _wrong_days(session: Session, wish: HoursWish) -> dict[str, str]:
    rules = list_type_rules(session, wish.code, wish.from_on, wish.until_on)
    is_whole = bool(rules) and rules[0].from_on <= wish.from_on and all(rule.is_offered for rule in rules)
    if wish.code == ORDINARY or not is_whole:
        return {"code": N_("그 기간에 쓸 수 있는 유형이 아니에요. 유형이나 기간을 바꿔 주세요.")}
    weekdays = [day.weekday for day in wish.days]
    is_sound = len(set(weekdays)) == len(weekdays) and set(weekdays) <= set(range(WEEK_DAYS))
    if not weekdays or not is_sound:
        return {"days": N_("요일마다 시작하는 시각을 골라 주세요. 하루만 골라도 돼요.")}
    if rules[0].is_compressed and len(weekdays) != WEEK_DAYS - 1:
        return {"days": N_("쉬는 요일 하루를 빼고 나머지 요일의 시간을 모두 골라 주세요.")}
    if not any((wish.from_on + timedelta(days=n)).weekday() in weekdays for n in _first_week(wish)):
        return {"days": N_("고른 요일이 기간 안에 없어요. 요일이나 기간을 바꿔 주세요.")}
    ordinary = rule_on(list_ordinary_rules(session, wish.from_on), wish.from_on)
    for rule in rules:
        if sentence := _find_unfit(rule, ordinary, wish.days):
            return {"days": sentence}
    return {}


def _first_week(wish: HoursWish) -> range:
    return range(min(7, (wish.until_on - wish.from_on).days + 1))


def _find_unfit(rule: HoursType, ordinary: HoursType, days: Sequence[WeekdayHours]) -> str | None:
    """What of the days a rule does not allow."""
    lengths = [rule.worked_min(day.starts_minute, day.ends_minute) for day in days]
    if any(day.starts_minute not in rule.starts for day in days):
        return N_("이 유형에서 고를 수 있는 시작 시각이 아니에요.")
    if any(length is None for length in lengths):
        return N_("이 유형에서 고를 수 있는 근무시간이 아니에요.")
    if any(day.ends_minute > DAY_MIN for day in days):
        return N_("자정을 넘겨 끝나는 날이 있어요. 시작 시각이나 근무시간을 바꿔 주세요.")
    # What she does not name stays an ordinary day; of a compressed week it is the free one.
    worked = sum(length or 0 for length in lengths) + (rule.work_days - len(days)) * ordinary.shortest_min
    if rule.week_min is not None and worked != rule.week_min:
        return N_("한 주 근무시간의 합이 기준과 달라요. 요일별 시간을 맞춰 주세요.")
    return None
