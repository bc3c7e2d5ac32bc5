"""How far the shown wait is from the true one, for each mix of sources: a simulated week with rotating slots,
three sizes of kitchen, reneging, stops, and everything that goes wrong with sensors and people.

`all_faulty` has two sensors out of order every day and careless people; `careless` are people who tap late,
wrong, at the table or never again; on the `first_day` nobody can say yet how many will come.

Each moment of lunch (every third minute) sees only what was known then. The baseline is the last reading as
it is: a level as the middle of its range, a queue by the planned serving rate, a wait as it was told,
counters as the difference of their totals. `in_range` is how often the truth lies in the range as it is
shown, in whole minutes; `call` is the processor time of one estimate, as nine in ten have it.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from statistics import median, quantiles

from bench import Result, say
from services.cafeteria.crowd.estimate import Observation, QueueModel, estimate_queue
from services.cafeteria.levels import Bounds
from services.demo.lunch_hall import HallDay, PlayedDay, expected_arrivals, play_day
from services.demo.lunch_watch import (
    Counter,
    DinerTaps,
    Fault,
    KitchenTaps,
    QueueCamera,
    Source,
    known_at,
    watch_day,
    with_fault,
)

OPENS, CLOSES, EVERY_MIN = 690, 780, 3
BOUNDS, MIDDLES = Bounds(3, 8, 15), (1.5, 5.5, 11.5, 18.0)
SLOTS = (690, 710, 730, 750)
SHARES = (0.19, 0.31, 0.26, 0.24)  # of the four groups
# Served a minute; how much of that is asked for; after how many minutes half of all people give up.
KITCHENS = ((7.0, 0.9, 36.0), (12.0, 1.0, 28.0), (20.0, 0.85, 22.0))
DAYS, SEED = 5, 20_260_921
FORECAST_ERROR = 0.15  # of each group's size, besides what the day itself brings

KITCHEN, DINERS, CAMERA = KitchenTaps(), DinerTaps(), QueueCamera(1)
COUNTERS = (Counter("entries", 2), Counter("served", 3))
MIXES: dict[str, list[Source]] = {
    "kitchen": [KITCHEN],
    "diners": [DINERS],
    "camera": [CAMERA],
    "counters": [*COUNTERS],
    "kitchen_diners": [KITCHEN, DINERS],
    "all": [KITCHEN, DINERS, CAMERA, *COUNTERS],
}
FAULTS: tuple[tuple[int, Fault], ...] = (
    (1, Fault("frozen", 715)),
    (1, Fault("hour_off", 0)),
    (1, Fault("dead", 705)),
    (1, Fault("wild", 0)),
    (2, Fault("drift", 690)),
    (2, Fault("frozen", 720)),
    (3, Fault("reset", 725)),
    (3, Fault("wild", 0)),
    (2, Fault("silent", 705, 740)),
    (1, Fault("silent", 705, 740)),
)
CARELESS = (KitchenTaps(late_min=4, wrong=0.15), DinerTaps(forgets=0.6, at_table=0.3))


@dataclass(frozen=True)
class Played:
    """A day of the week in one kitchen."""

    day: HallDay
    model: QueueModel
    truth: PlayedDay
    number: int


@dataclass(frozen=True)
class Moment:
    """One look at the card: minutes of waiting as shown, as they are, as the last reading says."""

    low: float
    mid: float
    high: float
    true: float
    naive: float
    took_ms: float


def run() -> Iterator[Result]:
    week = list(play_week(SEED))
    for name, sources in MIXES.items():
        say(f"  {name}")
        yield from _judge(name, [moment for played in week for moment in look(played, sources)])
    say("  with faults")
    yield from _judge(
        "all_faulty", [moment for played in week for moment in look(played, break_some(played))]
    )
    careless = [moment for played in week for moment in look(played, CARELESS)]
    yield from _judge("kitchen_diners_careless", careless)
    unknown = [replace(played, model=replace(played.model, arrivals=())) for played in week]
    first = [moment for played in unknown for moment in look(played, MIXES["kitchen_diners"])]
    yield from _judge("kitchen_diners_first_day", first)


def play_week(seed: int) -> Iterator[Played]:
    """Each kitchen on each day: the four groups move on by one slot a day, so that the week is a season."""
    chance = random.Random(seed)
    for served_per_minute, load, patience_min in KITCHENS:
        for number in range(DAYS):
            persons = served_per_minute * (CLOSES - OPENS) * load
            shares = [persons * SHARES[(place + number) % 4] for place in range(4)]
            groups = list(zip(SLOTS, shares, strict=True))
            day = HallDay(OPENS, CLOSES, served_per_minute, groups, patience_min=patience_min)
            wrong = [share * chance.lognormvariate(0, FORECAST_ERROR) for share in shares]
            forecast = expected_arrivals(replace(day, groups=list(zip(SLOTS, wrong, strict=True))))
            model = QueueModel(OPENS, CLOSES, served_per_minute, BOUNDS, forecast)
            yield Played(day, model, play_day(day, chance), number)


def break_some(played: Played) -> list[Source]:
    """All sources, people careless, and two things out of order that day."""
    first = (played.number * 2 + int(played.day.served_per_minute)) % len(FAULTS)
    sources: list[Source] = [*CARELESS, CAMERA, *COUNTERS]
    for sensor, fault in (FAULTS[first], FAULTS[(first + 5) % len(FAULTS)]):
        sources = with_fault(sources, sensor, fault)
    return sources


def look(played: Played, sources: Sequence[Source]) -> Iterator[Moment]:
    chance = random.Random(played.number)
    seen = watch_day(played.truth, played.day, sources, chance)
    for minute in range(OPENS, CLOSES, EVERY_MIN):
        known = known_at(seen, minute)
        begun = time.process_time()
        estimate = estimate_queue(played.model, known, minute)
        took_ms = (time.process_time() - begun) * 1000
        if estimate:
            yield Moment(
                estimate.wait_low_min,
                estimate.wait_mid_min,
                estimate.wait_high_min,
                played.truth.wait_at(minute),
                _last_reading(played.model, known),
                took_ms,
            )


def _last_reading(model: QueueModel, known: Sequence[Observation]) -> float:
    last = max((one for one in known if one.kind != "waiting"), key=lambda one: one.seen_minute, default=None)
    if last is None:
        return 0.0
    if last.kind == "level":
        return MIDDLES[int(last.value)]
    if last.kind == "wait":
        return last.value
    if last.kind == "queue":
        return last.value / model.served_per_minute
    came = max((one.value for one in known if one.kind == "entries"), default=0.0)
    left = max((one.value for one in known if one.kind == "served"), default=0.0)
    return max(came - left, 0.0) / model.served_per_minute


def _judge(name: str, moments: Sequence[Moment]) -> Iterator[Result]:
    errors = [abs(moment.mid - moment.true) for moment in moments]
    naive = [abs(moment.naive - moment.true) for moment in moments]
    inside = [floor(moment.low) <= moment.true <= ceil(moment.high) for moment in moments]
    yield Result("crowd_estimate", f"{name}_median", _two(median(errors)), "min", _two(median(naive)))
    yield Result("crowd_estimate", f"{name}_p90", _two(_p90(errors)), "min", _two(_p90(naive)))
    yield Result("crowd_estimate", f"{name}_in_range", _two(100 * sum(inside) / len(inside)), "%")
    widths = [ceil(moment.high) - floor(moment.low) for moment in moments]
    yield Result("crowd_estimate", f"{name}_range_width", _two(median(widths)), "min")
    yield Result(
        "crowd_estimate", f"{name}_call_p90", _two(_p90([moment.took_ms for moment in moments])), "ms", 5.0
    )


def _p90(values: Sequence[float]) -> float:
    return quantiles(values, n=10)[-1]


def _two(value: float) -> float:
    return round(value, 2)
