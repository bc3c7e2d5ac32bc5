"""The frame of a plan: its weeks and its slots, and whether the rules of service allow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria.cafeterias import CafeteriaView, get_cafeteria
from services.cafeteria.slots.rules import LunchHours, find_outside, list_lunch_hours
from services.cafeteria.slots.times import clock_of
from services.errors import Invalid
from services.texts import N_

FEWEST_GROUPS, MOST_GROUPS, MOST_WEEKS = 2, 8, 26
SHORTEST_SLOT_MIN, LONGEST_SLOT_MIN = 5, 60
OUTSIDE = N_(
    "%(slot)s에 시작하는 점심시간은 %(basis)s에 따라 옮길 수 있는 %(earliest)s~%(latest)s를 벗어나요."
)
CLOSED_THEN = N_("%(slot)s 차례가 배식 시간 %(opens)s~%(closes)s 밖이에요.")


@dataclass(frozen=True)
class LunchFrame:
    """`first_on` is any day of the first week; there are as many groups as slots, which rise."""

    first_on: date
    weeks: int
    slot_minutes: tuple[int, ...]
    slot_length_min: int

    @property
    def from_on(self) -> date:
        return workdays.monday_of(self.first_on)

    @property
    def until_on(self) -> date:
        """The Sunday of the last week."""
        return self.from_on + timedelta(days=7 * self.weeks - 1)


def even_slots(first_minute: int, step_min: int, groups: int) -> tuple[int, ...]:
    """Slots at equal distances, for a plan that is begun."""
    return tuple(first_minute + step_min * number for number in range(min(max(groups, 0), MOST_GROUPS)))


def check_frame(session: Session, cafeteria_id: int, frame: LunchFrame, today: date) -> None:
    """Raises: NotFound; Invalid with each wrong field, a slot outside the rule with its legal basis."""
    cafeteria = get_cafeteria(session, cafeteria_id)
    wrong = _find_wrong(frame, today)
    if wrong:
        raise Invalid("invalid_lunch_plan", fields=wrong)
    rules = list_lunch_hours(session, frame.from_on, frame.until_on)
    outside = say_outside(rules, frame.slot_minutes)
    if outside:
        raise Invalid("slot_outside_rule", OUTSIDE, **outside)
    closed = say_closed_then(cafeteria, frame.slot_minutes, frame.slot_length_min)
    if closed:
        raise Invalid("slot_not_served", CLOSED_THEN, **closed)


def say_outside(rules: Sequence[LunchHours], slot_minutes: Sequence[int]) -> dict[str, Any]:
    """What `OUTSIDE` needs; empty where all slots are allowed."""
    found = find_outside(rules, slot_minutes)
    if found is None:
        return {}
    minute, rule = found
    return {
        "slot": clock_of(minute),
        "basis": rule.basis,
        "earliest": clock_of(rule.earliest_minute),
        "latest": clock_of(rule.latest_end_minute),
    }


def say_closed_then(cafeteria: CafeteriaView, slot_minutes: Sequence[int], length_min: int) -> dict[str, Any]:
    """What `CLOSED_THEN` needs; empty where every slot begins and ends while lunch is served."""
    for minute in slot_minutes:
        if minute < cafeteria.opens_minute or minute + length_min > cafeteria.closes_minute:
            return {
                "slot": clock_of(minute),
                "opens": clock_of(cafeteria.opens_minute),
                "closes": clock_of(cafeteria.closes_minute),
            }
    return {}


def _find_wrong(frame: LunchFrame, today: date) -> dict[str, str]:
    slots = frame.slot_minutes
    checks = {
        "groups": (
            FEWEST_GROUPS <= len(slots) <= MOST_GROUPS,
            N_("조는 2개에서 8개까지 나눌 수 있어요."),
        ),
        "slots": (
            all(earlier < later for earlier, later in pairwise(slots)),
            N_("차례는 앞 차례보다 늦은 시각으로 순서대로 적어 주세요. 같은 시각은 두 번 쓸 수 없어요."),
        ),
        "slot_length": (
            SHORTEST_SLOT_MIN <= frame.slot_length_min <= LONGEST_SLOT_MIN,
            N_("한 차례는 5분에서 60분 사이로 정해 주세요."),
        ),
        "weeks": (1 <= frame.weeks <= MOST_WEEKS, N_("계획은 1주에서 26주까지 세울 수 있어요.")),
        "first_on": (
            frame.from_on >= workdays.monday_of(today),
            N_("지난 주부터는 계획할 수 없어요. 이번 주나 뒤의 주를 골라 주세요."),
        ),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}
