"""Fair turns over years with real holidays, groups of equal size, counters that are never left alone."""

from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cafeteria.slots.balance import Party, balance
from services.cafeteria.slots.cover import Shift, find_gaps
from services.cafeteria.slots.rotation import (
    MOST_APART_DAYS,
    Rotation,
    Week,
    rotate,
    shifted,
    spread_of,
    turns_of_groups,
)

EVERY_NUMBER = range(2, 9)


def weeks_of(first_on: date, count: int) -> list[Week]:
    """Real weeks with their working days in Korea."""
    off = holidays.country_holidays("KR", years=range(first_on.year, first_on.year + count // 52 + 2))
    mondays = [first_on + timedelta(weeks=n) for n in range(count)]
    return [Week(monday, sum(monday + timedelta(days=n) not in off for n in range(5))) for monday in mondays]


def empty(groups: int) -> list[list[float]]:
    return [[0.0] * groups for _ in range(groups)]


def rotate_naively(weeks: list[Week], groups: int) -> float:
    """One slot on every week, as most do it: the worst spread after any week."""
    turns, worst = empty(groups), 0.0
    for number, week in enumerate(weeks):
        for group, place in enumerate(shifted(groups, number % groups)):
            turns[group][place] += week.days
        worst = max(worst, spread_of(turns))
    return worst


def worst_spread(rotation: Rotation, groups: int) -> float:
    turns, worst = empty(groups), 0.0
    for week in rotation.weeks:
        for group, place in enumerate(week.places):
            turns[group][place] += week.days
        worst = max(worst, spread_of(turns))
    return worst


@pytest.mark.parametrize("groups", EVERY_NUMBER)
@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_after_every_week_of_a_year_no_two_groups_are_more_than_a_week_apart(groups: int, year: int) -> None:
    weeks = weeks_of(date.fromisocalendar(year, 2, 1), 52)
    rotation = rotate(weeks, empty(groups), None)
    assert worst_spread(rotation, groups) <= MOST_APART_DAYS


@pytest.mark.parametrize("groups", EVERY_NUMBER)
def test_ten_years_are_no_worse_than_one(groups: int) -> None:
    weeks = weeks_of(date(2021, 1, 4), 520)
    assert worst_spread(rotate(weeks, empty(groups), None), groups) <= MOST_APART_DAYS
    assert rotate_naively(weeks, groups) >= 2 * MOST_APART_DAYS


def test_a_slot_is_repeated_rarely_and_only_to_even_out() -> None:
    rotation = rotate(weeks_of(date(2021, 1, 4), 520), empty(4), None)
    repeated = [week for earlier, week in pairwise(rotation.weeks) if earlier.places == week.places]
    assert len(repeated) <= 5


def test_full_weeks_simply_go_round() -> None:
    rotation = rotate([Week(date(2026, 6, 1) + timedelta(weeks=n), 5) for n in range(5)], empty(4), None)
    assert [week.places[0] for week in rotation.weeks] == [0, 1, 2, 3, 0]


def test_a_week_without_a_working_day_is_no_turn() -> None:
    weeks = [Week(date(2026, 6, 1), 5), Week(date(2026, 6, 8), 0), Week(date(2026, 6, 15), 5)]
    rotation = rotate(weeks, empty(4), None)
    assert [(week.week_on.day, week.places[0]) for week in rotation.weeks] == [(1, 0), (15, 1)]


def test_a_short_week_is_made_good() -> None:
    """After a round with a three-day week, who had that slot for three days has it again first."""
    days = [5, 5, 3, 5, 5]
    rotation = rotate(
        [Week(date(2026, 6, 1) + timedelta(weeks=n), d) for n, d in enumerate(days)], empty(4), None
    )
    assert rotation.weeks[4].places == rotation.weeks[2].places


def test_the_ledger_of_earlier_plans_counts() -> None:
    before = [[9.0, 5, 5, 5], [5, 9, 5, 5], [5, 5, 9, 5], [5, 5, 5, 9]]
    rotation = rotate([Week(date(2026, 6, 1), 5)], before, None)
    assert rotation.weeks[0].places != (0, 1, 2, 3)
    assert rotate([Week(date(2026, 6, 1), 5)], empty(4), 0).weeks[0].places == (1, 2, 3, 0)


def test_departments_bring_their_turns_into_a_new_group() -> None:
    turns = turns_of_groups({7: 1, 8: 1, 9: 2}, {7: {690: 10}, 8: {690: 4, 760: 6}}, (690, 750))
    assert turns == [[7.0, 3.0], [0.0, 0.0]]


@given(st.lists(st.integers(1, 90), min_size=8, max_size=70), st.sampled_from(EVERY_NUMBER))
def test_groups_are_about_equal(heads: list[int], groups: int) -> None:
    parties = [Party({number: count}) for number, count in enumerate(heads)]
    found = balance(parties, groups)
    loads = [sum(h for n, h in enumerate(heads) if found[n] == group) for group in range(1, groups + 1)]
    assert sorted(found) == list(range(len(heads)))
    assert max(loads) - min(loads) <= max(heads)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=9), st.sampled_from([2, 4, 6, 8]))
def test_a_department_with_a_counter_is_split_half_a_round_apart(teams: list[int], groups: int) -> None:
    found = balance([Party(dict(enumerate(teams))), Party({100: 40}), Party({101: 3})], groups)
    numbers = {found[team] for team in range(len(teams))}
    assert max(numbers) - min(numbers) == groups // 2


def gaps(*shifts: tuple[int, int], least: int) -> list[tuple[int, int, int]]:
    found = find_gaps([Shift(1, heads, starts, least) for heads, starts in shifts], 60)
    return [(gap.from_minute, gap.until_minute, gap.present) for gap in found]


def test_lunch_hours_that_only_touch_leave_nobody_alone() -> None:
    assert gaps((3, 660), (3, 720), least=3) == []


def test_lunch_hours_that_overlap_leave_the_counter_bare() -> None:
    assert gaps((3, 690), (3, 730), least=1) == [(730, 750, 0)]
    assert gaps((3, 690), (3, 730), least=0) == []


def test_a_department_that_goes_as_one_leaves_its_counter() -> None:
    assert gaps((6, 690), least=1) == [(690, 750, 0)]


def test_the_smaller_team_must_do_alone() -> None:
    assert gaps((5, 660), (2, 720), least=2) == []
    assert gaps((5, 660), (2, 720), least=3) == [(660, 720, 2)]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(600, 800)), min_size=1, max_size=6), st.integers(1, 12)
)
def test_every_minute_was_looked_at(parts: list[tuple[int, int]], least: int) -> None:
    """Against a count of each single minute while somebody of the department is at lunch."""
    spans = [range(starts, starts + 60) for _, starts in parts]
    minutes = {minute for span in spans for minute in span}
    bare = any(sum(h for h, s in parts if m not in range(s, s + 60)) < least for m in minutes)
    assert bool(gaps(*parts, least=least)) is bare
