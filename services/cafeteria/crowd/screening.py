"""Which readings count: wrong clocks are set right, what is impossible or stands still is set aside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from services.cafeteria.crowd.flows import COUNTERS
from services.cafeteria.crowd.queue_types import EARLY_MIN, Observation, QueueModel

SENSOR = "sensor:"
LONGEST_WAIT_MIN = 120.0
# Clocks differ by a little: what is ahead by no more is of now.
AHEAD_MIN = 0.5
# A clock is off when several posts all come late by the same time; a backlog comes late by many different
# ones.
CLOCK_OFF_MIN, CLOCK_STEADY_MIN, CLOCK_POSTS = 10.0, 1.5, 4
# A queue of some length that stays the same to the person for so long is a picture that stands still.
FROZEN_MIN, FROZEN_READINGS, BELIEVED_MIN = 6.0, 5, 1.0
SMALL_QUEUE = 2  # as long a queue may well stay the same, unless others say otherwise
CONTRADICTIONS = 2


def screen(model: QueueModel, observations: Iterable[Observation], minute: float) -> list[Observation]:
    """What counts at a minute, in the order of the minutes that it refers to."""
    by_series: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        by_series[one.source, one.kind].append(one)
    first = model.opens_minute - EARLY_MIN
    kept: list[Observation] = []
    for (source, kind), series in by_series.items():
        if source.startswith(SENSOR):
            series = _set_clock(series)
        series = [one for one in series if one.minute <= minute + AHEAD_MIN and _is_possible(model, one)]
        if kind not in COUNTERS:
            series = [one for one in series if one.minute >= first]
        kept += _THINNED.get(kind, list)(series)
    kept.sort(key=lambda one: (one.minute, one.seen_minute))
    return _without_frozen(kept)


def age_of(one: Observation) -> float:
    """The newest moment a reading speaks of: what arrives late is not news of now."""
    return min(one.seen_minute, one.minute + one.value if one.kind == "wait" else one.minute)


def _is_possible(model: QueueModel, one: Observation) -> bool:
    if one.kind == "level":
        return one.value in (0, 1, 2, 3)
    if one.kind == "queue":
        return 0 <= one.value <= model.served_per_minute * LONGEST_WAIT_MIN
    if one.kind in COUNTERS:
        return one.value >= 0
    return 0 <= one.value <= LONGEST_WAIT_MIN


def _set_clock(series: Sequence[Observation]) -> list[Observation]:
    """Readings with their true minutes, where the sensor's clock is off by a steady time."""
    late = {one.seen_minute: one.seen_minute - one.minute for one in series}
    recent = [late[seen] for seen in sorted(late)[-CLOCK_POSTS:]]
    off = median(recent)
    is_steady = len(recent) == CLOCK_POSTS and max(recent) - min(recent) < CLOCK_STEADY_MIN
    if not is_steady or abs(off) < CLOCK_OFF_MIN:
        return list(series)
    return [
        replace(one, minute=one.seen_minute)
        if abs(one.seen_minute - one.minute - off) < CLOCK_STEADY_MIN
        else one
        for one in series
    ]


def _once_a_minute(series: Sequence[Observation]) -> list[Observation]:
    """The middle one of each minute: one glance that went wrong in a minute does no harm."""
    minutes: dict[int, list[Observation]] = defaultdict(list)
    for one in series:
        minutes[int(one.minute)].append(one)
    return [sorted(ones, key=lambda one: one.value)[len(ones) // 2] for ones in minutes.values()]


def _last_of_three_minutes(series: Sequence[Observation]) -> list[Observation]:
    """A level that is tapped again right away was tapped wrong; one that is repeated is not new."""
    last = {int(one.minute / 3): one for one in sorted(series, key=lambda one: one.minute)}
    return list(last.values())


_THINNED = {"queue": _once_a_minute, "level": _last_of_three_minutes}


def _without_frozen(observations: list[Observation]) -> list[Observation]:
    queues: dict[str, list[Observation]] = defaultdict(list)
    for one in observations:
        if one.kind == "queue":
            queues[one.source].append(one)
    frozen = {
        id(one)
        for series in queues.values()
        for run in _runs(series)
        if _is_frozen(run, observations)
        for one in run
        if one.minute > run[0].minute + BELIEVED_MIN or run[0].value <= SMALL_QUEUE
    }
    return [one for one in observations if id(one) not in frozen] if frozen else observations


def _runs(series: Sequence[Observation]) -> Iterator[list[Observation]]:
    """Stretches of one and the same value that are long enough to be strange."""
    run: list[Observation] = []
    for one in [*series, None]:
        if run and (one is None or one.value != run[0].value):
            if len(run) >= FROZEN_READINGS and run[-1].minute - run[0].minute >= FROZEN_MIN:
                yield run
            run = []
        if one is not None:
            run.append(one)


def _is_frozen(run: Sequence[Observation], observations: Sequence[Observation]) -> bool:
    """A long queue never stands still; a short one may, unless several others saw a long one meanwhile."""
    if run[0].value > SMALL_QUEUE:
        return True
    start, end = run[0].minute + BELIEVED_MIN, run[-1].minute
    others = (one for one in observations if start <= one.minute <= end and one.source != run[0].source)
    return sum(_says_long(one) for one in others) >= CONTRADICTIONS


def _says_long(one: Observation) -> bool:
    return (
        (one.kind == "level" and one.value >= 2)
        or (one.kind == "wait" and one.value >= 4)
        or (one.kind == "queue" and one.value > 5 * SMALL_QUEUE)
    )
