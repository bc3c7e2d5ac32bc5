"""The day's curve: what its paths hold, and what stays true for whatever steps there are."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.cafeteria.crowd.chart import HEIGHT, WIDTH, Chart, ChartStep, draw_chart

OPENS, CLOSES = 690, 780
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def draw(*steps: ChartStep) -> Chart:
    return draw_chart(steps, OPENS, CLOSES)


def seen(minute: int, wait: float) -> ChartStep:
    return ChartStep(minute, seen_min=wait, usual_min=wait / 2)


def coming(minute: int, low: float, high: float) -> ChartStep:
    return ChartStep(minute, usual_min=low, low_min=low, mid_min=(low + high) / 2, high_min=high)


def corners(path: str) -> Sequence[tuple[float, float]]:
    numbers = [float(n) for n in NUMBERS.findall(path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_a_line_runs_through_its_steps_on_the_scale() -> None:
    chart = draw(seen(690, 0), seen(695, 6))
    assert chart.top_min == 9
    assert corners(chart.seen)[0] == (32, HEIGHT)
    assert corners(chart.seen)[-1] == (48, 40)
    assert (chart.across(690), chart.down(6)) == (10, 33.33)


def test_a_gap_stays_a_gap() -> None:
    chart = draw(seen(700, 3), seen(705, 4), ChartStep(710), seen(715, 4), seen(720, 2))
    assert chart.seen.count("M") == 2


def test_what_is_expected_begins_where_the_seen_ends() -> None:
    chart = draw(seen(700, 3), seen(705, 4), coming(710, 3, 6), coming(715, 2, 9))
    assert corners(chart.mid)[0] == corners(chart.seen)[-1]
    assert corners(chart.band)[0] == corners(chart.seen)[-1]


def test_after_a_long_silence_nothing_is_joined() -> None:
    chart = draw(
        seen(700, 3), seen(705, 4), ChartStep(710), ChartStep(715), coming(720, 3, 6), coming(725, 3, 6)
    )
    assert corners(chart.mid)[0][0] > corners(chart.seen)[-1][0]


def test_a_day_without_steps_has_its_scale_and_no_lines() -> None:
    chart = draw()
    assert (chart.seen, chart.seen_area, chart.usual, chart.mid, chart.band) == ("", "", "", "", "")
    assert [tick.value for tick in chart.times] == [690, 720, 750, 780]
    assert [tick.value for tick in chart.waits] == [9, 6, 3]


def test_the_scale_holds_the_highest_wait() -> None:
    assert draw(seen(700, 3), coming(705, 10, 31)).top_min == 45
    assert draw(seen(700, 500), seen(705, 500)).top_min == 180


@pytest.mark.parametrize(("opens", "closes"), [(660, 840), (705, 765), (360, 1320), (690, 700)])
def test_times_are_few_and_within_the_hours(opens: int, closes: int) -> None:
    ticks = draw_chart([], opens, closes).times
    assert len(ticks) <= 9
    assert all(opens <= tick.value <= closes and 0 <= tick.at <= 100 for tick in ticks)


waits = st.one_of(st.none(), st.floats(0, 400))
steps = st.lists(st.tuples(waits, waits, waits, waits, waits), max_size=24)


# A step alone at closing time is a dash that must not leave the picture.
AT_THE_EDGE = [(None,) * 5] * 20 + [(1.0, None, None, None, None)]


@example(AT_THE_EDGE)
@given(steps)
def test_whatever_the_steps_are_the_lines_stay_in_the_picture(rows: list[tuple[float | None, ...]]) -> None:
    chart = draw(*(ChartStep(680 + 5 * place, *row) for place, row in enumerate(rows)))
    for path in (chart.seen, chart.seen_area, chart.usual, chart.mid, chart.band):
        assert "nan" not in path
        for part in path.replace("H", " 0 0 ").split("Z"):
            numbers = [float(n) for n in NUMBERS.findall(part)]
            assert all(0 <= n <= WIDTH for n in numbers)
