"""Properties of every solution: counters covered, fixed days kept, groups apart, equals within a day; and an
honest bound."""

from dataclasses import replace

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from services.remote_work.rotation.solver.cpsat import find_colliding
from services.remote_work.rotation.solver.flow import find_first
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
        posts.append(Post(number, draw(st.integers(1, 3)), tuple(sorted(members)), (0,) * DAYS))
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


def solved(problem: Problem, seconds: float = 0.4) -> Solution:
    return solve(problem, seconds, 1)


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
        assert sum(rules[1][1] in problem.persons[n].days for n in post.members) < post.least
        return
    assert find_colliding(problem, 5, rules) is not None
    for rule in rules:
        assert find_colliding(problem, 5, [each for each in rules if each != rule]) is None


@settings(max_examples=12)
@given(problems(flags=False))
def test_equals_are_never_more_than_a_day_apart(problem: Problem) -> None:
    """Where the counters allow it at all: without posts, always."""
    free = replace(problem, posts=())
    wished = tuple(replace(person, before=person.before % 100) for person in free.persons)
    free = replace(free, persons=wished)
    assume(all(len(person.days) == DAYS for person in free.persons))
    found = solved(free)
    assert found.homes is not None
    assert fairness_of(free, found.homes) <= 100
    for pool in {person.pool for person in free.persons}:
        pairs = zip(free.persons, found.homes, strict=True)
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
            group=number // 2 % groups + 1,
            lunch=dict.fromkeys(range(DAYS), 0) if has_lunch else {},
        )
        for number in range(2 * groups * size)
    )
    posts = (Post(1, 1, tuple(range(len(persons))), (0,) * DAYS),)
    apart = frozenset(range(DAYS))
    problem = Problem(tuple(day // 5 for day in range(DAYS)), persons, posts, groups, apart)
    found = solved(problem)
    assert found.homes is not None
    assert list(find_breaches(problem, found.homes)) == []
    for day in range(DAYS):
        present = [p for p, home in zip(persons, found.homes, strict=True) if day not in home]
        for floor in (0, 1):
            assert len({p.group for p in present if p.floor == floor}) <= 1
        if has_lunch:
            assert len({p.group for p in present}) <= 1


def test_who_is_behind_gets_more() -> None:
    persons = tuple(Person(100 + n, 0, 1, 2, 200 * n - 200, tuple(range(DAYS))) for n in range(3))
    found = solved(Problem((0,) * 5 + (1,) * 5, persons))
    assert found.homes is not None
    leads = [lead_of(person, home) for person, home in zip(persons, found.homes, strict=True)]
    assert max(leads) - min(leads) <= 100
    assert [len(home) for home in found.homes] == sorted((len(h) for h in found.homes), reverse=True)
