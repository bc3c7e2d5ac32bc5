"""Solves a rotation within its time: a first solution, then each part as far as it goes, with an honest
bound.

The first solution is there within a second or two; the search only ever improves on it. Parts are searched in
rounds of growing time, and those that are proven best are not searched again.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from .bounds import least_cost
from .collisions import find_collision
from .cpsat import Found, Rule, find_any, improve
from .flow import find_first
from .outbreak_turns import find_first_apart
from .parts import Part, fix_groups, join, split
from .problem import Problem
from .score import cost_of, find_breaches

ROUNDS = (2.0, 6.0, 30.0)  # seconds a part at most, round by round
EXPLAIN_S = 10.0  # what it may take at least to say why there is no solution


@dataclass(frozen=True)
class Solution:
    """Who is at home when, what it costs, and the least that any solution costs as far as was proven.

    `homes` is None where none was found: `collision` says why there is none, and is empty where the time was
    too short to know.
    """

    homes: list[set[int]] | None
    cost: int
    bound: int
    first_s: float | None
    first_cost: int | None
    seconds: float
    collision: list[Rule] = field(default_factory=list)

    @property
    def is_optimal(self) -> bool:
        return self.homes is not None and self.cost == self.bound


@dataclass
class _Search:
    """One part on its way: `bound` is of the part without the ties of an outbreak."""

    part: Part
    loose: Problem
    homes: list[set[int]]
    cost: int
    bound: int
    is_done: bool

    def run(self, seconds: float) -> None:
        found = improve(self.part.problem, self.homes, seconds, 1)
        if found.homes is not None and not any(find_breaches(self.part.problem, found.homes)):
            cost = cost_of(self.loose, found.homes)
            if cost <= self.cost:
                self.homes, self.cost = found.homes, cost
        if self.loose is self.part.problem:
            self._note(found)
        elif self.bound < self.cost:
            self._note(improve(self.loose, self.homes, seconds, 1))
        self.is_done = found.is_optimal

    def _note(self, found: Found) -> None:
        # A bound of whole costs may be rounded up, a hair's breadth of arithmetic aside.
        self.bound = min(self.cost, max(self.bound, -int(-(found.bound - 1e-6) // 1)))


def solve(problem: Problem, seconds: float, workers: int, rounds: Sequence[float] = ROUNDS) -> Solution:
    """Searches for at most so long, with so many threads; without rounds it is the first solution."""
    began = time.monotonic()
    until = began + seconds
    first = _find_first(problem, until, workers)
    if first is None:
        collision = find_collision(problem, max(until, time.monotonic() + EXPLAIN_S))
        return Solution(None, 0, 0, None, None, time.monotonic() - began, collision)
    first_s, first_cost = time.monotonic() - began, cost_of(problem, first)
    searches = _prepare(problem, first)
    _run_rounds(searches, until, workers, rounds)
    homes = join(((search.part, search.homes) for search in searches), len(problem.persons))
    bound = sum(search.bound for search in searches)
    took = time.monotonic() - began
    return Solution(homes, cost_of(problem, homes), bound, first_s, first_cost, took)


def _find_first(problem: Problem, until: float, workers: int) -> list[set[int]] | None:
    """A solution that keeps all rules; None where there is none, or none was found in half of the time."""
    apart = find_first_apart(problem) if problem.is_apart else None
    homes = apart or join(((p, find_first(p.problem)) for p in split(problem)), len(problem.persons))
    if not any(find_breaches(problem, homes)):
        return homes
    found = find_any(problem, (until - time.monotonic()) / 2, workers)
    return found.homes


def _prepare(problem: Problem, first: Sequence[set[int]]) -> list[_Search]:
    loose = split(problem)
    tight = split(fix_groups(problem, first)) if problem.is_apart else loose
    searches = []
    for part, whole in zip(tight, loose, strict=True):
        homes = part.take(first)
        cost, bound = cost_of(whole.problem, homes), least_cost(whole.problem)
        searches.append(_Search(part, whole.problem, homes, cost, bound, False))
    return searches


def _run_rounds(searches: Sequence[_Search], until: float, workers: int, rounds: Sequence[float]) -> None:
    """The search itself works outside of Python's lock: as many parts at a time as there are workers."""
    for longest_s in rounds:
        waiting = [search for search in searches if not search.is_done]
        with ThreadPoolExecutor(workers) as pool:
            for done in [pool.submit(_run_one, each, until, longest_s) for each in waiting]:
                done.result()


def _run_one(search: _Search, until: float, longest_s: float) -> None:
    left = until - time.monotonic()
    if left > 0:
        search.run(min(left, longest_s))
