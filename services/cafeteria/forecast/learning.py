"""What past days teach: how fast the counters serve, how many come, when they come, how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from services.cafeteria.forecast.calibration import calibrate
from services.cafeteria.forecast.fluid import steps_of
from services.cafeteria.forecast.hindsight import seen_steps
from services.cafeteria.forecast.profile import Profile, learn_profile
from services.cafeteria.forecast.scenarios import draw_scenarios
from services.cafeteria.forecast.shapes import (
    STEP_MIN,
    Calibration,
    Hours,
    LunchDay,
    Outlook,
    PastDay,
    UsualStep,
)
from services.cafeteria.forecast.uptake import MOST, Uptake, learn_uptake, marks_of, to_sample

HALF_LIFE_DAYS = 56.0
# The told serving rate counts as so many days of counted portions, and is never left by more than this.
RATE_DAYS = 4.0
SLOWEST, FASTEST = 0.6, 1.5
BUSY_WAIT_MIN = 2.0
USUAL_DAYS = 2  # what happened once is not usual
GUEST_DAYS = 10  # so many of the last ones say whether others come


@dataclass(frozen=True)
class Learned:
    """`hours` with the learned serving rate; `history` are the days that taught. `knows_guests` is false
    where more come than those whose lunch is known to be here."""

    hours: Hours
    uptake: Uptake
    profile: Profile
    calibration: Calibration
    history: Sequence[PastDay]
    knows_guests: bool


def learn(hours: Hours, history: Sequence[PastDay], on: date) -> Learned:
    """What the days before `on` teach; none of them is day one and works as well. `hours` as told."""
    past = [day for day in history if day.lunch.on < on and day.steps]
    factor = _rate_factor(hours, past)
    came = [(day, _came(day, hours, factor)) for day in past]
    samples = [to_sample(day.lunch, persons, _weight(day, on)) for day, persons in came]
    shapes = [
        (_scaled(day, persons), persons / day.lunch.persons) for day, persons in came if day.lunch.persons
    ]
    return Learned(
        hours=replace(hours, served_per_minute=hours.served_per_minute * factor),
        uptake=learn_uptake([sample for sample in samples if sample]),
        profile=learn_profile(hours, shapes),
        calibration=calibrate(past),
        history=past,
        knows_guests=_knows_guests(past),
    )


def expect(learned: Learned, day: LunchDay) -> Outlook:
    """A day beforehand: the middle of nine ways in which it may go, put right by past errors.

    Without steps where nobody can say who comes: that is not the same as that nobody comes.
    """
    marks = marks_of(day)
    uptake, spread = learned.uptake.of(marks), learned.uptake.spread_of(marks)
    shares = day.shares if learned.knows_guests else ()
    arrivals = learned.profile.arrivals(learned.hours, shares, uptake)
    ways = draw_scenarios(learned.hours, arrivals, spread, (0.0, 0.0)) if sum(arrivals) > 0 else []
    raw = steps_of(learned.hours, ways, learned.hours.first_minute) if ways else []
    return Outlook(
        lunch=day,
        hours=learned.hours,
        arrivals=arrivals,
        raw_steps=raw,
        steps=[learned.calibration.apply(step, learned.hours) for step in raw],
        usual=usual_waits(learned.history, day.on.weekday(), learned.hours),
        expected=sum(arrivals),
        spread=spread,
        days=len(learned.history),
        calibration=learned.calibration,
    )


def usual_waits(history: Sequence[PastDay], weekday: int, hours: Hours) -> list[UsualStep]:
    """The mean of the weekday at every step that some day has; none until it has been seen twice.

    Steps are those of today, also where the opening was another one then.
    """
    alike = [day for day in history if day.lunch.on.weekday() == weekday]
    if len(alike) < USUAL_DAYS:
        return []
    waits: dict[int, list[float]] = {}
    for day in alike:
        for step in day.steps:
            minute = step.minute + (hours.first_minute - step.minute) % STEP_MIN
            waits.setdefault(minute, []).append(step.wait_min)
    return [UsualStep(minute, sum(found) / len(found)) for minute, found in sorted(waits.items())]


def _knows_guests(past: Sequence[PastDay]) -> bool:
    """Whether those who are known to have lunch here can be those who came, on most of the last days."""
    last = past[-GUEST_DAYS:]
    return not last or median(_least_came(day) / max(day.lunch.persons, 1) for day in last) <= MOST


def _least_came(day: PastDay) -> float:
    """While people wait, as many come through as are served: whatever had been expected of the day."""
    if day.served:
        return float(day.served)
    seen = zip(day.steps, seen_steps(day.steps), strict=True)
    busy = sum(is_seen and step.wait_min >= BUSY_WAIT_MIN for step, is_seen in seen)
    return busy * STEP_MIN * day.rate


def _rate_factor(hours: Hours, past: Sequence[PastDay]) -> float:
    """By how much the counters are faster than told, where the kitchen counted its portions.

    While there is a queue, a trace without counters has as many people as the told rate lets through: more
    portions than that were served faster.
    """
    total, weight = RATE_DAYS, RATE_DAYS
    for day in past:
        traced = _traced(day)
        if day.served and traced > 0:
            busy = sum(s.arrivals for s in day.steps if s.wait_min >= BUSY_WAIT_MIN) * STEP_MIN / traced
            total += busy * day.served / traced * day.rate / hours.served_per_minute
            weight += busy
    return min(max(total / weight, SLOWEST), FASTEST)


def _came(day: PastDay, hours: Hours, factor: float) -> float:
    """How many came: the portions where somebody counted, else those of the trace at the learned rate."""
    if day.served:
        return float(day.served)
    return _traced(day) * min(max(hours.served_per_minute * factor / day.rate, SLOWEST), FASTEST)


def _scaled(day: PastDay, persons: float) -> PastDay:
    by = persons / max(_traced(day), 1.0)
    return replace(day, steps=[step._replace(arrivals=step.arrivals * by) for step in day.steps])


def _weight(day: PastDay, on: date) -> float:
    """Less for what is long ago, and for a day that was hardly seen: there the trace repeats the forecast."""
    seen = sum(
        step.arrivals for step, is_seen in zip(day.steps, seen_steps(day.steps), strict=True) if is_seen
    )
    known = 1.0 if day.served else min(seen * STEP_MIN / max(_traced(day), 1.0), 1.0)
    return float(known * 0.5 ** ((on - day.lunch.on).days / HALF_LIFE_DAYS))


def _traced(day: PastDay) -> float:
    return sum(step.arrivals for step in day.steps) * STEP_MIN
