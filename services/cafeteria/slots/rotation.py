"""Which group eats when: one cyclic shift a week, chosen so that everybody had every slot equally often.

Counted in days, not in weeks: a week of two holidays is worth three days of its slots. So a simple rotation
drifts, and this one does not.

Invariants
- Every week is a cyclic shift of the groups over the slots: groups half a round apart stay so.
- A week without a serving day is no turn: it is left out and nobody's slot moves on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# How far apart two groups may come in one slot before a slot is repeated to even it out: one full week.
MOST_APART_DAYS = 5

# Days by group and slot, both from 0; fractions, because a group is the mean of its departments.
Turns = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Week:
    """A week that is to be planned: its Monday, and on how many of its days lunch is served."""

    week_on: date
    days: int


@dataclass(frozen=True)
class PlannedWeek:
    """`places` holds the slot of each group, from 0; group 1 comes first."""

    week_on: date
    days: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class Rotation:
    """The weeks of a plan, and the turns of each group before and after them."""

    weeks: tuple[PlannedWeek, ...]
    before: tuple[tuple[float, ...], ...]
    after: tuple[tuple[float, ...], ...]


def rotate(weeks: Iterable[Week], before: Turns, last_shift: int | None) -> Rotation:
    """Chooses each week's shift: another one than last week's, the one that evens the turns out best.

    Last week's is taken again only where every other one would take two groups more than a week apart.
    """
    turns, planned = [list(row) for row in before], []
    for week in weeks:
        if not week.days:
            continue
        last_shift = _choose_shift(turns, week.days, last_shift)
        places = shifted(len(turns), last_shift)
        _add(turns, places, week.days)
        planned.append(PlannedWeek(week.week_on, week.days, places))
    return Rotation(tuple(planned), _frozen(before), _frozen(turns))


def shifted(groups: int, shift: int) -> tuple[int, ...]:
    """The slots of the groups after a shift."""
    return tuple((group + shift) % groups for group in range(groups))


def spread_of(turns: Turns) -> float:
    """In the most uneven slot: by how many days the group that had it most is ahead of who had it least.

    Each against its own mean: a department that is new has had fewer days of everything, and lost nothing.
    """
    own = [[days - sum(row) / len(row) for days in row] for row in turns]
    return max((max(column) - min(column) for column in zip(*own, strict=True)), default=0.0)


def turns_of_groups(
    groups: Mapping[int, int], ledger: Mapping[int, Mapping[int, int]], slots: Sequence[int]
) -> list[list[float]]:
    """The turns of each group before a plan: the mean of its departments, from the ledger of who had what.

    `groups` is each unit's group from 1, `ledger` each unit's days by the slot's first minute. A slot that is
    no longer there counts as the nearest one.
    """
    turns = [[0.0] * len(slots) for _ in slots]
    for number, row in enumerate(turns, start=1):
        units = [unit_id for unit_id, group in groups.items() if group == number]
        for unit_id in units:
            for minute, days in ledger.get(unit_id, {}).items():
                row[_nearest(slots, minute)] += days / len(units)
    return turns


def _choose_shift(turns: Turns, days: int, last_shift: int | None) -> int:
    groups, most_apart = len(turns), max(MOST_APART_DAYS, spread_of(turns))

    def cost(shift: int) -> tuple[bool, bool, float, int]:
        places = shifted(groups, shift)
        after = [list(row) for row in turns]
        _add(after, places, days)
        had = round(sum(turns[group][place] for group, place in enumerate(places)), 6)
        steps_on = (shift - (groups - 1 if last_shift is None else last_shift) - 1) % groups
        return round(spread_of(after), 6) > most_apart, shift == last_shift, had, steps_on

    return min(range(groups), key=cost)


def _add(turns: list[list[float]], places: Sequence[int], days: int) -> None:
    for group, place in enumerate(places):
        turns[group][place] += days


def _nearest(slots: Sequence[int], minute: int) -> int:
    return min(range(len(slots)), key=lambda place: (abs(slots[place] - minute), place))


def _frozen(turns: Turns) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in turns)
