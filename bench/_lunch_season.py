"""Twelve simulated weeks of a cafeteria for the forecast's benchmark: what was known beforehand, and what
happened.

1,180 people in four groups of unequal size, whose slots rotate weekly. How many come depends on the weekday,
on the main dish, on holidays before and after, on trips (known beforehand), on habits of each group (not
known) and on chance; when they come and how fast they are served is `services.demo.lunch_hall`'s.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import holidays

from services.cafeteria.forecast import Hours, LunchDay
from services.demo.lunch_hall import HallDay, PlayedDay, play_day

OPENS, CLOSES = 690, 780
SLOTS = (690, 710, 730, 750)
GROUPS = (230, 380, 310, 260)
FIRST_ON, WEEKS = date(2026, 8, 31), 12
# Of those who could come; each cafeteria has counters for its own. Day one believes in 0.65.
UPTAKES = (0.50, 0.57, 0.64, 0.71)
SERVED_PER_UPTAKE = 14.5
WEEKDAYS = (1.06, 1.03, 0.96, 1.02, 0.86)
AFTER_HOLIDAY, BEFORE_HOLIDAY = 0.93, 0.85
TRIPS = (0.10, 0.14, 0.15, 0.16, 0.12)  # mean share on trip by weekday
DISHES = 18


@dataclass(frozen=True)
class SeasonDay:
    lunch: LunchDay
    hall: HallDay
    played: PlayedDay


@dataclass(frozen=True)
class Season:
    """The working days of twelve weeks, in order."""

    hours: Hours
    days: list[SeasonDay]


def play_season(seed: int) -> Season:
    """Every seed is another cafeteria."""
    chance = random.Random(seed)
    uptake = UPTAKES[seed % len(UPTAKES)]
    hours = Hours(OPENS, CLOSES, round(uptake * SERVED_PER_UPTAKE, 1))
    dishes = {f"dish {number}": chance.gauss(1.0, 0.1) for number in range(DISHES)}
    habits = [chance.gauss(1.0, 0.06) for _ in GROUPS]
    days = []
    for lunch in _list_lunches(list(dishes), chance):
        part = uptake * dishes[lunch.dish] * _turnout_of(lunch)
        days.append(_play(lunch, part, habits, hours, chance))
    return Season(hours, days)


def _list_lunches(dishes: Sequence[str], chance: random.Random) -> Iterator[LunchDay]:
    off = holidays.country_holidays("KR", years=[FIRST_ON.year])
    for number in range(WEEKS * 7):
        on = FIRST_ON + timedelta(days=number)
        if on.weekday() < 5 and on not in off:
            yield LunchDay(
                on,
                _draw_shares(on, chance),
                chance.choice(dishes),
                follows_holiday=_is_off(on, -1, off),
                precedes_holiday=_is_off(on, 1, off),
            )


def _is_off(on: date, way: int, off: holidays.HolidayBase) -> bool:
    day = on + timedelta(days=way)
    while day.weekday() >= 5:
        day += timedelta(days=way)
    return day in off


def _draw_shares(on: date, chance: random.Random) -> list[tuple[int | None, int]]:
    """Group n has slot n in the first week, the next one in the next week."""
    week = (on - FIRST_ON).days // 7
    trips = partial(chance.betavariate, 12 * TRIPS[on.weekday()], 12 * (1 - TRIPS[on.weekday()]))
    here = [round(persons * (1 - trips())) for persons in GROUPS]
    return [(slot, here[(place - week) % len(GROUPS)]) for place, slot in enumerate(SLOTS)]


def _turnout_of(lunch: LunchDay) -> float:
    part = WEEKDAYS[lunch.on.weekday()]
    part *= AFTER_HOLIDAY if lunch.follows_holiday else 1.0
    return part * (BEFORE_HOLIDAY if lunch.precedes_holiday else 1.0)


def _play(
    lunch: LunchDay, part: float, habits: Sequence[float], hours: Hours, chance: random.Random
) -> SeasonDay:
    week = (lunch.on - FIRST_ON).days // 7
    groups = [
        (slot, persons * part * habits[(place - week) % len(GROUPS)])
        for place, (slot, persons) in enumerate(lunch.shares)
    ]
    hall = HallDay(hours.opens_minute, hours.closes_minute, hours.served_per_minute, groups)
    return SeasonDay(lunch, hall, play_day(hall, chance))
