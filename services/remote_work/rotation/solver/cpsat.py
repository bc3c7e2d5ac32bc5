"""The rotation as a model for OR-Tools CP-SAT. Only the child process comes here."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    Homes,
    Person,
    Problem,
    between,
)
from .score import even_weeks, lead_of, places_of, pools_of, window_of

Cells = Sequence[tuple[int, int]]
Rule = tuple[str, int]  # post, home, office or floor with its id; lunch 0
MEMORY_MB = 1_500


@dataclass(frozen=True)
class Found:
    """What one search says: `homes` is None where it found none; the bound is one in any case."""

    homes: list[set[int]] | None
    cost: float
    bound: float
    is_optimal: bool
    is_impossible: bool


@dataclass
class _Model:
    """`rules`, where they are asked for, hold the switch of each rule that may have to go."""

    problem: Problem
    cp: Any
    has_rules: bool
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    rules: dict[Rule, Any] = field(default_factory=dict)
    costs: list[Any] = field(default_factory=list)
    hint: Homes | None = None

    def hold(self, rule: Rule, constraint: Any) -> None:
        if self.has_rules:
            if rule not in self.rules:
                self.rules[rule] = self.cp.new_bool_var("")
            constraint.only_enforce_if(self.rules[rule])

    def count(self, high: int, hint: int | None, low: int = 0) -> Any:
        """A number; a hint that leaves one out is no solution, and the search would begin without it."""
        number = self.cp.new_int_var(low, high, "")
        if hint is not None:
            self.cp.add_hint(number, hint)
        return number

    def hinted(self, cells: Cells) -> int | None:
        """How many of these are at home in the hint."""
        return None if self.hint is None else sum(day in self.hint[n] for n, day in cells)


def improve(problem: Problem, hint: Homes | None, seconds: float, workers: int) -> Found:
    """Searches on from a solution for at most so long."""
    model = _build(problem, has_rules=False)
    model.hint = hint
    _add_costs(model)
    model.cp.minimize(sum(model.costs))
    if hint is not None:
        for (number, day), cell in model.cells.items():
            model.cp.add_hint(cell, day in hint[number])
    return _search(model, seconds, workers)


def find_any(problem: Problem, seconds: float, workers: int) -> Found:
    """Any solution that keeps the rules."""
    return _search(_build(problem, has_rules=False), seconds, workers)


def find_colliding(problem: Problem, seconds: float, kept: Sequence[Rule] | None = None) -> list[Rule] | None:
    """Rules that cannot hold together, of those that are kept; None when they can, or nobody knows."""
    from ortools.sat.python import cp_model

    model = _build(problem, has_rules=True)
    wanted = [rule for rule in model.rules if kept is None or rule in kept]
    literals = {model.rules[rule].index: rule for rule in wanted}
    model.cp.add_assumptions([model.rules[rule] for rule in wanted])
    solver = _solver(seconds, 1)
    if solver.solve(model.cp) != cp_model.INFEASIBLE:
        return None
    core = [
        literals[index] for index in solver.sufficient_assumptions_for_infeasibility() if index in literals
    ]
    return core or wanted


def _build(problem: Problem, *, has_rules: bool) -> _Model:
    from ortools.sat.python import cp_model

    model = _Model(problem, cp_model.CpModel(), has_rules)
    for number, person in enumerate(problem.persons):
        for day in person.days:
            model.cells[number, day] = cell = model.cp.new_bool_var("")
            if day in person.home:
                model.hold(("home", person.id), model.cp.add(cell == 1))
            if day in person.office:
                model.hold(("office", person.id), model.cp.add(cell == 0))
    _add_posts(model)
    _add_groups(model)
    return model


def _add_posts(model: _Model) -> None:
    for post in model.problem.posts:
        for day in range(model.problem.days):
            cells = [model.cells[n, day] for n in post.members if (n, day) in model.cells]
            spare = len(cells) + post.beside[day] - post.least
            if spare < len(cells):
                model.hold(("post", post.id), model.cp.add(sum(cells) <= spare))


def _add_groups(model: _Model) -> None:
    """On a day a floor, and a lunch slot, is one group's."""
    owners: dict[tuple[str, int, int, int], Any] = {}
    for number, person in enumerate(model.problem.persons):
        for day in person.days:
            for kind, place in places_of(person, day):
                key = (kind, place, day, person.groups[day])
                if key not in owners:
                    owners[key] = model.cp.new_bool_var("")
                model.cp.add_bool_or(model.cells[number, day], owners[key])
    rivals: dict[tuple[str, int, int], list[Any]] = defaultdict(list)
    for (kind, place, day, _), owner in owners.items():
        rivals[kind, place, day].append(owner)
    for (kind, place, _), those in rivals.items():
        if len(those) > 1:
            rule = (kind, place if kind == "floor" else 0)
            model.hold(rule, model.cp.add(sum(those) <= 1))


def _add_costs(model: _Model) -> None:
    for pool in pools_of(model.problem):
        _add_fairness(model, pool)
        _add_days(model, pool)
    for number, person in enumerate(model.problem.persons):
        _add_weeks(model, number, person)
        for day in person.days:
            model.costs.extend(_costs_of_cell(person, day, model.cells[number, day]))


def _costs_of_cell(person: Person, day: int, cell: Any) -> Iterator[Any]:
    if day in person.wishes:
        yield PRICE_WISH * (1 - cell) if person.wishes[day] else PRICE_WISH * cell
    if person.base is not None:
        yield PRICE_MOVE * (1 - cell) if day in person.base else PRICE_MOVE * cell


def _add_fairness(model: _Model, pool: Sequence[int]) -> None:
    """All equals lie within a window of one day; who does not, pays by the hundredth.

    Who lies within it in the hint stays within: no wish is worth a hundredth that somebody else goes without.
    Only in a plan that is made anew may she leave it, where that saves a move.
    """
    persons = [model.problem.persons[n] for n in pool]
    is_new = all(person.base is None for person in persons)
    furthest = ONE_DAY * model.problem.days + max(abs(p.before) for p in persons)
    told = None if model.hint is None else [lead_of(model.problem.persons[n], model.hint[n]) for n in pool]
    start = None if told is None else window_of(told)
    low = model.count(furthest, start, -furthest - ONE_DAY)
    leads = []
    for place, (number, person) in enumerate(zip(pool, persons, strict=True)):
        days = sum(model.cells[number, day] for day in person.days)
        lead = ONE_DAY * days + person.before - person.entitled
        off = None if told is None or start is None else told[place] - start
        is_within = is_new and off is not None and 0 <= off <= ONE_DAY
        most = 0 if is_within else 2 * furthest + ONE_DAY
        below = model.count(most, None if off is None else max(0, -off))
        above = model.count(most, None if off is None else max(0, off - ONE_DAY))
        model.cp.add(lead >= low - below)
        model.cp.add(lead <= low + ONE_DAY + above)
        model.costs.append(PRICE_APART * (below + above))
        leads.append(lead)
    total = model.count(furthest * len(pool), None if told is None else abs(sum(told)))
    model.cp.add(total >= sum(leads))
    model.cp.add(total >= -sum(leads))
    model.costs.append(PRICE_TOTAL * total)


def _add_days(model: _Model, pool: Sequence[int]) -> None:
    first = model.problem.persons[pool[0]]
    for day in range(model.problem.days):
        cells = [(n, day) for n in pool if (n, day) in model.cells]
        _add_between(model, cells, between(len(cells), first.parts, first.of), PRICE_DAY)


def _add_weeks(model: _Model, number: int, person: Person) -> None:
    for days in even_weeks(model.problem, person):
        cells = [(number, day) for day in days]
        _add_between(model, cells, between(len(cells), person.parts, person.of), PRICE_WEEK)


def _add_between(model: _Model, cells: Cells, limits: tuple[int, int], price: int) -> None:
    at_home, told = sum(model.cells[cell] for cell in cells), model.hinted(cells)
    if limits[0] > 0:
        below = model.count(limits[0], None if told is None else max(0, limits[0] - told))
        model.cp.add(at_home >= limits[0] - below)
        model.costs.append(price * below)
    if limits[1] < len(cells):
        above = model.count(len(cells), None if told is None else max(0, told - limits[1]))
        model.cp.add(at_home <= limits[1] + above)
        model.costs.append(price * above)


def _solver(seconds: float, workers: int) -> Any:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.max_memory_in_mb = MEMORY_MB
    solver.parameters.random_seed = 1
    return solver


def _search(model: _Model, seconds: float, workers: int) -> Found:
    from ortools.sat.python import cp_model

    solver = _solver(seconds, workers)
    status = solver.solve(model.cp)
    homes = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        homes = [
            {day for day in person.days if solver.value(model.cells[number, day])}
            for number, person in enumerate(model.problem.persons)
        ]
    return Found(
        homes,
        solver.objective_value if homes is not None and model.costs else 0.0,
        max(0.0, solver.best_objective_bound) if model.costs else 0.0,
        status == cp_model.OPTIMAL,
        status == cp_model.INFEASIBLE,
    )
