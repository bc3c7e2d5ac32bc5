"""Which group comes to the office when. Floors and lunch slots tie people together into houses; in each house
one group comes on a day, a week at a time, except where another one keeps a counter that this one could not.

That keeps any floors and any lunch slots apart. Where a rule does not go with it, the solver must look for
something finer, floor by floor.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .flow import find_first
from .parts import join, split
from .problem import Person, Post, Problem
from .score import find_breaches, places_of


def find_first_apart(problem: Problem) -> list[set[int]] | None:
    """A solution in which groups come by turns; None where that breaks a rule."""
    houses = _houses(problem)
    turns = {house: _turns(problem, houses, house) for house in set(houses.values())}
    persons = tuple(
        replace(p, home=p.home | _others_days(p, turns[houses[p.pool]]), groups={}) for p in problem.persons
    )
    fixed = replace(problem, persons=persons)
    homes = join(((part, find_first(part.problem)) for part in split(fixed)), len(persons))
    return homes if not any(find_breaches(problem, homes)) else None


def _others_days(person: Person, turns: Sequence[int]) -> set[int]:
    return {day for day in person.days if person.groups.get(day, turns[day]) != turns[day]}


def _houses(problem: Problem) -> dict[int, int]:
    """For each pool its house: pools that meet on a floor, at lunch or at a counter have the same."""
    roots = {person.pool: person.pool for person in problem.persons}

    def root(pool: int) -> int:
        while roots[pool] != pool:
            pool = roots[pool]
        return pool

    first: dict[tuple[str, int], int] = {}
    for person in problem.persons:
        for place in {place for day in person.days for place in places_of(person, day)}:
            roots[root(person.pool)] = root(first.setdefault(place, person.pool))
    for post in problem.posts:
        for number in post.members[1:]:
            roots[root(problem.persons[number].pool)] = root(problem.persons[post.members[0]].pool)
    return {pool: root(pool) for pool in roots}


def _turns(problem: Problem, houses: Mapping[int, int], house: int) -> list[int]:
    """The group of each day, 0 where there is none.

    A group's days are as many as another's, as near as whole weeks allow.
    """
    posts = [p for p in problem.posts if p.members and houses[problem.persons[p.members[0]].pool] == house]
    here = [p for p in problem.persons if houses[p.pool] == house]
    groups_of = [sorted({p.groups[day] for p in here if day in p.groups}) for day in range(problem.days)]
    had: Counter[int] = Counter()
    turns: list[int] = []
    for week in dict.fromkeys(problem.weeks):
        days = [day for day, of in enumerate(problem.weeks) if of == week]
        broken = {(g, day): _broken(problem, posts, here, g, day) for day in days for g in groups_of[day]}
        groups = sorted({g for g, _ in broken})
        usual = min(groups, key=lambda g: (sum(broken.get((g, d), 0) for d in days), had[g], g), default=0)
        for day in days:
            choice = min(groups_of[day], key=lambda g: (broken[g, day], g != usual, had[g], g), default=0)
            turns.append(choice)
            had[choice] += 1
    return turns


def _broken(problem: Problem, posts: Sequence[Post], here: Sequence[Person], group: int, day: int) -> int:
    """How many rules cannot be kept on a day on which this group comes."""
    short = 0
    for post in posts:
        there = sum(
            day in p.days and day not in p.home and p.groups.get(day, group) == group
            for p in (problem.persons[n] for n in post.members)
        )
        short += there + post.beside[day] < post.least
    return short + sum(day in p.office and p.groups.get(day, group) != group for p in here)
