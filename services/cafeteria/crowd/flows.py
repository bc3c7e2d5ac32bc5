"""Totals of counters as persons a minute: who came, who left.

A total only rises. What falls began anew; what leaps and comes back failed for a moment; what stands still
while people must have passed stands for nothing. Minutes of which some counter of a kind says nothing are
unknown: counters of one kind stand at different doors.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.cafeteria.crowd.queue_types import EARLY_MIN, Observation, QueueModel

# Where nobody knows how many are expected: of what could be served, at the opening and at the closing.
GUESSED_FIRST, GUESSED_LAST, GUESSED_EARLY_MIN = 1.15, 0.5, 5.0
LOOK_AHEAD = 3
# A counter that stands still so long is not believed where others saw so many pass; or, without others,
# where so many were expected for so long.
STANDS_STILL_MIN, MUST_HAVE_PASSED = 5.0, 10.0
STILL_ALONE_MIN, MUST_BE_EXPECTED = 15.0, 40.0
COUNTERS = ("entries", "exits", "served")
COVERED = 0.5  # of a minute


class Passed(NamedTuple):
    """How many passed between two minutes."""

    start: float
    end: float
    persons: float


class Flow(NamedTuple):
    """Persons in one minute, and over how many minutes they were counted at once."""

    persons: float
    counted_over_min: float


class Flows(NamedTuple):
    """By whole minutes from the first expected arrivals on; None where it is not known."""

    first: int
    arrivals: list[Flow | None]
    departures: list[Flow | None]


def expected_a_minute(model: QueueModel) -> Callable[[float], float]:
    """How many are expected in the minute around an instant."""
    first, known, last = model.opens_minute - EARLY_MIN, model.arrivals, len(model.arrivals)
    span = model.closes_minute - model.opens_minute

    def expect(minute: float) -> float:
        place = int(minute - first)
        return known[place] if 0 <= place < last else 0.0

    def guess(minute: float) -> float:
        gone = (minute - model.opens_minute) / span
        if not -GUESSED_EARLY_MIN / span <= gone < 1:
            return 0.0
        return model.served_per_minute * (GUESSED_FIRST + (GUESSED_LAST - GUESSED_FIRST) * max(gone, 0.0))

    return expect if last else guess


def count_flows(model: QueueModel, observations: Sequence[Observation], until: float) -> Flows:
    """What the counters say of every minute until now."""
    series: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        series[one.kind, one.source].append(one)
    found = {
        (kind, source): _count(model, kind, ones)
        for (kind, source), ones in series.items()
        if kind in COUNTERS
    }
    first = int(model.opens_minute - EARLY_MIN)
    size = max(0, int(until) + 1 - first)
    cells: dict[str, list[list[Flow | None]]] = {kind: [] for kind in COUNTERS}
    for (kind, _), passed in found.items():
        moved = _Moved(model, kind, found, observations)
        cells[kind].append(_spread(_without_still(passed, moved), first, size))
    came, gone, meals = (_add_up(cells[kind], size) for kind in COUNTERS)
    return Flows(first, came, [meal or one for meal, one in zip(meals, gone, strict=True)])


def _count(model: QueueModel, kind: str, readings: Sequence[Observation]) -> list[Passed]:
    opens = model.opens_minute - (EARLY_MIN if kind == "entries" else 0)
    busiest = max(model.arrivals, default=0.0)
    pace = max(5 * model.served_per_minute, 4 * busiest) if kind == "entries" else 3 * model.served_per_minute

    def may_pass(persons: float, minutes: float) -> bool:
        return 0 <= persons <= 8 + pace * minutes

    return list(_between(opens, readings, may_pass))


def _between(
    opens: float, readings: Sequence[Observation], may_pass: Callable[[float, float], bool]
) -> Iterator[Passed]:
    """The rises from reading to reading. The day begins at zero, where that can be."""
    minute, total, is_known = opens, 0.0, True
    for place, one in enumerate(readings):
        if one.minute <= opens:
            minute, total = one.minute, one.value
            continue
        minutes = one.minute - minute
        if may_pass(one.value - total, minutes):
            if is_known and minutes > 0:
                yield Passed(minute, one.minute, one.value - total)
        elif any(may_pass(later.value - total, later.minute - minute) for later in _next(readings, place)):
            continue
        elif one.value < total and may_pass(one.value, minutes):
            yield Passed(minute, one.minute, one.value)
        minute, total, is_known = one.minute, one.value, True


def _next(readings: Sequence[Observation], place: int) -> Sequence[Observation]:
    return readings[place + 1 : place + 1 + LOOK_AHEAD]


def _without_still(found: Sequence[Passed], moved: "_Moved") -> list[Passed]:
    """Without the stretches in which a counter stood still although people passed."""
    still = [run for run in _still(found) if moved.meanwhile(run)]
    return [one for one in found if not any(run.start <= one.start and one.end <= run.end for run in still)]


def _still(found: Sequence[Passed]) -> Iterator[Passed]:
    start = end = -1.0
    for one in [*found, None]:
        if one is not None and one.persons == 0:
            start, end = (one.start if start < 0 else start), one.end
        elif start >= 0:
            if end - start >= STANDS_STILL_MIN:
                yield Passed(start, end, 0)
            start = -1.0


class _Moved:
    """Whether others say that people passed: counters at the other end, cameras, or mere expectation."""

    def __init__(
        self,
        model: QueueModel,
        kind: str,
        found: Mapping[tuple[str, str], Sequence[Passed]],
        observations: Sequence[Observation],
    ) -> None:
        self._expect = expected_a_minute(model)
        self._others = [
            one
            for (other, _), passed in found.items()
            if (other == "entries") != (kind == "entries")
            for one in passed
        ]
        self._queues = [one for one in observations if one.kind == "queue"]
        self._way = 1 if kind == "entries" else -1

    def meanwhile(self, run: Passed) -> bool:
        counted = sum(one.persons for one in self._others if run.start <= one.start and one.end <= run.end)
        queues = [one.value for one in self._queues if run.start + 1 <= one.minute <= run.end]
        grown = self._way * (queues[-1] - queues[0]) if queues else 0.0
        expected = sum(self._expect(run.start + step) for step in range(int(run.end - run.start)))
        is_long = run.end - run.start >= STILL_ALONE_MIN and expected >= MUST_BE_EXPECTED
        return max(counted, grown) >= MUST_HAVE_PASSED or is_long


def _spread(found: Sequence[Passed], first: int, size: int) -> list[Flow | None]:
    """Evenly over the minutes between two readings."""
    covered, persons, over = [0.0] * size, [0.0] * size, [1.0] * size
    for start, end, count in found:
        for place in range(max(0, int(start) - first), min(size, int(end) - first + 1)):
            part = min(end, first + place + 1) - max(start, first + place)
            if part > 0:
                covered[place] += part
                persons[place] += count * part / (end - start)
                over[place] = max(over[place], end - start)
    return [
        Flow(persons[place] / covered[place], over[place]) if covered[place] > COVERED else None
        for place in range(size)
    ]


def _add_up(counters: Sequence[Sequence[Flow | None]], size: int) -> list[Flow | None]:
    return [_sum([counter[place] for counter in counters]) for place in range(size)]


def _sum(flows: Sequence[Flow | None]) -> Flow | None:
    known = [flow for flow in flows if flow is not None]
    if not known or len(known) < len(flows):
        return None
    return Flow(sum(flow.persons for flow in known), max(flow.counted_over_min for flow in known))
