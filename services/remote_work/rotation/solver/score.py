"""What a solution costs, by the prices of `problem`, and which of the rules it breaks."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .problem import (
    ONE_DAY,
    PRICE_APART,
    PRICE_DAY,
    PRICE_MOVE,
    PRICE_TOTAL,
    PRICE_WEEK,
    PRICE_WISH,
    Homes,
    Person,
    Problem,
    between,
)


@dataclass(frozen=True)
class Breach:
    """A rule that is not kept: `kind` post, home, office, away or group; `about` a post or a person."""

    kind: str
    about: int
    day: int


def cost_of(problem: Problem, homes: Homes) -> int:
    """The sum of all prices, with the window of each pool where it costs least."""
    return (
        sum(
            _cost_of_pool([lead_of(problem.persons[n], homes[n]) for n in pool]) for pool in pools_of(problem)
        )
        + PRICE_DAY * _outside_days(problem, homes)
        + PRICE_WEEK * sum(_outside_weeks(problem, p, h) for p, h in zip(problem.persons, homes, strict=True))
        + PRICE_WISH * sum(len(unmet(p, h)) for p, h in zip(problem.persons, homes, strict=True))
        + PRICE_MOVE * sum(moves(p, h) for p, h in zip(problem.persons, homes, strict=True))
    )


def lead_of(person: Person, home: set[int]) -> int:
    """How far ahead of her share she is afterwards, in hundredths of a day."""
    return person.before + ONE_DAY * len(home) - person.entitled


def unmet(person: Person, home: set[int]) -> list[int]:
    return sorted(day for day, wanted in person.wishes.items() if wanted != (day in home))


def moves(person: Person, home: set[int]) -> int:
    """The days that are not what they were; a day on which she does not work any more is none."""
    return 0 if person.base is None else len((person.base ^ home) & set(person.days))


def pools_of(problem: Problem) -> list[list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for number, person in enumerate(problem.persons):
        found[person.pool].append(number)
    return list(found.values())


def fairness_of(problem: Problem, homes: Homes) -> int:
    """The largest difference between equals, in hundredths of a day; who has fixed days is nobody's equal."""
    spreads = [0]
    for pool in pools_of(problem):
        free = [n for n in pool if not problem.persons[n].home and not problem.persons[n].office]
        leads = [lead_of(problem.persons[n], homes[n]) for n in free]
        spreads.append(max(leads) - min(leads) if leads else 0)
    return max(spreads)


def find_breaches(problem: Problem, homes: Homes) -> Iterator[Breach]:
    """Everything that is not as it must be."""
    for post in problem.posts:
        for day, present in enumerate(presence_at(problem, post.members, homes)):
            if present + post.beside[day] < post.least:
                yield Breach("post", post.id, day)
    for person, home in zip(problem.persons, homes, strict=True):
        yield from (Breach("home", person.id, day) for day in sorted(person.home - home))
        yield from (Breach("office", person.id, day) for day in sorted(person.office & home))
        yield from (Breach("away", person.id, day) for day in sorted(home - set(person.days)))
    yield from _find_mixed(problem, homes)


def presence_at(problem: Problem, members: Sequence[int], homes: Homes) -> list[int]:
    """How many of these persons are in the office, day by day."""
    present = [0] * problem.days
    for number in members:
        for day in problem.persons[number].days:
            present[day] += day not in homes[number]
    return present


def places_of(person: Person, day: int) -> Iterator[tuple[str, int]]:
    """What she shares when she is in the office while groups are apart: her floor, and her lunch slot."""
    if day in person.groups:
        if person.floor is not None:
            yield "floor", person.floor
        if day in person.lunch:
            yield "lunch", person.lunch[day]


def _find_mixed(problem: Problem, homes: Homes) -> Iterator[Breach]:
    seen: dict[tuple[str, int, int], int] = {}
    for person, home in zip(problem.persons, homes, strict=True):
        for day in sorted(person.groups.keys() & set(person.days) - home):
            for kind, place in places_of(person, day):
                if seen.setdefault((kind, place, day), person.groups[day]) != person.groups[day]:
                    yield Breach("group", person.id, day)


def _cost_of_pool(leads: Sequence[int]) -> int:
    return PRICE_APART * _apart(leads, window_of(leads)) + PRICE_TOTAL * abs(sum(leads))


def window_of(leads: Sequence[int]) -> int:
    """Where the window of one day begins that holds equals best."""
    lows = set(leads) | {lead - ONE_DAY for lead in leads}
    return min(sorted(lows), key=lambda low: _apart(leads, low))


def _apart(leads: Sequence[int], low: int) -> int:
    return sum(max(low - lead, lead - low - ONE_DAY, 0) for lead in leads)


def _outside_days(problem: Problem, homes: Homes) -> int:
    """By how many persons the days have more or fewer at home than the share of their pool."""
    there: Counter[tuple[int, int]] = Counter()
    gone: Counter[tuple[int, int]] = Counter()
    shares: dict[int, tuple[int, int]] = {}
    for person, home in zip(problem.persons, homes, strict=True):
        shares[person.pool] = (person.parts, person.of)
        there.update((person.pool, day) for day in person.days)
        gone.update((person.pool, day) for day in home)
    return sum(_outside(gone[key], between(count, *shares[key[0]])) for key, count in there.items())


def _outside_weeks(problem: Problem, person: Person, home: set[int]) -> int:
    return sum(
        _outside(sum(day in home for day in days), between(len(days), person.parts, person.of))
        for days in even_weeks(problem, person)
    )


def even_weeks(problem: Problem, person: Person) -> list[list[int]]:
    """Her days of each week that should have its share; groups that are kept apart come by whole weeks."""
    weeks: dict[int, list[int]] = defaultdict(list)
    for day in person.days:
        weeks[problem.weeks[day]].append(day)
    return [days for days in weeks.values() if person.groups.keys().isdisjoint(days)]


def _outside(count: int, limits: tuple[int, int]) -> int:
    return max(limits[0] - count, count - limits[1], 0)
