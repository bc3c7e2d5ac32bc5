"""Twelve weeks of lunches that have been: curves, portions and menus, as the nights would have set them down.

The curves are the simulation's own truth: to estimate every day from its readings would take minutes, and say
the same within the estimate's error. What had been expected of the last days is made by the forecast itself.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services import cafeteria
from services.cafeteria.forecast import ForecastStep, Hours, LunchDay, PastDay, PastStep, expect, learn
from services.cafeteria.forecast.models import QueueStep, ServedDay
from services.cafeteria.meals.models import MealDay, Menu
from services.cafeteria.meals.uptake import CountedDay, learn_uptake
from services.clock import local_instant
from services.demo.halls import Hall, LunchStory, tell_lunch

STEP_MIN, EARLY_MIN = 5, 15
MENUS_AHEAD = timedelta(days=13)
# So many of the last days know what had been expected of them; each takes a moment.
EXPECTED_DAYS = 15
TOLD, COUNTED = time(9), time(13, 40)
CUSHION = 0.02


@dataclass
class History:
    """One cafeteria's past as it is told; a day is told from the days before it."""

    hall: Hall
    cafeteria_id: int
    by_id: int
    chance: random.Random
    seed: int
    past: list[PastDay] = field(default_factory=list)
    counted: list[CountedDay] = field(default_factory=list)
    steps: list[dict[str, object]] = field(default_factory=list)
    days: list[dict[str, object]] = field(default_factory=list)
    meals: list[dict[str, object]] = field(default_factory=list)

    def tell(self, on: date, heads: Counter[int], *, is_expected: bool) -> None:
        """`heads` are the staff by the first minute of their slot."""
        away = {minute: self.chance.randint(0, max(1, persons // 30)) for minute, persons in heads.items()}
        opted_out = self.chance.randint(4, 4 + sum(heads.values()) // 60)
        could = {minute: persons - away[minute] for minute, persons in sorted(heads.items())}
        could[min(could)] -= opted_out
        lunch = LunchDay(on, tuple(could.items()), self.hall.lunch_of(on).dishes[2][0])
        story = tell_lunch(self.hall, on, lunch.shares, self.seed)
        expected = self._expect(lunch) if is_expected else {}
        served = len(story.played.served)
        steps = list(_see(story, self.chance, expected))
        self._keep_steps(lunch, steps)
        self._keep_meals(lunch, sum(heads.values()), sum(away.values()), opted_out, served)
        self.past.append(PastDay(lunch, self.hall.plan.served_per_minute, steps, served))
        self.counted.append(CountedDay(on, lunch.persons, served))

    def write(self, session: Session) -> None:
        for table, rows in ((ServedDay, self.days), (MealDay, self.meals), (QueueStep, self.steps)):
            session.execute(insert(table), rows)

    def _expect(self, lunch: LunchDay) -> dict[int, ForecastStep]:
        plan = self.hall.plan
        hours = Hours(plan.opens_minute, plan.closes_minute, plan.served_per_minute)
        return {step.minute: step for step in expect(learn(hours, self.past, lunch.on), lunch).steps}

    def _keep_steps(self, lunch: LunchDay, steps: Sequence[PastStep]) -> None:
        key = {"cafeteria_id": self.cafeteria_id, "served_on": lunch.on}
        rate = self.hall.plan.served_per_minute
        shares = [list(share) for share in lunch.shares]
        self.days.append(key | {"shares": shares, "dishes": [lunch.dish], "served_per_minute": rate})
        for step in steps:
            told = step.expected
            self.steps.append(
                key
                | {
                    name: getattr(step, name)
                    for name in ("minute", "queue", "wait_min", "arrivals", "readings")
                }
                | {f"{name}_min": getattr(told, name) if told else None for name in ("low", "mid", "high")}
            )

    def _keep_meals(self, lunch: LunchDay, present: int, away: int, opted_out: int, served: int) -> None:
        uptake = learn_uptake(self.counted, lunch.on)
        expected = round(lunch.persons * uptake) if uptake else lunch.persons
        cooked = round(expected * (1 + CUSHION))
        self.meals.append(
            {
                "cafeteria_id": self.cafeteria_id,
                "served_on": lunch.on,
                "present": present,
                "away": {"trip": away},
                "opted_out": opted_out,
                "expected": expected,
                "told_at": local_instant(lunch.on, TOLD),
                "served": served,
                "left_over": max(0, cooked - served) + self.chance.randint(0, 3),
                "counted_by_id": self.by_id,
                "counted_at": local_instant(lunch.on, COUNTED),
            }
        )


def write_history(session: Session, history: History, from_on: date, today: date) -> None:
    """The serving days before today, and the menus of all days until the end of next week."""
    days = cafeteria.list_serving_days(session, history.cafeteria_id, from_on, today - timedelta(days=1))
    heads = _Heads(session, history.cafeteria_id, from_on, today)
    for place, on in enumerate(days):
        history.tell(on, heads.of(on), is_expected=place >= len(days) - EXPECTED_DAYS)
    history.write(session)
    last_on = today + MENUS_AHEAD - timedelta(days=today.weekday())
    coming = cafeteria.list_serving_days(session, history.cafeteria_id, today, last_on)
    write_menus(session, history, [*days, *coming])


def write_menus(session: Session, history: History, days: Sequence[date]) -> None:
    rows = [
        {
            "cafeteria_id": history.cafeteria_id,
            "served_on": on,
            "dishes": history.hall.lunch_of(on).stored,
            "note": "",
            "changed_by_id": history.by_id,
            "changed_at": _thursday_before(on),
        }
        for on in days
    ]
    session.execute(insert(Menu), rows)


class _Heads:
    """The staff of a cafeteria by their slots, from its published plans."""

    def __init__(self, session: Session, cafeteria_id: int, from_on: date, until_on: date) -> None:
        self._plans = cafeteria.list_published_plans(session, from_on, until_on, cafeteria_id)
        organisation = cafeteria.load_organisation(session, until_on)
        members = {unit_id for plan in self._plans for unit_id in plan.members}
        self._heads = {unit_id: organisation.heads_of(unit_id, members) for unit_id in members}

    def of(self, on: date) -> Counter[int]:
        plan = next(plan for plan in self._plans if plan.holds_on(on))
        found: Counter[int] = Counter()
        for unit_id in plan.members:
            if (starts := plan.starts_of(unit_id, on)) is not None:
                found[starts] += self._heads[unit_id]
        return found


def _see(story: LunchStory, chance: random.Random, expected: dict[int, ForecastStep]) -> Iterator[PastStep]:
    """The day in steps of five minutes."""
    day, played = story.day, story.played
    joined = Counter(int(minute // STEP_MIN) for minute in played.joined)
    for minute in range(int(day.opens_minute) - EARLY_MIN, int(day.closes_minute) + 1, STEP_MIN):
        yield PastStep(
            minute=minute,
            queue=float(played.queue_at(minute)),
            wait_min=round(played.wait_at(minute), 1),
            arrivals=joined[minute // STEP_MIN] / STEP_MIN,
            readings=chance.randint(4, 9),
            expected=expected.get(minute),
        )


def _thursday_before(on: date) -> datetime:
    return local_instant(on - timedelta(days=on.weekday() + 4), time(16))
