"""The rest of today, and the best time to go."""

from dataclasses import dataclass
from datetime import date

import pytest

from services.cafeteria.crowd.queue_types import Estimate
from services.cafeteria.forecast import ForecastStep, LunchDay, best_minute, expect, forecast_rest, learn
from services.cafeteria.levels import Level
from tests.past_lunch import HOURS, SHARES

OUTLOOK = expect(learn(HOURS, [], date(2026, 9, 28)), LunchDay(date(2026, 9, 28), SHARES))


@dataclass(frozen=True)
class Slot:
    starts_minute: int
    ends_minute: int


def estimate(queue: float, factor: float = 1.0, deviation: float = 3.0) -> Estimate:
    return Estimate(queue, deviation, 1, 2, 3, Level.NORMAL, "fair", 700, {}, factor)


def steps(*waits: float) -> list[ForecastStep]:
    return [ForecastStep(700 + 5 * n, wait - 1, wait, wait + 1) for n, wait in enumerate(waits)]


def test_the_rest_starts_from_the_queue_that_is_there() -> None:
    rest = forecast_rest(OUTLOOK, estimate(90), 700)
    assert rest[0].mid == pytest.approx(9.1, abs=0.5)
    assert (rest[0].minute, rest[-1].minute) == (700, 780)
    assert forecast_rest(OUTLOOK, estimate(90), 703)[0].minute == 705


def test_a_long_queue_is_felt_less_and_less() -> None:
    calm, full = (forecast_rest(OUTLOOK, estimate(queue), 700) for queue in (0, 120))
    apart = [more.mid - less.mid for more, less in zip(full, calm, strict=True)]
    assert apart[0] > 8
    assert apart[0] > apart[4] > apart[-1] >= 0


def test_what_is_seen_now_is_forgotten_even_where_no_queue_ever_ends() -> None:
    packed = LunchDay(date(2026, 9, 28), ((690, 900), (720, 900), (750, 900)))
    outlook = expect(learn(HOURS, [], packed.on), packed)
    calm, full = (forecast_rest(outlook, estimate(queue), 700)[-1] for queue in (0, 120))
    assert 0 < full.mid - calm.mid < 3


def test_a_fuller_day_than_expected_stays_fuller_in_part() -> None:
    usual, fuller = (forecast_rest(OUTLOOK, estimate(40, factor), 710) for factor in (1.0, 1.6))
    assert fuller[4].mid > usual[4].mid


def test_absurd_factors_and_queues_do_no_harm() -> None:
    for queue, factor in ((-5, 0.0), (1e6, 1e9), (0, -3)):
        assert all(
            0 <= step.low <= step.mid <= step.high
            for step in forecast_rest(OUTLOOK, estimate(queue, factor), 720)
        )


def test_without_a_reading_it_is_what_was_expected() -> None:
    assert forecast_rest(OUTLOOK, None, 712) == [step for step in OUTLOOK.steps if step.minute >= 712]
    assert forecast_rest(OUTLOOK, estimate(30), 600) == list(OUTLOOK.steps)


def test_after_the_closing_nothing_is_left() -> None:
    assert forecast_rest(OUTLOOK, estimate(30), 781) == []
    assert forecast_rest(OUTLOOK, None, 781) == []


def test_the_best_time_is_the_shortest_wait_of_the_slot() -> None:
    assert best_minute(steps(9, 4, 2, 7), Slot(700, 715)) == (710, 2)
    assert best_minute(steps(9, 4, 2, 7, 1), Slot(700, 715)) == (710, 2)
    assert best_minute(steps(9, 4, 2, 7, 1), None) == (720, 1)


def test_of_equal_waits_the_earliest_is_the_best() -> None:
    assert best_minute(steps(3.3, 3.0, 3.2), Slot(700, 720)) == (700, 3.3)


def test_who_goes_must_be_served_before_the_slot_ends() -> None:
    assert best_minute(steps(9, 8, 8.5, 7), Slot(700, 720)) == (705, 8)
    assert best_minute(steps(40, 30), Slot(700, 710)) == (705, 30)  # nobody can: the shortest at least


def test_a_slot_that_is_over_has_no_best_time() -> None:
    assert best_minute(steps(1, 2), Slot(600, 630)) is None
    assert best_minute([], None) is None
