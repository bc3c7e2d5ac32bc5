"""The demonstration's two cafeterias: what they are, who eats in them, and a day in one as it happens."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.cafeteria import Bounds, CafeteriaPlan
from services.demo.lunch_hall import HallDay, PlayedDay, play_day
from services.demo.lunch_watch import Counter, DinerTaps, KitchenTaps, QueueCamera, Source
from services.demo.menus import Lunch, lunch_of

# The share of those who could come that does, from Monday on.
UPTAKE = (0.74, 0.76, 0.72, 0.74, 0.64, 0.5, 0.5)
DAILY_SPREAD = 0.03
KITCHEN_EVERY_MIN = 7.0
SHOWN_SLOT = 12 * 60
DINERS_WHO_TELL = 0.05

# Pairs of a slot's first minute and how many could come then.
Shares = Sequence[tuple[int | None, int]]


@dataclass(frozen=True)
class Hall:
    """One cafeteria. `departments` eat there, none means all that eat nowhere else; of those with a counter
    so many stay at any time. `behind`: how many working days its menu comes after the other one's."""

    plan: CafeteriaPlan
    slots: tuple[int, ...]
    slot_length_min: int
    departments: tuple[str, ...]
    counters: tuple[tuple[str, int], ...]
    sensor: str
    seeing: QueueCamera | Counter
    behind: int

    def lunch_of(self, on: date) -> Lunch:
        return lunch_of(on, self.behind)

    @property
    def slot_before_shown(self) -> int | None:
        """The one before the slot that the lunch clock passes."""
        earlier = [minute for minute in self.slots if minute < SHOWN_SLOT]
        return max(earlier, default=None)

    @property
    def sources(self) -> list[Source]:
        """Who tells: the kitchen, a few diners, and one sensor."""
        return [KitchenTaps(every_min=KITCHEN_EVERY_MIN), DinerTaps(share=DINERS_WHO_TELL), self.seeing]


SMALL = Hall(
    plan=CafeteriaPlan("보건소 구내식당", "보건소 2층", 690, 780, 1, 1.5, Bounds(2, 5, 10)),
    slots=(700, 730),
    slot_length_min=30,
    departments=("보건정책과", "감염병관리과", "농업기술과"),
    counters=(),
    sensor="입구 카메라",
    seeing=QueueCamera(every_min=1.0),
    behind=5,
)
MAIN = Hall(
    plan=CafeteriaPlan("본관 구내식당", "본관 지하 1층", 690, 810, 2, 7.8, Bounds(3, 8, 15)),
    slots=(690, 720, 750, 780),
    slot_length_min=30,
    departments=(),
    counters=(("민원여권과", 4), ("세정과", 3)),
    sensor="배식대 계수기",
    seeing=Counter("served", id=1, every_min=1.0),
    behind=0,
)
# The large one is the older one: whoever has no slot eats there.
HALLS = (MAIN, SMALL)


@dataclass(frozen=True)
class LunchStory:
    """A day as it was planned and as it happened; `chance` goes on to decide who saw what of it."""

    day: HallDay
    played: PlayedDay
    chance: random.Random


def tell_lunch(hall: Hall, on: date, shares: Shares, seed: int) -> LunchStory:
    """The same day tells the same story, whoever asks."""
    chance = random.Random(f"{seed} {hall.plan.name} {on}")  # noqa: S311 - a story, not a secret
    turnout = (
        UPTAKE[on.weekday()] * math.sqrt(hall.lunch_of(on).liked) * math.exp(chance.gauss(0, DAILY_SPREAD))
    )
    day = HallDay(
        opens_minute=hall.plan.opens_minute,
        closes_minute=hall.plan.closes_minute,
        served_per_minute=hall.plan.served_per_minute,
        groups=[(minute, persons * turnout) for minute, persons in shares],
        counters=hall.plan.counters,
        bounds=hall.plan.bounds,
        turnout_spread=0.0,
        stops=0.4,
    )
    return LunchStory(day, play_day(day, chance), chance)
