"""The queue estimate against readings whose meaning is known, and against nonsense."""

import random
from dataclasses import replace
from math import isfinite

import pytest

from services.cafeteria.crowd import Estimate, Observation, QueueModel, estimate_queue, trace_queue
from services.cafeteria.levels import Bounds, Level

OPENS, CLOSES, NOW = 690, 780, 720
MODEL = QueueModel(OPENS, CLOSES, 10.0, Bounds(3, 8, 15), [2.0] * 15 + [9.0] * 80)
EARLY = random.Random(4)


def read(
    kind, minute: float, value: float, source: str = "sensor:1", seen: float | None = None
) -> Observation:
    return Observation(kind, minute, value, source, minute if seen is None else seen)


def estimate(*observations: Observation, now: float = NOW, model: QueueModel = MODEL) -> Estimate:
    found = estimate_queue(model, observations, now)
    assert found is not None
    return found


def camera(value: float, since: float = 700, until: float = NOW) -> list[Observation]:
    """A queue of about so many, as counted each minute."""
    minutes = range(int(since), int(until) + 1)
    return [read("queue", minute, max(0, value + minute % 3 - 1)) for minute in minutes]


def counter(kind, source: str, a_minute: float, until: float = NOW) -> list[Observation]:
    minutes = range(OPENS - 15, int(until) + 1)
    return [read(kind, minute, round(max(0, minute - OPENS) * a_minute), source) for minute in minutes]


def test_without_a_reading_there_is_no_estimate() -> None:
    assert estimate_queue(MODEL, [], NOW) is None
    assert trace_queue(MODEL, [], NOW) == []


def test_readings_of_the_morning_or_of_the_future_are_no_readings() -> None:
    assert estimate_queue(MODEL, [read("queue", 500, 3), read("queue", NOW + 30, 3)], NOW) is None


@pytest.mark.parametrize("kind", ["level", "queue"])
def test_a_clock_that_is_seconds_ahead_changes_nothing(kind) -> None:
    value, source = (3, "kitchen") if kind == "level" else (300, "sensor:1")
    found = [
        estimate(read(kind, NOW + ahead, value, source), read(kind, NOW - 2, value, source))
        for ahead in (0.0, 0.1, 0.4)
    ]
    assert found[0].level == Level.PACKED
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("tap", "level"), [(0, Level.QUIET), (1, Level.NORMAL), (2, Level.BUSY), (3, Level.PACKED)]
)
def test_a_tap_of_the_kitchen_is_believed(tap: int, level: Level) -> None:
    taps = [read("level", minute, tap, "kitchen") for minute in (NOW - 9, NOW - 5, NOW)]
    assert estimate(*taps).level is level


def test_a_camera_tells_the_queue_and_the_wait_follows_from_the_serving_rate() -> None:
    found = estimate(*camera(60))
    assert 55 < found.queue < 75
    assert found.wait_low_min < 6.5 < found.wait_high_min
    assert found.sources == {"kitchen": 0, "diner": 0, "sensor": 1}


def test_two_taps_of_a_diner_tell_how_long_the_queue_was_when_she_joined() -> None:
    waits = [read("wait", NOW - 8 - n, 8, "diner", NOW - n) for n in range(3)]
    found = estimate(*waits)
    assert found.wait_low_min < 8 < found.wait_high_min
    assert found.seen_minute == NOW
    assert found.sources["diner"] == 3


def test_who_still_waits_makes_the_wait_longer() -> None:
    tap = read("level", NOW - 10, 1, "kitchen")
    waiting = [read("waiting", NOW - 8, 8, "diner"), read("waiting", NOW - 7, 7, "diner")]
    assert estimate(tap, *waiting).wait_mid_min > estimate(tap).wait_mid_min + 0.2


def test_the_kitchen_is_believed_at_once_against_what_was_expected() -> None:
    assert estimate(read("level", NOW, 3, "kitchen")).level is Level.PACKED
    assert (
        estimate(read("level", NOW, 0, "kitchen"), model=replace(MODEL, arrivals=[30.0] * 95)).level
        is Level.QUIET
    )


def test_one_tap_against_a_camera_that_counts_well_is_a_slip() -> None:
    assert estimate(*camera(10), read("level", NOW, 3, "kitchen")).level is Level.QUIET


@pytest.mark.parametrize("now", [735, 745, 755])
def test_who_forgot_the_second_tap_does_not_hang_on_for_ever(now: int) -> None:
    tap, forgotten = read("level", 712, 1, "kitchen"), read("waiting", 715, now - 715, "diner")
    without = estimate(tap, now=now).wait_mid_min
    assert estimate(tap, forgotten, now=now).wait_mid_min == pytest.approx(without, abs=0.2)


def test_order_and_repeats_change_nothing() -> None:
    readings = [*camera(30), read("level", 715, 1, "kitchen"), *counter("entries", "sensor:2", 9)]
    shuffled = readings + readings[::3]
    EARLY.shuffle(shuffled)
    assert estimate(*shuffled) == estimate(*readings)


def test_what_arrives_late_is_used_and_is_not_fresh() -> None:
    late = [replace(one, seen_minute=NOW) for one in camera(60, until=705)]
    found = estimate(*late)
    assert found.seen_minute == 705
    assert found.confidence == "low"


def test_the_range_grows_with_the_age_of_the_readings() -> None:
    def width(age: float) -> float:
        found = estimate(*camera(60), now=NOW + age)
        return found.wait_high_min - found.wait_low_min

    assert width(0) < width(5) < width(15)


def test_a_camera_that_stands_still_is_set_aside_and_grows_old() -> None:
    moving = camera(50, until=706)
    frozen = [read("queue", minute, 50) for minute in range(707, 731)]
    found = estimate(*moving, *frozen, now=730)
    assert found.seen_minute <= 709
    assert found.confidence == "low"


def test_an_empty_queue_may_stand_still() -> None:
    empty = [read("queue", minute, 0) for minute in range(700, NOW + 1)]
    assert estimate(*empty).seen_minute == NOW
    assert estimate(*empty).level is Level.QUIET


def test_a_camera_that_sees_nobody_is_set_aside_when_others_see_a_queue() -> None:
    blind = [read("queue", minute, 0) for minute in range(690, NOW + 1)]
    taps = [read("level", minute, 2, "kitchen") for minute in (705, 712, 719)]
    waits = [read("wait", 704, 10, "diner", 714), read("wait", 708, 11, "diner", 719)]
    assert estimate(*blind, *taps, *waits).level is Level.BUSY


def test_one_wild_glance_does_no_harm_and_a_crowd_is_seen_the_second_time() -> None:
    calm = camera(20, until=718)
    wild = estimate(*calm, read("queue", 719, 150), read("queue", 720, 20))
    assert wild.queue < 40
    crowd = estimate(*calm, *(read("queue", minute, 150 + minute % 2) for minute in (719, 720, 721)), now=721)
    assert crowd.queue > 120


def test_impossible_values_are_set_aside() -> None:
    nonsense = [read("queue", 719, 10**9), read("queue", 719, -3), read("level", 719, 9, "kitchen")]
    assert estimate(*camera(20), *nonsense) == estimate(*camera(20))


def test_a_clock_that_is_an_hour_off_is_set_right() -> None:
    slow = [replace(one, minute=one.minute - 60) for one in camera(60)]
    assert estimate(*slow) == estimate(*camera(60))


def test_before_the_opening_the_time_until_then_is_waited_too() -> None:
    found = estimate(read("queue", OPENS - 10, 5), now=OPENS - 10)
    assert 10 <= found.wait_mid_min < 13
    assert found.level is Level.QUIET


def test_today_s_arrivals_are_compared_with_the_expected_ones() -> None:
    many = estimate(*counter("entries", "sensor:2", 14))
    few = estimate(*counter("entries", "sensor:2", 5))
    assert few.arrivals_factor < 0.8 < 1.2 < many.arrivals_factor


def test_garbage_of_every_kind_gives_finite_numbers_in_order() -> None:
    chance = random.Random(7)
    for _ in range(150):
        garbage = [draw(chance) for _ in range(chance.randint(1, 80))]
        model = chance.choice([MODEL, replace(MODEL, arrivals=()), replace(MODEL, served_per_minute=0.2)])
        found = estimate_queue(model, garbage, chance.uniform(600, 1300))
        if found:
            waits = (found.wait_low_min, found.wait_mid_min, found.wait_high_min)
            assert all(map(isfinite, (*waits, found.queue, found.queue_sd, found.arrivals_factor)))
            assert 0 <= waits[0] <= waits[1] <= waits[2]


def draw(chance: random.Random) -> Observation:
    kind = chance.choice(["level", "queue", "wait", "waiting", "entries", "exits", "served"])
    minute = chance.uniform(600, 900)
    value = chance.choice([0, 1, 3, chance.randint(0, 300), 10**9, -3])
    source = chance.choice(["kitchen", "diner", "sensor:1", "sensor:2"])
    return Observation(kind, minute, value, source, minute + chance.choice([0, 0, 5, -60, 60]))
