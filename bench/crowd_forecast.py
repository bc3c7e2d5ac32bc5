"""How far off the forecast of the wait is, in minutes: for the next day, and for an hour ahead within the
day.

Simulated seasons of twelve weeks (`bench/_lunch_season.py`), walked through day by day: the forecast knows
what the product would know by then, the kitchen's and the diners' taps of earlier days as they were traced,
never the truth that it is measured against. Baselines of the same run, from the same traces: the same time a
week before, and the mean of that weekday so far. A value is the mean absolute error over all five-minute
steps of serving.

Cases: the history since the season's start; one week of it; none at all, as on day one, when there is no
baseline either. `coverage` is how much of the truth lies within the band, whose aim is 80 %. `floor` is the
error of somebody who knows the whole simulation except for the day's own chance. Times are of the processor.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from statistics import mean, median
from time import process_time

from bench import Result, say
from bench._lunch_past import measure_load_s
from bench._lunch_season import CLOSES, OPENS, Season, SeasonDay, play_season
from services.cafeteria.crowd.estimate import estimate_queue, trace_queue
from services.cafeteria.crowd.queue_types import Observation, QueueModel
from services.cafeteria.forecast import (
    ForecastStep,
    Hours,
    Outlook,
    PastDay,
    expect,
    forecast_rest,
    learn,
    look_back,
)
from services.demo.lunch_hall import HallDay, play_day
from services.demo.lunch_watch import DinerTaps, KitchenTaps, known_at, watch_day

SEASONS, FIRST_DAY, A_WEEK = 4, 15, 5
AHEAD_MIN = 60
FLOOR_PLAYS = 40
SOURCES = (KitchenTaps(), DinerTaps())
HISTORIES = ("season", "week", "none")
# After one week the mean of a weekday is its last day, and on day one there is nothing.
BASELINES = {"season": ("last_week", "weekday"), "week": ("last_week",), "none": ()}


@dataclass
class Errors:
    """Absolute errors by case, with those of the baselines at the same steps, and what the band held."""

    ours: list[float] = field(default_factory=list)
    last_week: list[float] = field(default_factory=list)
    weekday: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)


Found = dict[tuple[str, str], Errors]


def run() -> Iterator[Result]:
    found: Found = {key: Errors() for key in product(("next_day", "hour_ahead"), HISTORIES)}
    floor: list[float] = []
    learning_s: list[float] = []
    for seed in range(SEASONS):
        _walk(play_season(seed), random.Random(1000 + seed), found, floor, learning_s)
        say(f"season {seed + 1} of {SEASONS}")
    for (case, history), errors in found.items():
        name = f"{case}, {history}"
        ours = _rounded(errors.ours)
        baselines = {"last_week": errors.last_week, "weekday": errors.weekday}
        for baseline in BASELINES[history]:
            yield Result("crowd_forecast", f"{name}, {baseline}", ours, "min", _rounded(baselines[baseline]))
        if not BASELINES[history]:
            yield Result("crowd_forecast", name, ours, "min")
        yield Result("crowd_forecast", f"{name}, coverage", round(100 * mean(errors.held), 1), "%", 80.0)
    yield Result("crowd_forecast", "next_day, floor", _rounded(floor), "min")
    yield Result("crowd_forecast", "learning", round(1000 * median(learning_s), 1), "ms")
    load_s, days = measure_load_s()
    say(f"load_outlook learned from {days} days")
    yield Result("crowd_forecast", "load_outlook", round(1000 * load_s, 1), "ms")


def _walk(
    season: Season,
    chance: random.Random,
    found: Found,
    floor: list[float],
    learning_s: list[float],
) -> None:
    """Through a season; its first three weeks are history only."""
    past: list[PastDay] = []
    fresh: list[PastDay] = []  # as a product would have traced them that knew nothing then
    for number, day in enumerate(season.days):
        seen = watch_day(day.played, day.hall, SOURCES, chance)
        begun = process_time()
        outlooks = dict(
            zip(HISTORIES, (_expect(season.hours, day, known) for known in (past, fresh, [])), strict=True)
        )
        learning_s.append((process_time() - begun) / len(outlooks))
        alike = [each for each in past if each.lunch.on.weekday() == day.lunch.on.weekday()]
        if number >= FIRST_DAY:
            for history, outlook in outlooks.items():
                _note(found["next_day", history], day, outlook.steps, alike)
                _note(found["hour_ahead", history], day, _look_ahead(outlook, seen, day), alike)
            floor.extend(_measure_floor(day, chance))
        past.append(_remember(day, outlooks["season"], seen))
        fresh = [*fresh, _remember(day, outlooks["none"], seen)][-A_WEEK:]


def _expect(hours: Hours, day: SeasonDay, past: Sequence[PastDay]) -> Outlook:
    return expect(learn(hours, past, day.lunch.on), day.lunch)


def _look_ahead(outlook: Outlook, seen: Sequence[Observation], day: SeasonDay) -> Iterator[ForecastStep]:
    """What was said an hour before each step, from what was known by then."""
    for minute in range(OPENS, CLOSES - AHEAD_MIN, 5):
        known = known_at(seen, minute)
        estimate = estimate_queue(_model(outlook, day.hall), known, minute) if known else None
        rest = forecast_rest(outlook, estimate, minute)
        yield next(step for step in rest if step.minute == minute + AHEAD_MIN)


def _model(outlook: Outlook, hall: HallDay) -> QueueModel:
    return QueueModel(OPENS, CLOSES, outlook.served_per_minute, hall.bounds, outlook.arrivals)


def _remember(day: SeasonDay, outlook: Outlook, seen: Sequence[Observation]) -> PastDay:
    """The day as the product sets it down at night."""
    trace = trace_queue(_model(outlook, day.hall), seen, CLOSES)
    return PastDay(day.lunch, outlook.served_per_minute, look_back(outlook, trace))


def _note(errors: Errors, day: SeasonDay, steps: Iterable[ForecastStep], alike: Sequence[PastDay]) -> None:
    waits = [{step.minute: step.wait_min for step in each.steps} for each in alike]
    for step in steps:
        if not OPENS <= step.minute < CLOSES:
            continue
        truth = day.played.wait_at(step.minute)
        errors.ours.append(abs(step.mid - truth))
        errors.last_week.append(abs(waits[-1][step.minute] - truth))
        errors.weekday.append(abs(mean(each[step.minute] for each in waits) - truth))
        errors.held.append(step.low <= truth <= step.high)


def _measure_floor(day: SeasonDay, chance: random.Random) -> Iterator[float]:
    """The median of the same day played again and again is the best that anybody can say beforehand."""
    plays = [play_day(day.hall, chance) for _ in range(FLOOR_PLAYS)]
    for minute in range(OPENS, CLOSES, 5):
        said = median(played.wait_at(minute) for played in plays)
        yield abs(said - day.played.wait_at(minute))


def _rounded(values: Sequence[float]) -> float:
    return round(mean(values), 2)
