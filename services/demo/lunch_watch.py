"""What is seen of a simulated lunch: by the kitchen, by diners with phones, by sensors; with everything that
goes wrong. What comes out is what the product's own estimate takes in.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from services.cafeteria.crowd.queue_types import EARLY_MIN, Observation
from services.cafeteria.levels import LEVELS
from services.demo.lunch_hall import HallDay, PlayedDay

CounterKind = Literal["entries", "exits", "served"]
FaultKind = Literal["dead", "frozen", "wild", "drift", "hour_off", "reset", "silent"]
AT_TABLE_MIN = (3.0, 9.0)  # a diner who remembers the second tap only there
GLANCES_A_MINUTE = 0.5


@dataclass(frozen=True)
class Fault:
    """`dead` says nothing more; `frozen` repeats itself; `wild` now and then tells nonsense; `drift` misses
    more and more; `hour_off` has a clock an hour slow; `reset` starts from zero; `silent` delivers later,
    all at once."""

    kind: FaultKind
    from_minute: float
    until_minute: float = math.inf

    def holds(self, minute: float) -> bool:
        return self.from_minute <= minute < self.until_minute


@dataclass(frozen=True)
class KitchenTaps:
    """The kitchen looks up every so often and taps a level: misjudged, of a moment ago, now and then
    wrong."""

    every_min: float = 8.0
    misjudge: float = 0.2  # spread of the wait as it is perceived, as a logarithm
    late_min: float = 1.5
    wrong: float = 0.05


@dataclass(frozen=True)
class DinerTaps:
    """A share of all diners taps twice; some forget the second tap, some remember it at the table."""

    share: float = 0.06
    forgets: float = 0.25
    at_table: float = 0.1


@dataclass(frozen=True)
class QueueCamera:
    """Counts the whole queue. `sees` is the share of people it finds; which of them changes by the minute."""

    id: int = 1
    every_min: float = 1.0
    sees: float = 0.92
    fault: Fault | None = None


@dataclass(frozen=True)
class Counter:
    """Counts people who pass, as a total of the day; misses some."""

    kind: CounterKind
    id: int
    every_min: float = 1.0
    misses: float = 0.03
    fault: Fault | None = None


Source = KitchenTaps | DinerTaps | QueueCamera | Counter


def watch_day(
    played: PlayedDay, day: HallDay, sources: Iterable[Source], chance: random.Random
) -> list[Observation]:
    """Everything that was ever known of the day, by the minute it refers to. `known_at` gives a moment's
    part.

    Diners who never tapped again are `waiting` without an end.
    """
    seen: list[Observation] = []
    for source in sources:
        match source:
            case KitchenTaps():
                seen += _watch_kitchen(played, day, source, chance)
            case DinerTaps():
                seen += _watch_diners(played, source, chance)
            case QueueCamera():
                seen += _watch_queue(played, day, source, chance)
            case Counter():
                seen += _watch_passing(played, day, source, chance)
    return sorted(seen, key=lambda seen_once: seen_once.minute)


def known_at(observations: Iterable[Observation], minute: float) -> list[Observation]:
    """What was known at a minute: nothing that arrived later; who was still in the queue was waiting."""
    known = []
    for one in observations:
        if one.kind in ("wait", "waiting"):
            if one.minute > minute:
                continue
            is_over = one.kind == "wait" and one.seen_minute <= minute
            waiting = Observation("waiting", one.minute, minute - one.minute, one.source, one.minute)
            known.append(one if is_over else waiting)
        elif one.seen_minute <= minute:
            known.append(one)
    return known


def _watch_kitchen(
    played: PlayedDay, day: HallDay, taps: KitchenTaps, chance: random.Random
) -> Iterator[Observation]:
    minute = day.opens_minute + chance.uniform(-4, taps.every_min / 2)
    while minute < day.closes_minute + 5:
        then = minute - chance.expovariate(1 / taps.late_min)
        wait = played.wait_at(then) - max(0.0, day.opens_minute - then)
        level = LEVELS.index(day.bounds.level_of(wait * math.exp(chance.gauss(0, taps.misjudge))))
        if chance.random() < taps.wrong:
            level = chance.choice([other for other in range(len(LEVELS)) if other != level])
        yield Observation("level", minute, level, "kitchen", minute)
        minute += taps.every_min * chance.uniform(0.5, 1.5)


def _watch_diners(played: PlayedDay, taps: DinerTaps, chance: random.Random) -> Iterator[Observation]:
    for visit in played.visits:
        if chance.random() >= taps.share:
            continue
        joined = visit.joined + chance.expovariate(1 / 0.4)
        served = visit.ended + chance.expovariate(1 / 0.4)
        if chance.random() < taps.at_table:
            served += chance.uniform(*AT_TABLE_MIN)
        if visit.is_served and joined < served and chance.random() >= taps.forgets:
            yield Observation("wait", joined, served - joined, "diner", served)
        elif joined < visit.ended:
            yield Observation("waiting", joined, math.inf, "diner", joined)


def _watch_queue(
    played: PlayedDay, day: HallDay, camera: QueueCamera, chance: random.Random
) -> Iterator[Observation]:
    frozen = None
    for minute in _minutes(day, camera.every_min):
        seen = _draw_seen(played.queue_at(minute), camera.sees, chance)
        fault = camera.fault.kind if camera.fault and camera.fault.holds(minute) else None
        if fault == "frozen":
            seen = frozen = seen if frozen is None else frozen
        elif fault == "wild" and chance.random() < 0.25:
            seen = chance.choice([0, 3 * seen + 40, 10**9, chance.randint(0, 150)])
        if fault != "dead":
            yield _sent("queue", minute, seen, f"sensor:{camera.id}", camera.fault)


def _watch_passing(
    played: PlayedDay, day: HallDay, counter: Counter, chance: random.Random
) -> Iterator[Observation]:
    passed = {"entries": played.joined, "exits": played.ended, "served": played.served}[counter.kind]
    total, before, fault = 0, 0, counter.fault
    for minute in _minutes(day, counter.every_min):
        until = bisect_right(passed, minute)
        new, before, misses = until - before, until, counter.misses
        now = fault.kind if fault and fault.holds(minute) else None
        if now == "drift" and fault:
            misses += 0.004 * (minute - fault.from_minute)
        if now == "reset" and fault and minute - counter.every_min < fault.from_minute:
            total = 0
        total += _draw_seen(new, 1 - misses, chance) if now != "frozen" else 0
        if now != "dead":
            value = total if now != "wild" or chance.random() >= 0.1 else chance.choice([0, total * 7, 10**9])
            yield _sent(counter.kind, minute, value, f"sensor:{counter.id}", fault)


def _sent(
    kind: Literal["queue", CounterKind], minute: float, value: float, source: str, fault: Fault | None
) -> Observation:
    """As it arrives: at once, or late, or with a wrong time on it."""
    one = Observation(kind, minute, value, source, minute + 0.1)
    if fault and fault.holds(minute) and fault.kind == "hour_off":
        return replace(one, minute=minute - 60)
    if fault and fault.holds(minute) and fault.kind == "silent":
        return replace(one, seen_minute=max(one.seen_minute, fault.until_minute))
    return one


def _minutes(day: HallDay, every_min: float) -> Iterator[float]:
    for step in count():
        minute = day.opens_minute - EARLY_MIN + step * every_min
        if minute > day.closes_minute + 10:
            return
        yield minute


def _draw_seen(persons: int, share: float, chance: random.Random) -> int:
    return sum(chance.random() < share for _ in range(persons))


def with_fault(sources: Sequence[Source], id: int, fault: Fault) -> list[Source]:
    """The same sources, one of them broken."""
    return [
        replace(source, fault=fault)
        if isinstance(source, QueueCamera | Counter) and source.id == id
        else source
        for source in sources
    ]
