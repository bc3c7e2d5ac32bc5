"""How fair the rotation of lunch slots is over a year with its real holidays, for each number of groups.

`value` is by how many days two groups were apart at most, in their most uneven slot, after any week of the
year; the baseline moves everybody on by one slot a week, as most do it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import holidays

from bench import Result
from services.cafeteria.slots.rotation import Week, rotate, shifted, spread_of

YEARS, GROUPS = range(2025, 2035), range(2, 9)


def run() -> Iterator[Result]:
    for groups in GROUPS:
        worst = [
            (_worst(weeks, _ours(weeks, groups)), _worst(weeks, _naive(weeks, groups))) for weeks in _years()
        ]
        ours, naive = (max(values) for values in zip(*worst, strict=True))
        yield Result("lunch_slots", f"{groups}_groups", ours, "days", naive)


def _years() -> Iterator[list[Week]]:
    for year in YEARS:
        mondays = [date.fromisocalendar(year, 1, 1) + timedelta(weeks=n) for n in range(52)]
        off = holidays.country_holidays("KR", years=(year - 1, year, year + 1))
        yield [
            Week(monday, sum(monday + timedelta(days=n) not in off for n in range(5))) for monday in mondays
        ]


def _ours(weeks: Sequence[Week], groups: int) -> list[tuple[int, ...]]:
    found = {w.week_on: w.places for w in rotate(weeks, [[0.0] * groups for _ in range(groups)], None).weeks}
    return [found.get(week.week_on, ()) for week in weeks]


def _naive(weeks: Sequence[Week], groups: int) -> list[tuple[int, ...]]:
    return [shifted(groups, number % groups) for number in range(len(weeks))]


def _worst(weeks: Sequence[Week], places: Sequence[tuple[int, ...]]) -> float:
    groups = max(map(len, places))
    turns, worst = [[0.0] * groups for _ in range(groups)], 0.0
    for week, slots in zip(weeks, places, strict=True):
        for group, place in enumerate(slots):
            turns[group][place] += week.days
        worst = max(worst, spread_of(turns))
    return worst
