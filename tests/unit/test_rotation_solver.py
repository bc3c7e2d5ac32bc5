"""Properties of every solution: counters covered, fixed days kept, groups apart, equals within a day; and an
honest bound."""

import time
from dataclasses import replace
from itertools import product

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from services.remote_work.rotation.solver.bounds import least_cost
from services.remote_work.rotation.solver.collisions import shrink
from services.remote_work.rotation.solver.cpsat import Rule, find_colliding
from services.remote_work.rotation.solver.flow import find_first
from services.remote_work.rotation.solver.outbreak_turns import find_first_apart
from services.remote_work.rotation.solver.problem import Person, Post, Problem
from services.remote_work.rotation.solver.score import (
    cost_of,
    fairness_of,
    find_breaches,
    lead_of,
    moves,
)
from services.remote_work.rotation.solver.solve import Solution, solve

DAYS = 10
SHARES = ((1, 5), (1, 3), (1, 2))


@st.composite
def problems(draw: st.DrawFn, flags: bool = True) -> Problem:
    """Up to three pools of up to six for two weeks, with absences, balances, wishes, fixed days and posts."""
    days = st.sets(st.integers(0, DAYS - 1))
    persons: list[Person] = []
    for pool in range(draw(st.integers(1, 3))):
        parts, of = draw(st.sampled_from(SHARES))
        for _ in range(draw(st.integers(1, 6))):
            away = draw(days) if draw(st.integers(0, 4)) == 0 else set()
            works = [day for day in range(DAYS) if day not in away]
            fixed = draw(days) & set(works) if flags and draw(st.integers(0, 5)) == 0 else set()
            at_home = draw(st.booleans())
            persons.append(
                Person(
                    id=len(persons) + 100,
                    pool=pool,
                    parts=parts,
                    of=of,
                    before=draw(st.integers(-100, 100)),
                    days=tuple(works),
                    home=frozenset(fixed if at_home else ()),
                    office=frozenset(() if at_home else fixed),
                    wishes=draw(st.dictionaries(st.sampled_from(range(DAYS)), st.booleans(), max_size=3)),
                )
            )
    kept = tuple(replace(p, wishes={d: w for d, w in p.wishes.items() if d in p.days}) for p in persons)
    posts = []
    for number in range(draw(st.integers(0, 3))):
        members = draw(st.sets(st.integers(0, len(kept) - 1), min_size=1))
        beside = tuple(draw(st.lists(st.integers(0, 2), min_size=DAYS, max_size=DAYS)))
        posts.append(Post(number, draw(st.integers(1, 3)), tuple(sorted(members)), beside))
    return Problem(tuple(day // 5 for day in range(DAYS)), kept, tuple(posts))


def assert_kept(problem: Problem, homes: list[set[int]]) -> None:
    """Every rule, counted here once more and not by the code that is tested."""
    for person, home in zip(problem.persons, homes, strict=True):
        assert person.home <= home <= set(person.days)
        assert not person.office & home
    for post in problem.posts:
        for day in range(problem.days):
            there = [n for n in post.members if day in problem.persons[n].days and day not in homes[n]]
            assert len(there) + post.beside[day] >= post.least


def assert_minimal(problem: Problem, rules: list[Rule]) -> None:
    assert find_colliding(problem, 30, rules) is not None
    for rule in rules:
        assert find_colliding(problem, 30, [each for each in rules if each != rule]) is None


def solved(problem: Problem) -> Solution:
    """However slow the machine is: what has to be found has a minute, what may be found a moment."""
    return solve(problem, 60.0, 1, rounds=(0.2,))


@settings(max_examples=12)
@given(problems())
def test_rules_are_kept_or_said_to_collide(problem: Problem) -> None:
    """Coverage, exclusion, fixed days; else a set of rules of which none can be left out."""
    found = solved(problem)
    if found.homes is not None:
        assert_kept(problem, found.homes)
        assert found.collision == []
        return
    rules = found.collision
    if rules[0][0] == "short":
        (post,) = [post for post in problem.posts if post.id == rules[0][1]]
        day = rules[1][1]
        there = sum(day in problem.persons[n].days for n in post.members)
        assert there + post.beside[day] < post.least
        return
    assert_minimal(problem, rules)


def test_no_wish_is_worth_a_hundredth_of_fairness() -> None:
    """One wish more could be met if somebody had a day and a hundredth more than somebody else."""
    wishes: tuple[tuple[int, dict[int, bool]], ...] = (
        (15, {0: True, 1: False, 2: True, 4: True}),
        (62, {0: True, 2: True, 4: False}),
        (61, {1: True, 2: False, 3: False}),
    )
    persons = tuple(
        Person(n, 0, 1, 3, ahead, tuple(range(5)), wishes=w) for n, (ahead, w) in enumerate(wishes)
    )
    problem = Problem((0,) * 5, persons)
    found = solved(problem)
    assert found.homes is not None
    assert found.is_optimal
    assert fairness_of(problem, found.homes) <= 100


@settings(max_examples=12)
@given(problems(flags=False))
def test_equals_are_never_more_than_a_day_apart(problem: Problem) -> None:
    """Where the counters allow it at all: without posts, always."""
    persons = tuple(replace(p, before=p.before % 100, days=tuple(range(DAYS))) for p in problem.persons)
    free = replace(problem, persons=persons, posts=())
    found = solved(free)
    assert found.homes is not None
    for homes in (find_first(free), found.homes):
        assert fairness_of(free, homes) <= 100
        for pool in {person.pool for person in persons}:
            pairs = zip(persons, homes, strict=True)
            ahead = [p.before + 100 * len(h) - 1000 * p.parts // p.of for p, h in pairs if p.pool == pool]
            assert max(ahead) - min(ahead) <= 100


@settings(max_examples=12)
@given(problems())
def test_the_bound_is_honest_and_the_search_never_makes_it_worse(problem: Problem) -> None:
    found = solved(problem)
    assume(found.homes is not None)
    assert found.homes is not None
    assert found.first_cost is not None
    assert found.cost == cost_of(problem, found.homes) <= found.first_cost
    assert found.bound <= found.cost
    first = find_first(problem)
    if not any(find_breaches(problem, first)):
        assert found.bound <= cost_of(problem, first)


@settings(max_examples=12)
@given(problems(flags=False), st.data())
def test_a_plan_made_anew_moves_nothing_without_need(problem: Problem, data: st.DataObject) -> None:
    before = solved(problem)
    assume(before.homes is not None)
    assert before.homes is not None
    based = tuple(
        replace(person, base=frozenset(home))
        for person, home in zip(problem.persons, before.homes, strict=True)
    )
    again = solved(replace(problem, persons=based))
    assert again.homes == before.homes
    gone = data.draw(st.integers(0, len(based) - 1))
    changed = (*based[:gone], replace(based[gone], days=(), base=frozenset(), wishes={}), *based[gone + 1 :])
    after = solved(replace(problem, persons=changed))
    if after.homes is not None:
        moved = sum(moves(person, home) for person, home in zip(changed, after.homes, strict=True))
        # Each counter misses one person for each of her days, and one colleague's day mends it.
        assert moved <= DAYS * len(problem.posts)


PERSONS = 3


@settings(max_examples=12)
@given(
    st.lists(st.integers(1, 2), min_size=PERSONS, max_size=PERSONS),
    st.lists(st.integers(0, 1), min_size=PERSONS, max_size=PERSONS),
    st.lists(st.integers(-100, 100), min_size=PERSONS, max_size=PERSONS),
    st.sampled_from(SHARES),
)
def test_the_bound_of_an_outbreak_is_honest(
    groups: list[int], pools: list[int], before: list[int], share: tuple[int, int]
) -> None:
    """Against every solution that there is."""
    persons = tuple(
        Person(n, pools[n], *share, before[n], (0, 1), floor=0, groups=dict.fromkeys((0, 1), groups[n]))
        for n in range(PERSONS)
    )
    problem = Problem((0, 0), persons)
    every = product(({0, 1}, {0}, {1}, set[int]()), repeat=PERSONS)
    least = min(cost_of(problem, homes) for homes in every if not any(find_breaches(problem, homes)))
    assert least_cost(problem) <= least <= solved(problem).cost


def test_an_outbreak_has_a_bound_that_is_worth_something() -> None:
    """Half of ten are at home on each day where a fifth should be: nobody has to search for that."""
    both = [dict.fromkeys(range(DAYS), n % 2 + 1) for n in range(10)]
    persons = tuple(Person(n, 0, 1, 5, 0, tuple(range(DAYS)), floor=0, groups=both[n]) for n in range(10))
    problem = Problem((0,) * 5 + (1,) * 5, persons)
    assert least_cost(problem) == DAYS * 3 * 200 + 100 * (DAYS * 5 - DAYS * 2)
    assert cost_of(problem, find_first_apart(problem) or []) == least_cost(problem)


def test_people_of_two_groups_who_meet_are_a_breach() -> None:
    """On a floor or at lunch, on days of the outbreak, for who is in a group."""

    def meet(**changes: object) -> list[str]:
        other = replace(Person(2, 0, 1, 2, 0, (0, 1), floor=7, groups={0: 2}, lunch={0: 5}), **changes)  # type: ignore[arg-type]
        one = Person(1, 0, 1, 2, 0, (0, 1), floor=7, groups={0: 1}, lunch={0: 5})
        return [breach.kind for breach in find_breaches(Problem((0, 0), (one, other)), [set(), {1}])]

    assert meet() == ["group", "group"]
    assert meet(floor=8) == meet(lunch={}) == ["group"]
    assert meet(floor=8, lunch={0: 6}) == meet(groups={0: 1}) == meet(groups={}) == meet(days=(1,)) == []


def test_who_must_be_at_home_more_often_draws_her_equals_after_her() -> None:
    """Where a group stays at home for a week, its people who were away then catch up on other days."""
    week = frozenset(range(5))
    persons = (
        *(Person(n, 0, 1, 5, 0, tuple(range(DAYS)), home=week) for n in range(4)),
        Person(4, 0, 1, 5, 0, tuple(range(5, DAYS))),
    )
    homes = find_first(Problem((0,) * 5 + (1,) * 5, persons))
    assert [len(home) for home in homes[:4]] == [5] * 4
    assert lead_of(persons[4], homes[4]) >= lead_of(persons[0], homes[0]) - 100


def test_of_rules_that_collide_none_can_be_left_out() -> None:
    """From all rules that there are, not only from those that the search would name."""
    fixed = [Person(n, 0, 1, 2, 0, (0, 1), home=frozenset({0})) for n in range(3)]
    free = [Person(n, 0, 1, 2, 0, (0, 1), office=frozenset({1})) for n in (3, 4)]
    posts = tuple(Post(n, least, (0, 1, 2, 3, 4), (0, 0)) for n, least in ((20, 3), (21, 1)))
    problem = Problem((0, 0), (*fixed, *free), posts)
    every = [*(("home", n) for n in range(3)), ("office", 3), ("office", 4), ("post", 20), ("post", 21)]
    rules = shrink(problem, every, time.monotonic() + 60)
    assert_minimal(problem, rules)
    assert sorted(rules) == [("home", 0), ("home", 1), ("home", 2), ("post", 20)]


@settings(max_examples=6)
@given(st.integers(2, 3), st.integers(2, 4), st.booleans())
@example(2, 3, True)
def test_groups_never_share_a_floor_or_a_lunch_slot(groups: int, size: int, has_lunch: bool) -> None:
    persons = tuple(
        Person(
            id=100 + number,
            pool=number % 2,
            parts=1,
            of=2,
            before=0,
            days=tuple(range(DAYS)),
            floor=number % 2,
            groups=dict.fromkeys(range(DAYS), number // 2 % groups + 1),
            lunch=dict.fromkeys(range(DAYS), 0) if has_lunch else {},
        )
        for number in range(2 * groups * size)
    )
    posts = (Post(1, 1, tuple(range(len(persons))), (0,) * DAYS),)
    problem = Problem(tuple(day // 5 for day in range(DAYS)), persons, posts)
    found = solved(problem)
    assert found.homes is not None
    assert list(find_breaches(problem, found.homes)) == []
    for day in range(DAYS):
        present = [p for p, home in zip(persons, found.homes, strict=True) if day not in home]
        for floor in (0, 1):
            assert len({p.groups[day] for p in present if p.floor == floor}) <= 1
        if has_lunch:
            assert len({p.groups[day] for p in present}) <= 1


def test_who_is_behind_gets_more() -> None:
    persons = tuple(Person(100 + n, 0, 1, 2, 200 * n - 200, tuple(range(DAYS))) for n in range(3))
    found = solved(Problem((0,) * 5 + (1,) * 5, persons))
    assert found.homes is not None
    leads = [lead_of(person, home) for person, home in zip(persons, found.homes, strict=True)]
    assert max(leads) - min(leads) <= 100
    assert [len(home) for home in found.homes] == sorted((len(h) for h in found.homes), reverse=True)
