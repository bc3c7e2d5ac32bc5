"""A first solution by minimum-cost flow: a day at home flows from a person through her weeks, through the
posts and the pool of the day, to the end.

Persons with their weeks and days with their posts are two families of nested sets; such a problem is a flow,
and a flow is solved exactly in milliseconds. Three things it does not know: posts that overlap without one
holding the other (`mend` sees to them), groups of an outbreak (whose days are fixed before), and where
exactly the window of one day should lie among equals (it takes the middle). So it is where the search begins,
not its end.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from .problem import (
    ONE_DAY,
    PRICE_APART,
    PRICE_DAY,
    PRICE_MOVE,
    PRICE_TOTAL,
    PRICE_WEEK,
    PRICE_WISH,
    Person,
    Post,
    Problem,
    between,
)
from .score import even_weeks, lead_of, pools_of, presence_at

MUST = 1_000_000
MOST_FLOWS = 12
PRICE_STEP = 100  # each further day away from equals costs more than the one before: they share what is short


@dataclass
class _Network:
    """Nodes by name, and arcs; `cells` are the arcs that stand for a person's day."""

    nodes: dict[tuple[object, ...], int] = field(default_factory=dict)
    arcs: list[tuple[int, int, int, int]] = field(default_factory=list)
    cells: dict[int, tuple[int, int]] = field(default_factory=dict)

    def node(self, *name: object) -> int:
        return self.nodes.setdefault(name, len(self.nodes))

    def add(self, tail: int, head: int, capacity: int, cost: int) -> None:
        if capacity > 0:
            self.arcs.append((tail, head, capacity, cost))

    def add_between(self, tail: int, head: int, limits: tuple[int, int], room: int, price: int) -> None:
        """Up to the lower limit it pays, above the upper one it costs."""
        low, high = min(limits[0], room), min(limits[1], room)
        self.add(tail, head, low, -price)
        self.add(tail, head, high - low, 0)
        self.add(tail, head, room - high, price)


def find_first(problem: Problem) -> list[set[int]]:
    """A solution that keeps posts and fixed days wherever they can be kept.

    Where an overlapping post is short, people are called in and the rest flows anew around them.
    """
    network, called = _build(problem), set[tuple[int, int]]()
    for _ in range(MOST_FLOWS):
        homes = _solve(problem, network, called)
        missing = list(_call_in(problem, homes))
        if not missing:
            break
        called.update(missing)
    return homes


def _call_in(problem: Problem, homes: list[set[int]]) -> Iterator[tuple[int, int]]:
    """Calls people in where a post has too few, those first who are furthest ahead."""
    for post in problem.posts:
        for day, present in enumerate(presence_at(problem, post.members, homes)):
            short = post.least - post.beside[day] - present
            at_home = [n for n in post.members if day in homes[n] and day not in problem.persons[n].home]
            at_home.sort(key=lambda n: (_cost_of_cell(problem.persons[n], day), n), reverse=True)
            for number in at_home[: max(0, short)]:
                homes[number].remove(day)
                yield number, day


def _build(problem: Problem) -> _Network:
    network = _Network()
    posts = _nested(problem)
    for pool in pools_of(problem):
        low = _place_window([problem.persons[n] for n in pool])
        for number in pool:
            for cost in _cost_of_totals(problem.persons[number], low):
                network.add(network.node("source"), network.node("person", number), 1, cost)
    for number, person in enumerate(problem.persons):
        _add_person(network, problem, number, person, posts.get(number, ()))
    for number, post in enumerate(problem.posts):
        _add_post(network, problem, number, post, posts)
    for pool in pools_of(problem):
        _add_pool(network, problem, pool)
    return network


def _nested(problem: Problem) -> dict[int, list[int]]:
    """For each person her posts from the smallest to the largest, of those that nest within one pool."""
    taken: list[tuple[int, set[int]]] = []
    by_size = sorted(enumerate(problem.posts), key=lambda each: -len(each[1].members))
    for number, post in by_size:
        members = set(post.members)
        in_one_pool = len({problem.persons[n].pool for n in members}) == 1
        if in_one_pool and all(members <= other or not members & other for _, other in taken):
            taken.append((number, members))
    chains: dict[int, list[int]] = defaultdict(list)
    for number, members in reversed(taken):
        for n in members:
            chains[n].append(number)
    return chains


def _add_person(
    network: _Network, problem: Problem, number: int, person: Person, posts: Sequence[int]
) -> None:
    here = network.node("person", number)
    even = {day: days[0] for days in even_weeks(problem, person) for day in days}
    for week in dict.fromkeys(even.values()):
        days = sum(first == week for first in even.values())
        limits = between(days, person.parts, person.of)
        network.add_between(here, network.node("week", number, week), limits, days, PRICE_WEEK)
    for day in person.days:
        if day not in person.office:
            node = network.node("week", number, even[day]) if day in even else here
            goal = ("post", posts[0], day) if posts else ("pool", person.pool, day)
            network.cells[len(network.arcs)] = (number, day)
            network.add(node, network.node(*goal), 1, _cost_of_cell(person, day))


def _place_window(persons: Sequence[Person]) -> int:
    """Where the window of one day must begin for all to reach it with as many days as they have together.

    Who must be at home more often lies above it, and the window comes as near to her as its price allows.
    """
    least = [lead_of(person, set(person.home.intersection(person.days))) for person in persons]
    steps = range(-3, max(0, *least) // ONE_DAY + 1)
    # It begins at somebody's edge: further up nobody would need a day more or fewer.
    lows = {lead % ONE_DAY + ONE_DAY * step for lead in least for step in steps}
    return min(lows, key=lambda low: (_cost_of_window(least, low), -low))


def _cost_of_window(least: Sequence[int], low: int) -> int:
    leads = [max(lead, low + (lead - low) % ONE_DAY) for lead in least]
    apart = sum(max(0, lead - low - ONE_DAY) for lead in leads)
    # Too few is what those at the lower edge can mend: they may take one more, and are still within.
    spare = ONE_DAY * sum(lead == low for lead in leads)
    return PRICE_APART * apart + PRICE_TOTAL * max(sum(leads), -sum(leads) - spare)


def _cost_of_totals(person: Person, low: int) -> Iterator[int]:
    """The price of each further day at home, from the first on: it pays while she is below the window."""
    for count in range(1, len(person.days) + 1):
        lead = person.before + ONE_DAY * count - person.entitled
        if lead - ONE_DAY < low:
            yield -PRICE_APART * ONE_DAY - PRICE_STEP * ((low - lead) // ONE_DAY + 1)
        elif lead <= low + ONE_DAY:
            yield 0
        else:
            yield PRICE_APART * ONE_DAY + PRICE_STEP * ((lead - low) // ONE_DAY)


def _cost_of_cell(person: Person, day: int) -> int:
    if day in person.home:
        return -MUST
    cost = 0
    if day in person.wishes:
        cost += -PRICE_WISH if person.wishes[day] else PRICE_WISH
    if person.base is not None:
        cost += -PRICE_MOVE if day in person.base else PRICE_MOVE
    return cost


def _add_post(
    network: _Network, problem: Problem, number: int, post: Post, chains: Mapping[int, Sequence[int]]
) -> None:
    """No more may leave through a post on a day than it can spare."""
    chain = next((chains[n] for n in post.members if number in chains.get(n, ())), None)
    if chain is None:
        return
    outer = chain[chain.index(number) + 1 :]
    pool = problem.persons[post.members[0]].pool
    everybody = presence_at(problem, post.members, [set[int]() for _ in problem.persons])
    for day, there in enumerate(everybody):
        goal = ("post", outer[0], day) if outer else ("pool", pool, day)
        spare = there + post.beside[day] - post.least
        network.add(network.node("post", number, day), network.node(*goal), min(there, spare), 0)


def _add_pool(network: _Network, problem: Problem, pool: Sequence[int]) -> None:
    persons = [problem.persons[n] for n in pool]
    first = persons[0]
    there = presence_at(problem, pool, [set[int]() for _ in problem.persons])
    total, sink = network.node("total", first.pool), network.node("sink")
    for day, count in enumerate(there):
        limits = between(count, first.parts, first.of)
        network.add_between(network.node("pool", first.pool, day), total, limits, count, PRICE_DAY)
    wanted = max(0, round(sum(p.entitled - p.before for p in persons) / ONE_DAY))
    network.add_between(total, sink, (wanted, wanted), sum(there), PRICE_TOTAL * ONE_DAY)


def _solve(problem: Problem, network: _Network, called: Set[tuple[int, int]]) -> list[set[int]]:
    """The cheapest flow of any size: what is not worth its price passes by."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # megabytes: see tests/house/test_memory

    flow: Any = SimpleMinCostFlow()
    for number, (tail, head, capacity, cost) in enumerate(network.arcs):
        room = 0 if network.cells.get(number) in called else capacity
        flow.add_arc_with_capacity_and_unit_cost(tail, head, room, cost)
    everything = sum(len(person.days) for person in problem.persons)
    source, sink = network.node("source"), network.node("sink")
    flow.add_arc_with_capacity_and_unit_cost(source, sink, everything, 0)
    flow.set_node_supply(source, everything)
    flow.set_node_supply(sink, -everything)
    homes: list[set[int]] = [set() for _ in problem.persons]
    if flow.solve() == flow.OPTIMAL:
        for arc, (number, day) in network.cells.items():
            if flow.flow(arc):
                homes[number].add(day)
    return homes
