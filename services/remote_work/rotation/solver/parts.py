"""A rotation falls into parts that have nothing to do with one another: pools that share no post.

A solution of all is the parts' solutions side by side, and a bound for all is the sum of theirs. An outbreak
ties parts together through floors and lunch slots; once it is fixed which group comes when, they fall apart
again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .problem import Homes, Problem
from .score import places_of


@dataclass(frozen=True)
class Part:
    """A problem of its own; `numbers` are the places of its persons in the whole."""

    problem: Problem
    numbers: tuple[int, ...]

    def take(self, homes: Homes) -> list[set[int]]:
        return [homes[number] for number in self.numbers]

    def put(self, homes: list[set[int]], found: Homes) -> None:
        for number, home in zip(self.numbers, found, strict=True):
            homes[number] = home


def split(problem: Problem) -> list[Part]:
    """The parts, groups left out: those are either fixed already, or hold for a bound without one another."""
    roots = _join_pools(problem)
    numbers: dict[int, list[int]] = {}
    for number, person in enumerate(problem.persons):
        numbers.setdefault(roots[person.pool], []).append(number)
    return [_part(problem, tuple(those)) for those in numbers.values()]


def fix_groups(problem: Problem, homes: Homes) -> Problem:
    """The same problem with everybody at home whose group does not own her floor and her slot in a solution.

    What keeps this keeps the groups apart, so they need no rule any more. A place that is empty on a day is
    that of the group which owns most others then.
    """
    owners = {
        (kind, place, day): person.groups[day]
        for person, home in zip(problem.persons, homes, strict=True)
        for day in person.days
        if day not in home
        for kind, place in places_of(person, day)
    }
    usual: dict[int, Counter[int]] = {}
    for (_, _, day), group in owners.items():
        usual.setdefault(day, Counter())[group] += 1
    persons = []
    for person, home in zip(problem.persons, homes, strict=True):
        apart = set()
        for day in home & set(person.days):
            other = usual[day].most_common(1)[0][0] if day in usual else 1
            places = places_of(person, day)
            if any(owners.get((*place, day), other) != person.groups[day] for place in places):
                apart.add(day)
        persons.append(replace(person, home=person.home | apart, groups={}))
    return replace(problem, persons=tuple(persons))


def _join_pools(problem: Problem) -> dict[int, int]:
    roots = {person.pool: person.pool for person in problem.persons}

    def root(pool: int) -> int:
        while roots[pool] != pool:
            roots[pool] = roots[roots[pool]]
            pool = roots[pool]
        return pool

    for post in problem.posts:
        pools = [problem.persons[n].pool for n in post.members]
        for pool in pools[1:]:
            roots[root(pool)] = root(pools[0])
    return {pool: root(pool) for pool in roots}


def _part(problem: Problem, numbers: Sequence[int]) -> Part:
    places = {number: place for place, number in enumerate(numbers)}
    posts = (
        replace(post, members=tuple(places[n] for n in post.members))
        for post in problem.posts
        if post.members and post.members[0] in places
    )
    persons = tuple(problem.persons[n] for n in numbers)
    return Part(replace(problem, persons=persons, posts=tuple(posts)), tuple(numbers))


def join(parts: Iterable[tuple[Part, Homes]], persons: int) -> list[set[int]]:
    homes: list[set[int]] = [set() for _ in range(persons)]
    for part, found in parts:
        part.put(homes, found)
    return homes
