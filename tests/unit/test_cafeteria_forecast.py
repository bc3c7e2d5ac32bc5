"""The forecast without a database: what it says on day one, what it learns, and what it never says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.cafeteria.forecast import Hours, LunchDay, Outlook, PastDay, expect, learn, look_back
from tests.past_lunch import HOURS, SHARES, past_day, trace

MONDAY = date(2026, 9, 28)
DAY = LunchDay(MONDAY, SHARES)
SHAPE = (0.02, 0.03, 0.05, *[0.06] * 15)  # persons come at an even pace from the opening on


def days_before(count: int, persons: float = 600, **more: object) -> list[PastDay]:
    """Working days before the Monday, the latest last."""
    found: list[PastDay] = []
    on = MONDAY
    while len(found) < count:
        on -= timedelta(days=1)
        if on.weekday() < 5:
            found.insert(0, past_day(on, [persons * part for part in SHAPE], **more))  # type: ignore[arg-type]
    return found


def outlook_of(history: list[PastDay], day: LunchDay = DAY, hours: Hours = HOURS) -> Outlook:
    return expect(learn(hours, history, day.on), day)


def wait_at(outlook: Outlook, minute: int) -> float:
    return next(step.mid for step in outlook.steps if step.minute == minute)


def test_day_one_works_without_any_history() -> None:
    outlook = outlook_of([])
    assert outlook.days == 0
    assert outlook.is_thin
    assert outlook.usual == []
    assert 0.4 * 960 < outlook.expected < 0.9 * 960
    assert sum(outlook.arrivals) == pytest.approx(outlook.expected)
    assert [step.minute for step in outlook.steps] == list(range(675, 781, 5))
    assert all(step.low <= step.mid <= step.high for step in outlook.steps)


def test_people_come_when_their_slot_begins() -> None:
    outlook = outlook_of([], LunchDay(MONDAY, ((690, 10), (730, 400))))
    before, after = sum(outlook.arrivals[:50]), sum(outlook.arrivals[50:80])
    assert after > 4 * before


def test_without_slots_most_come_at_noon() -> None:
    arrivals = outlook_of([], LunchDay(MONDAY, ((None, 600),))).arrivals
    assert max(range(len(arrivals)), key=arrivals.__getitem__) in range(42, 55)


def test_before_the_opening_one_waits_for_the_door() -> None:
    steps = outlook_of([], LunchDay(MONDAY, ((None, 1),))).steps
    assert [round(step.mid) for step in steps[:4]] == [15, 10, 5, 0]


def test_where_nobody_is_known_to_come_no_wait_is_promised() -> None:
    outlook = outlook_of(days_before(6), LunchDay(MONDAY, ()))
    assert outlook.expected == 0
    assert outlook.steps == []


@pytest.mark.parametrize("served", [None, 400])
def test_where_far_more_come_than_are_known_no_wait_is_promised(served: int | None) -> None:
    """Of a town hall of hundreds the thirty of the first department are in the product."""
    wait = 14.0 if served is None else 0.0
    shares = ((None, 30),)
    past = days_before(10, shares=shares, wait=wait, served=served)
    assert outlook_of(past, LunchDay(MONDAY, shares)).steps == []
    assert {step.wait for step in outlook_of(past, LunchDay(MONDAY, shares)).usual} == {wait}
    calm = days_before(10, persons=20, shares=shares, wait=0.0)
    assert outlook_of(calm, LunchDay(MONDAY, shares)).steps


def test_more_people_wait_longer() -> None:
    few = outlook_of([], LunchDay(MONDAY, ((690, 300), (730, 300))))
    many = outlook_of([], LunchDay(MONDAY, ((690, 900), (730, 300))))
    assert wait_at(many, 700) > wait_at(few, 700) + 5


def test_it_learns_how_many_come() -> None:
    assert outlook_of(days_before(20, 480)).expected == pytest.approx(480, rel=0.04)
    assert outlook_of(days_before(20, 760)).expected == pytest.approx(760, rel=0.04)


def test_a_longer_history_narrows_the_band() -> None:
    assert outlook_of([]).spread > outlook_of(days_before(3)).spread > outlook_of(days_before(40)).spread


def test_a_weekday_and_a_dish_are_learned_and_shrunk() -> None:
    history = days_before(50)
    history = [
        past_day(day.lunch.on, [700 * part for part in SHAPE], dish="돈가스")
        if day.lunch.on.weekday() == 2
        else day
        for day in history
    ]
    wednesday = MONDAY + timedelta(days=2)
    both = outlook_of(history, LunchDay(wednesday, SHARES, "돈가스")).expected
    neither = outlook_of(history, LunchDay(MONDAY, SHARES)).expected
    assert 650 < both < 702
    assert neither == pytest.approx(600, rel=0.04)


def test_a_dish_that_was_served_once_changes_little() -> None:
    once = past_day(date(2026, 9, 25), [900 * part for part in SHAPE], dish="돈가스")
    found = outlook_of([*days_before(30)[:-1], once], LunchDay(MONDAY, SHARES, "돈가스")).expected
    assert 615 < found < 760


def test_an_unknown_dish_changes_only_how_sure_it_is() -> None:
    history = days_before(30, dish="비빔밥")
    known = outlook_of(history, LunchDay(MONDAY, SHARES, "비빔밥"))
    unknown = outlook_of(history, LunchDay(MONDAY, SHARES, "새 메뉴"))
    assert unknown.expected == pytest.approx(known.expected, rel=0.05)
    assert unknown.spread > known.spread


def test_days_that_nobody_read_teach_nothing() -> None:
    blind = [
        PastDay(day.lunch, day.rate, [step._replace(readings=0) for step in day.steps])
        for day in days_before(20, 900)
    ]
    assert outlook_of(blind).expected == pytest.approx(outlook_of([]).expected)


def test_it_never_learns_from_the_day_itself_or_later() -> None:
    later = [past_day(MONDAY + timedelta(days=n), [50.0] * 18) for n in range(3)]
    assert outlook_of(later).expected == outlook_of([]).expected


def test_the_profile_learns_that_people_come_late() -> None:
    late = [0.0] * 8 + [200.0, 160.0, 100.0, 60.0] + [0.0] * 6  # twenty-five minutes after the slot
    history = [
        past_day(MONDAY - timedelta(days=n), late, shares=((690, 800),)) for n in range(3, 45) if n % 7 < 5
    ]
    arrivals = outlook_of(history, LunchDay(MONDAY, ((690, 800),))).arrivals
    assert max(range(len(arrivals)), key=arrivals.__getitem__) in range(38, 46)
    assert min(arrivals) >= 0


def test_portions_tell_how_fast_the_counters_are_within_reason() -> None:
    assert learn(HOURS, days_before(20), MONDAY).hours.served_per_minute == 10.0
    faster = learn(HOURS, days_before(20, served=720), MONDAY).hours.served_per_minute
    assert 11.3 < faster < 12.0
    assert learn(HOURS, days_before(20, served=5), MONDAY).hours.served_per_minute >= 6.0
    assert learn(HOURS, days_before(20, served=100_000), MONDAY).hours.served_per_minute <= 15.0


def test_usual_is_the_mean_of_the_weekday_once_it_was_seen_twice() -> None:
    once = [past_day(MONDAY - timedelta(days=7), [30.0] * 18, wait=4.0)]
    assert outlook_of(once).usual == []
    twice = [past_day(MONDAY - timedelta(days=14), [30.0] * 18, wait=8.0), *once]
    assert {step.wait for step in outlook_of(twice).usual} == {6.0}
    moved = outlook_of(twice, hours=Hours(692, 782, 10.0))
    assert {step.minute for step in moved.usual} <= {step.minute for step in moved.steps}


def test_a_day_is_judged_by_its_waits_afterwards() -> None:
    outlook = outlook_of([])
    calm = sum(step.arrivals for step in look_back(outlook, trace(lambda _minute: 0.5)))
    full = sum(step.arrivals for step in look_back(outlook, trace(lambda _minute: 15.0)))
    blind = sum(step.arrivals for step in look_back(outlook, trace(lambda _minute: 15.0, readings=0)))
    assert calm < blind < full


def test_an_outlook_survives_being_kept_as_json() -> None:
    kept = TypeAdapter(Outlook)
    outlook = outlook_of(days_before(12))
    again = kept.validate_json(kept.dump_json(outlook))
    assert again.on == MONDAY
    assert list(again.steps) == list(outlook.steps)


@given(
    opens=st.integers(360, 1000),
    length=st.integers(1, 300),
    rate=st.floats(0.01, 60),
    shares=st.lists(st.tuples(st.none() | st.integers(300, 1400), st.integers(0, 3000)), max_size=8),
)
def test_whatever_the_hours_and_slots_all_come_and_no_wait_is_negative(
    opens: int, length: int, rate: float, shares: list[tuple[int | None, int]]
) -> None:
    hours = Hours(opens, opens + length, rate)
    outlook = outlook_of([], LunchDay(MONDAY, shares), hours)
    assert len(outlook.arrivals) == length + 15
    assert sum(outlook.arrivals) == pytest.approx(outlook.expected)
    assert all(0 <= step.low <= step.mid <= step.high for step in outlook.steps)
