"""A simulated lunch whose truth is known: who joins the queue when, who is served when, who gives up.

People come in groups; a group with a slot comes in a burst when its slot begins. On each day fewer or more
come than were expected, groups come early or late, the counters are faster or slower than planned, and now
and then one thing runs out and nobody is served for a while. All chance comes from one seeded generator.
"""

import heapq
import math
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from services.cafeteria.crowd.queue_types import EARLY_MIN
from services.cafeteria.levels import Bounds

BURST_MIN, FREE_MIN = 3.0, 9.0  # scale of a burst at a slot, and of a rush at the opening
BURST_LEAD_MIN, FREE_LEAD_MIN = 2.0, 6.0  # the first come so long before
STRAGGLE_MIN = 20.0  # the late ones of a slot come until then
BURST_SHARE, RUSH_SHARE = 0.75, 0.6


@dataclass(frozen=True)
class HallDay:
    """A day as planned. `groups` are pairs of a slot's first minute (None: any time) and expected persons."""

    opens_minute: float
    closes_minute: float
    served_per_minute: float
    groups: Sequence[tuple[float | None, float]]
    counters: int = 2
    bounds: Bounds = field(default_factory=lambda: Bounds(3, 8, 15))
    service_spread: float = 0.6  # standard deviation of one serving to its mean
    turnout_spread: float = 0.12
    delay_spread_min: float = 2.5
    rate_spread: float = 0.1
    patience_min: float = 28.0  # half of all people would give up after so long
    stops: float = 0.7  # how often a day serving stops for one to three minutes


@dataclass(frozen=True)
class Visit:
    """One person: until the meal was handed out, or until the queue was left without one."""

    joined: float
    ended: float
    is_served: bool


@dataclass(frozen=True)
class PlayedDay:
    """What really happened. `free` says, for each visit, when the next person after it could be served."""

    visits: Sequence[Visit]
    free: Sequence[float]
    opens_minute: float
    service_min: float

    @cached_property
    def joined(self) -> list[float]:
        return [visit.joined for visit in self.visits]

    @cached_property
    def served(self) -> list[float]:
        return sorted(visit.ended for visit in self.visits if visit.is_served)

    @cached_property
    def reneged(self) -> list[float]:
        return sorted(visit.ended for visit in self.visits if not visit.is_served)

    @cached_property
    def ended(self) -> list[float]:
        return sorted(visit.ended for visit in self.visits)

    def queue_at(self, minute: float) -> int:
        """Persons who have joined and are neither served nor gone."""
        return bisect_right(self.joined, minute) - bisect_right(self.ended, minute)

    def wait_at(self, minute: float) -> float:
        """Minutes until one would have the meal who joined now and did not give up."""
        before = bisect_right(self.joined, minute)
        free = self.free[before - 1] if before else self.opens_minute
        return max(free, minute, self.opens_minute) - minute + self.service_min


def play_day(day: HallDay, chance: random.Random) -> PlayedDay:
    """One day of it."""
    arrivals = sorted(_draw_arrivals(day, chance))
    speed = math.exp(chance.gauss(0, day.rate_spread))
    stops = _draw_stops(day, chance)
    service_min = day.counters / (day.served_per_minute * speed)
    counters = [float(day.opens_minute)] * day.counters
    visits, free = [], []
    for joined in arrivals:
        start = _past_stops(max(joined, counters[0]), stops)
        patience = day.patience_min * math.exp(chance.gauss(0, 0.35))
        if start - joined > patience:
            visits.append(Visit(joined, joined + patience, is_served=False))
        else:
            wobble = 1 + 0.12 * math.sin(start / 9 + speed * 40)
            served = start + service_min * wobble * _draw_spread(day.service_spread, chance)
            heapq.heapreplace(counters, served)
            visits.append(Visit(joined, served, is_served=True))
        free.append(_past_stops(counters[0], stops))
    return PlayedDay(visits, free, day.opens_minute, service_min)


def expected_arrivals(day: HallDay) -> list[float]:
    """Persons expected a minute, one entry a minute from `opens_minute - EARLY_MIN` until the closing."""
    first = day.opens_minute - EARLY_MIN
    minutes = [first + step for step in range(int(day.closes_minute - first))]
    return [
        sum(
            persons * (_share_until(day, slot, m + 1) - _share_until(day, slot, m))
            for slot, persons in day.groups
        )
        for m in minutes
    ]


def _share_until(day: HallDay, slot: float | None, minute: float) -> float:
    """How much of a group has come until then, as a share."""
    if slot is None:
        rush = _gamma_until(minute - day.opens_minute + FREE_LEAD_MIN, FREE_MIN)
        span = day.closes_minute - 10 - day.opens_minute
        return RUSH_SHARE * rush + (1 - RUSH_SHARE) * min(1.0, max(0.0, (minute - day.opens_minute) / span))
    burst = _gamma_until(minute - slot + BURST_LEAD_MIN, BURST_MIN)
    return BURST_SHARE * burst + (1 - BURST_SHARE) * min(1.0, max(0.0, (minute - slot) / STRAGGLE_MIN))


def _gamma_until(minutes: float, scale: float) -> float:
    """The distribution function of a gamma with shape 2: few at first, then many, then a tail."""
    return 1 - math.exp(-minutes / scale) * (1 + minutes / scale) if minutes > 0 else 0.0


def _draw_arrivals(day: HallDay, chance: random.Random) -> Iterator[float]:
    turnout = math.exp(chance.gauss(0, day.turnout_spread))
    for slot, persons in day.groups:
        delay = chance.gauss(0, day.delay_spread_min)
        for _ in range(_draw_count(persons * turnout, chance)):
            minute = _draw_minute(day, slot, chance) + delay
            if minute < day.closes_minute:
                yield max(minute, day.opens_minute - EARLY_MIN + chance.random())


def _draw_minute(day: HallDay, slot: float | None, chance: random.Random) -> float:
    if slot is None:
        if chance.random() < RUSH_SHARE:
            return day.opens_minute - FREE_LEAD_MIN + chance.gammavariate(2, FREE_MIN)
        return chance.uniform(day.opens_minute, day.closes_minute - 10)
    if chance.random() < BURST_SHARE:
        return slot - BURST_LEAD_MIN + chance.gammavariate(2, BURST_MIN)
    return chance.uniform(slot, slot + STRAGGLE_MIN)


def _draw_count(mean: float, chance: random.Random) -> int:
    return max(0, round(chance.gauss(mean, math.sqrt(mean))))


def _draw_spread(spread: float, chance: random.Random) -> float:
    """A factor with mean 1."""
    return chance.gammavariate(1 / spread**2, spread**2) if spread > 0 else 1.0


def _draw_stops(day: HallDay, chance: random.Random) -> list[tuple[float, float]]:
    span = day.closes_minute - day.opens_minute
    starts = [chance.uniform(day.opens_minute, day.closes_minute) for _ in range(int(span / 10))]
    kept = sorted(start for start in starts if chance.random() < day.stops / max(1, int(span / 10)))
    return [(start, start + chance.uniform(1, 3)) for start in kept]


def _past_stops(minute: float, stops: Sequence[tuple[float, float]]) -> float:
    for start, end in stops:
        if start <= minute < end:
            minute = end
    return minute
