"""The day's curve as a picture: coordinates and path strings, made once for all who look.

The picture is 320 by 120 units and is stretched to the room that a page has, so lines get their width and
words their size from the style sheet. Across runs the time of day, upwards the minutes of waiting. Places of
words and marks are given in percent of the picture. Nothing in it depends on who looks: my slot and the
present minute are drawn by the page on the same scale (`Chart.across`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

WIDTH, HEIGHT = 320, 120
# Before it opens people stand in the queue already.
MARGIN_MIN = 10
# The highest wait that the picture shows; a third of it is a round number of minutes.
TOPS_MIN = (9, 15, 30, 45, 60, 90, 120, 180)
LINES = 3
# How far apart the times below the picture may stand, the nearest first.
TICK_STEPS_MIN = (15, 30, 60, 120)
MOST_TICKS = 5
STEP_MIN = 5

Point = tuple[float, float]


@dataclass(frozen=True)
class ChartStep:
    """Five minutes of the day from `minute` on, in minutes of waiting; null where nothing is known.

    `seen_min` is what was, `usual_min` what is usual, the others what is expected.
    """

    minute: int
    seen_min: float | None = None
    usual_min: float | None = None
    low_min: float | None = None
    mid_min: float | None = None
    high_min: float | None = None

    @property
    def has_band(self) -> bool:
        return self.low_min is not None and self.high_min is not None


@dataclass(frozen=True)
class Tick:
    """`value` is a minute of the day, or minutes of waiting; `at` its place in percent from left or top."""

    value: int
    at: float


@dataclass(frozen=True)
class Chart:
    """`seen`, `usual` and `mid` are lines, `seen_area` and `band` are areas; empty where there is nothing."""

    width: int
    height: int
    from_minute: int
    until_minute: int
    top_min: int
    seen: str
    seen_area: str
    usual: str
    mid: str
    band: str
    times: tuple[Tick, ...]
    waits: tuple[Tick, ...]

    def across(self, minute: float) -> float:
        """The place of a minute of the day, in percent from the left."""
        return _percent((minute - self.from_minute) / (self.until_minute - self.from_minute))

    def down(self, wait_min: float) -> float:
        """The place of a wait, in percent from the top."""
        return _percent(1 - wait_min / self.top_min)


def draw_chart(steps: Sequence[ChartStep], opens_minute: int, closes_minute: int) -> Chart:
    """The picture of a day from its steps, which rise in time."""
    from_minute, until_minute = opens_minute - MARGIN_MIN, closes_minute
    shown = [step for step in steps if from_minute <= step.minute <= until_minute]
    top_min = _find_top(shown)
    pen = _Pen(from_minute, until_minute, top_min)
    seen = pen.runs(shown, lambda step: step.seen_min)
    expected = _join(shown)
    edged = [step if step.has_band else ChartStep(step.minute) for step in expected]
    low, high = (pen.runs(edged, get) for get in (lambda step: step.low_min, lambda step: step.high_min))
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        from_minute=from_minute,
        until_minute=until_minute,
        top_min=top_min,
        seen=" ".join(map(_line, seen)),
        seen_area=" ".join(map(_area, seen)),
        usual=" ".join(map(_line, pen.runs(shown, lambda step: step.usual_min))),
        mid=" ".join(map(_line, pen.runs(expected, lambda step: step.mid_min))),
        band=" ".join(_between(*edges) for edges in zip(low, high, strict=True)),
        times=_time_ticks(opens_minute, closes_minute, pen),
        waits=_wait_ticks(top_min),
    )


@dataclass(frozen=True)
class _Pen:
    from_minute: int
    until_minute: int
    top_min: int

    def runs(self, steps: Sequence[ChartStep], get: Callable[[ChartStep], float | None]) -> list[list[Point]]:
        """The points of each stretch without a gap."""
        found = groupby(steps, key=lambda step: get(step) is not None)
        return [[self._point(step.minute, get(step) or 0.0) for step in run] for known, run in found if known]

    def x(self, minute: float) -> float:
        return WIDTH * (minute - self.from_minute) / (self.until_minute - self.from_minute)

    def _point(self, minute: float, wait_min: float) -> Point:
        return self.x(minute), HEIGHT * (1 - min(max(wait_min, 0.0) / self.top_min, 1.0))


def _join(steps: Sequence[ChartStep]) -> list[ChartStep]:
    """What is expected begins where what was seen ends: a step that has both keeps what was seen."""
    last = max((step for step in steps if step.seen_min is not None), key=_minute, default=None)
    if last is None:
        return list(steps)
    rest = [step for step in steps if step.minute > last.minute]
    coming = next((step.minute for step in rest if step.mid_min is not None), None)
    if coming is None or coming - last.minute > 2 * STEP_MIN:
        return rest
    here = ChartStep(last.minute, low_min=last.seen_min, mid_min=last.seen_min, high_min=last.seen_min)
    return [here, *(step for step in rest if step.minute >= coming)]


def _minute(step: ChartStep) -> int:
    return step.minute


def _find_top(steps: Sequence[ChartStep]) -> int:
    waits = [w for s in steps for w in (s.seen_min, s.usual_min, s.high_min) if w is not None]
    highest = max(waits, default=0.0)
    return next((top for top in TOPS_MIN if highest <= top), TOPS_MIN[-1])


def _time_ticks(opens_minute: int, closes_minute: int, pen: _Pen) -> tuple[Tick, ...]:
    """Round times between opening and closing, few enough for a phone with a large text."""
    length = closes_minute - opens_minute
    step = next((step for step in TICK_STEPS_MIN if length / step < MOST_TICKS), TICK_STEPS_MIN[-1])
    first = -(-opens_minute // step) * step
    minutes = range(first, closes_minute + 1, step)
    return tuple(Tick(minute, _percent(pen.x(minute) / WIDTH)) for minute in minutes)


def _wait_ticks(top_min: int) -> tuple[Tick, ...]:
    """Always as many, so that a page that follows only changes their words."""
    parts = range(LINES, 0, -1)
    return tuple(Tick(top_min * part // LINES, _percent(1 - part / LINES)) for part in parts)


def _line(points: Sequence[Point]) -> str:
    """A smooth line; a single point is a dash as long as a step is wide."""
    if len(points) == 1:
        x, y = points[0]
        return f"M{_n(max(x - 1, 0))} {_n(y)}H{_n(min(x + 1, WIDTH))}"
    return f"M{_pair(points[0])}" + "".join(_curves(points))


def _area(points: Sequence[Point]) -> str:
    """What lies below a line."""
    if len(points) == 1:
        return ""
    return f"{_line(points)}L{_n(points[-1][0])} {HEIGHT}L{_n(points[0][0])} {HEIGHT}Z"


def _between(low: Sequence[Point], high: Sequence[Point]) -> str:
    if len(low) == 1:
        return ""
    back = low[::-1]
    return f"M{_pair(high[0])}{''.join(_curves(high))}L{_pair(back[0])}{''.join(_curves(back))}Z"


def _curves(points: Sequence[Point]) -> Iterator[str]:
    """Cubic pieces from point to point that never go beyond the points (Fritsch and Carlson 1980)."""
    slopes = _slopes(points)
    for ((x0, y0), (x1, y1)), (m0, m1) in zip(pairwise(points), pairwise(slopes), strict=True):
        third = (x1 - x0) / 3
        first, second = (x0 + third, y0 + m0 * third), (x1 - third, y1 - m1 * third)
        yield f"C{_pair(first)} {_pair(second)} {_pair((x1, y1))}"


def _slopes(points: Sequence[Point]) -> list[float]:
    """The slope at each point: none at a peak, else the harmonic mean of both sides."""
    sides = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    inner = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(sides)]
    return [sides[0], *inner, sides[-1]]


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(value: float) -> str:
    """At most one digit after the point: a tenth of a unit is less than a screen shows."""
    return f"{round(value, 1) + 0.0:g}"


def _percent(share: float) -> float:
    return round(100 * min(max(share, 0.0), 1.0), 2)
