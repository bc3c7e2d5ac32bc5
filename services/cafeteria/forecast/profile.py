"""When people come: relative to their slot's first minute, or by the clock where they have no slot.

Both profiles are learned together from the arrivals of past days, whose slots overlap: multiplicative updates
(Richardson-Lucy, which is EM for Poisson counts) share every five minutes' arrivals among those who can have
come then, and keep all parts positive. A prior that counts as some persons makes day one work and keeps the
unseen plausible.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.cafeteria.forecast.hindsight import seen_steps
from services.cafeteria.forecast.shapes import STEP_MIN, Hours, PastDay, Shares

FROM_MIN = -15  # relative to the slot's first minute
# Most leave their desks when the slot begins; a few go early, some finish a call first.
PRIOR_SHAPE = (0.01, 0.03, 0.09, 0.26, 0.24, 0.14, 0.08, 0.05, 0.03, 0.02, 0.02, 0.01, 0.01, 0.005, 0.005)
PRIOR_PERSONS = 250.0
ANYTIME_SHARE = 0.35  # of those without a slot, how many come evenly over the time of serving
ROUNDS = 8
_TINY = 1e-9


@dataclass(frozen=True)
class Profile:
    """Shares a step: `by_slot` from FROM_MIN on relative to the slot's first minute, `by_clock` from the
    cafeteria's first minute on."""

    by_slot: Sequence[float]
    by_clock: Sequence[float]

    def arrivals(self, hours: Hours, shares: Shares, uptake: float) -> list[float]:
        """Persons a minute, one entry a minute from the first one on; all who come do so before closing."""
        found = [0.0] * (hours.closes_minute - hours.first_minute)
        for starts, persons in shares:
            if starts is None:
                _spread(found, self.by_clock, 0, persons * uptake)
            else:
                _spread(found, self.by_slot, starts + FROM_MIN - hours.first_minute, persons * uptake)
        return found


def prior_profile(hours: Hours) -> Profile:
    return Profile(_scaled(PRIOR_SHAPE), _prior_by_clock(hours))


def learn_profile(hours: Hours, days: Sequence[tuple[PastDay, float]]) -> Profile:
    """`days` with how many persons of each came, divided by how many could."""
    prior = prior_profile(hours)
    rows = [row for day, uptake in days for row in _rows_of(hours, day, uptake, len(prior.by_clock))]
    parts = [*prior.by_slot, *prior.by_clock]
    weights = [PRIOR_PERSONS * part for part in parts]
    for _ in range(ROUNDS if rows else 0):
        parts = _update(rows, parts, weights)
    size = len(prior.by_slot)
    return Profile(_scaled(parts[:size]), _scaled(parts[size:]))


Row = tuple[float, list[tuple[int, float]]]  # arrivals of a step, and who can have come then: part, persons


def _rows_of(hours: Hours, day: PastDay, uptake: float, clock_parts: int) -> Iterator[Row]:
    for step, is_seen in zip(day.steps, seen_steps(day.steps), strict=True):
        if is_seen:
            could = list(_could_come(hours, day.lunch.shares, step.minute, clock_parts, uptake))
            if could:
                yield step.arrivals * STEP_MIN, could


def _could_come(
    hours: Hours, shares: Shares, minute: int, clock_parts: int, uptake: float
) -> Iterator[tuple[int, float]]:
    size = len(PRIOR_SHAPE)
    for starts, persons in shares:
        since = minute - (hours.first_minute if starts is None else starts + FROM_MIN)
        offset, most = (size, clock_parts) if starts is None else (0, size)
        part, late = divmod(since, STEP_MIN)
        for place, share in ((part, 1 - late / STEP_MIN), (part + 1, late / STEP_MIN)):
            if 0 <= place < most and share > 0:
                yield offset + place, persons * uptake * share


def _update(rows: Sequence[Row], parts: Sequence[float], prior: Sequence[float]) -> list[float]:
    came, could = list(prior), [PRIOR_PERSONS] * len(parts)
    for arrivals, who in rows:
        expected = sum(parts[part] * persons for part, persons in who)
        ratio = arrivals / max(expected, _TINY)
        for part, persons in who:
            came[part] += parts[part] * persons * ratio
            could[part] += persons
    return [have / of for have, of in zip(came, could, strict=True)]


def _prior_by_clock(hours: Hours) -> list[float]:
    """Most come as if lunch were a slot, as far as it is served then; the others at any time."""
    size = -(-(hours.closes_minute - hours.first_minute) // STEP_MIN)
    start = min(max(hours.lunch_minute, hours.opens_minute), hours.closes_minute - 2 * STEP_MIN)
    minutes = [0.0] * (size * STEP_MIN)
    _spread(minutes, _scaled(PRIOR_SHAPE), start + FROM_MIN - hours.first_minute, 1 - ANYTIME_SHARE)
    opens = hours.opens_minute - hours.first_minute
    for place in range(opens, len(minutes)):
        minutes[place] += ANYTIME_SHARE / (len(minutes) - opens)
    return _scaled([sum(minutes[at : at + STEP_MIN]) for at in range(0, len(minutes), STEP_MIN)])


def _spread(minutes: list[float], shape: Sequence[float], first: int, persons: float) -> None:
    """Adds persons to minutes by a shape of steps that begins at a place: all of them inside."""
    size = len(minutes)
    inside = [
        (first + number * STEP_MIN + at, share)
        for number, share in enumerate(shape)
        for at in range(STEP_MIN)
        if 0 <= first + number * STEP_MIN + at < size
    ]
    total = sum(share for _, share in inside)
    if total < _TINY:
        minutes[0 if first < 0 else size - 1] += persons
        return
    for place, share in inside:
        minutes[place] += persons * share / total


def _scaled(parts: Sequence[float]) -> list[float]:
    total = sum(parts)
    return [part / total for part in parts]
