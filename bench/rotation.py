"""The rotation of an organisation: 1,300 staff in 59 departments for 12 weeks, solved by the worker's child
process.

Every department has three teams with minimum staffing and a counter across them; a person in two has a wish
for a weekday, one in twenty a fixed one; a person in five is on leave for a week, others for single days;
everybody brings a balance. Holidays are those of the autumn of 2026.

`first_feasible` is the time from the start of the child, OR-Tools' loading included, to a plan that keeps
every rule. `gap` is by how much the best plan may be better at most after 60 s, or after `seconds` where it
was proven best before. `fairness` is the largest difference of days at home between equals, their
carried-over balances counted in; `short_counters` are the days on which a counter or team has too few,
`unmet_wishes` the days on which a wish is not met. The baseline is the modulo rotation of peers on the same
input: every third working day is a person's day at home, by her place in the list.

`recompute_moves` is how many days change when 20 people fall ill for a week and the plan is made anew from
then; the baseline takes the same people off the list of the modulo rotation.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import holidays

from bench import Result, say
from services.remote_work.rotation.child import Answer, solve_in_child
from services.remote_work.rotation.solver.problem import Homes, Person, Post, Problem
from services.remote_work.rotation.solver.score import fairness_of, find_breaches, moves, unmet

STAFF, DEPARTMENTS, WEEKS = 1_300, 59, 12
PARTS, OF = 1, 3
SECONDS, RECOMPUTE_SECONDS = 60.0, 20.0
FIRST_ON = date(2026, 9, 7)
ILL = 20


def run() -> Iterator[Result]:
    problem = make_problem(random.Random(20261125))
    say(f"{len(problem.persons)} staff, {problem.days} days, {len(problem.posts)} posts")
    answer = solve_in_child(problem, SECONDS)
    homes, naive = homes_of(answer), rotate_by_modulo(problem)
    yield Result("rotation", "first_feasible", round(answer.first_s or 0, 2), "s")
    gap = 100 * (answer.cost - answer.bound) / max(1, answer.cost)
    say(f"cost {answer.cost}, bound {answer.bound}, after {answer.seconds:.1f} s")
    yield Result("rotation", "gap", round(gap, 2), "%")
    yield Result("rotation", "seconds", round(answer.seconds, 1), "s")
    yield Result("rotation", "fairness", _fairness(problem, homes), "days", _fairness(problem, naive))
    yield Result("rotation", "short_counters", *_pair(_short(problem, homes), _short(problem, naive)))
    yield Result("rotation", "unmet_wishes", *_pair(_unmet(problem, homes), _unmet(problem, naive)))
    yield from _recompute(problem, homes)


def make_problem(chance: random.Random) -> Problem:
    days = _working_days()
    weeks = {day.isocalendar().week: None for day in days}
    places = {week: number for number, week in enumerate(weeks)}
    persons = [_make_person(chance, number, days) for number in range(STAFF)]
    posts = [post for number in range(DEPARTMENTS) for post in _make_posts(number, persons, len(days))]
    return Problem(tuple(places[day.isocalendar().week] for day in days), tuple(persons), tuple(posts))


def rotate_by_modulo(problem: Problem) -> list[set[int]]:
    """What peers do: every third day, whatever the person's week, counter or wishes are."""
    return [
        {day for day in person.days if (number // DEPARTMENTS + day) % OF < PARTS}
        for number, person in enumerate(problem.persons)
    ]


def homes_of(answer: Answer) -> list[set[int]]:
    if answer.homes is None:
        raise RuntimeError(f"no solution: {answer.collision}")
    return answer.homes


def _recompute(problem: Problem, homes: Homes) -> Iterator[Result]:
    """From the fifth week on, with the earlier days as they were."""
    chance = random.Random(7)
    ill = set(chance.sample(range(STAFF), ILL))
    first = next(day for day, week in enumerate(problem.weeks) if week == 4)
    gone = set(range(first, first + 5))
    based = tuple(
        replace(
            person,
            days=tuple(day for day in person.days if number not in ill or day not in gone),
            base=frozenset(home - gone if number in ill else home),
            wishes={d: w for d, w in person.wishes.items() if number not in ill or d not in gone},
            home=person.home - gone if number in ill else person.home,
        )
        for number, (person, home) in enumerate(zip(problem.persons, homes, strict=True))
    )
    changed = replace(problem, persons=based, posts=_still_possible(problem, based))
    answer = solve_in_child(changed, RECOMPUTE_SECONDS)
    moved = sum(moves(p, home) for p, home in zip(changed.persons, homes_of(answer), strict=True))
    say(f"recomputed: first after {answer.first_s:.2f} s, cost {answer.cost}, bound {answer.bound}")
    yield Result("rotation", "recompute_first", round(answer.first_s or 0, 2), "s")
    yield Result("rotation", "recompute_moves", moved, "days", _moves_by_modulo(problem, ill))


def _moves_by_modulo(problem: Problem, ill: set[int]) -> int:
    """Who is taken off the list moves everybody behind her in her department by one."""
    before = rotate_by_modulo(problem)
    moved = 0
    for department in range(DEPARTMENTS):
        numbers = range(department, STAFF, DEPARTMENTS)
        left = [number for number in numbers if number not in ill]
        for place, number in enumerate(left):
            days = problem.persons[number].days
            after = {day for day in days if (place + day) % OF < PARTS}
            moved += len(before[number] ^ after)
    return moved


def _working_days() -> list[date]:
    off = holidays.country_holidays("KR", years=FIRST_ON.year)
    every = (FIRST_ON + timedelta(days=n) for n in range(7 * WEEKS))
    return [day for day in every if day.weekday() < 5 and day not in off]


def _make_person(chance: random.Random, number: int, days: Sequence[date]) -> Person:
    away = {day for day in range(len(days)) if chance.random() < 0.01}
    if chance.random() < 0.2:
        first = chance.randrange(len(days))
        away |= set(range(first, first + 5))
    works = tuple(day for day in range(len(days)) if day not in away)
    wishes, fixed, draw = {}, frozenset[int](), chance.random()
    weekday, wants_home = chance.randrange(5), chance.random() < 0.7
    if draw < 0.05:
        fixed = frozenset(day for day in works if days[day].weekday() == weekday)
    elif draw < 0.55:
        wishes = {day: wants_home for day in works if days[day].weekday() == weekday}
    return Person(
        id=number + 1,
        pool=number % DEPARTMENTS,
        parts=PARTS,
        of=OF,
        before=chance.choice((-66, -33, 0, 0, 33, 66)),
        days=works,
        home=fixed if wants_home else frozenset(),
        office=frozenset() if wants_home else fixed,
        wishes=wishes,
    )


def _make_posts(department: int, persons: Sequence[Person], days: int) -> Iterator[Post]:
    """Three teams of which half must stay, and a counter across them that two must keep."""
    members = list(range(department, len(persons), DEPARTMENTS))
    for team in range(3):
        yield _make_post(10 * department + team, members[team::3], len(members[team::3]) // 2, persons, days)
    yield _make_post(10 * department + 5, members[:6], 2, persons, days)


def _make_post(number: int, members: Sequence[int], least: int, persons: Sequence[Person], days: int) -> Post:
    """No more are asked for than can come on the thinnest day."""
    can_come = [sum(d in persons[n].days and d not in persons[n].home for n in members) for d in range(days)]
    return Post(number, min(least, *can_come), tuple(members), (0,) * days)


def _still_possible(problem: Problem, persons: Sequence[Person]) -> tuple[Post, ...]:
    return tuple(
        _make_post(post.id, post.members, post.least, persons, problem.days) for post in problem.posts
    )


def _fairness(problem: Problem, homes: Homes) -> float:
    return fairness_of(problem, homes) / 100


def _short(problem: Problem, homes: Homes) -> int:
    return sum(breach.kind == "post" for breach in find_breaches(problem, homes))


def _unmet(problem: Problem, homes: Homes) -> int:
    return sum(len(unmet(p, home)) for p, home in zip(problem.persons, homes, strict=True))


def _pair(value: int, baseline: int) -> tuple[float, str, float]:
    return value, "days", baseline
