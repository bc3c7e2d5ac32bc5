"""Why there is no solution: a smallest set of rules of which each one must stay for them to collide.

Smallest in the sense that none can be left out; there may be others. A post that is short even if everybody
comes collides with the absences of that day alone; else CP-SAT names rules that collide, and each one that is
not needed is taken away by trying without it.
"""

import time

from .cpsat import Rule, find_colliding
from .parts import split
from .problem import Problem

TRY_S = 5.0


def find_collision(problem: Problem, until: float) -> list[Rule]:
    """The colliding rules; `("short", post)` and `("day", day)` for a post without enough people.

    `until` is of the monotonic clock. Empty when there was not enough time to find any.
    """
    short = _find_short(problem)
    if short:
        return short
    if problem.is_apart:
        return _shrink(problem, until)
    for part in split(problem):
        found = _shrink(part.problem, until)
        if found:
            return found
    return []


def _find_short(problem: Problem) -> list[Rule]:
    for post in problem.posts:
        for day in range(problem.days):
            there = sum(day in problem.persons[n].days for n in post.members) + post.beside[day]
            if there < post.least:
                return [("short", post.id), ("day", day)]
    return []


def _shrink(problem: Problem, until: float) -> list[Rule]:
    return shrink(problem, find_colliding(problem, _left(until)) or [], until)


def shrink(problem: Problem, core: list[Rule], until: float) -> list[Rule]:
    """Those of the colliding rules without any one of which the others can hold."""
    for rule in list(core):
        if time.monotonic() >= until:
            break
        smaller = find_colliding(problem, _left(until), [each for each in core if each != rule])
        if smaller is not None:
            core = [each for each in core if each in smaller]
    return core


def _left(until: float) -> float:
    return min(TRY_S, max(0.1, until - time.monotonic()))
