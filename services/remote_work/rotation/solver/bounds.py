"""What an outbreak costs at least, whatever the solution: the search alone takes long to see it."""

from collections import Counter, defaultdict

from .problem import ONE_DAY, PRICE_DAY, PRICE_TOTAL, Problem, between
from .score import places_of, pools_of


def least_cost(problem: Problem) -> int:
    """Of the groups on a floor all but the largest are at home, however small the share of a day is."""
    there: Counter[tuple[int, int]] = Counter()
    sizes: dict[tuple[int, int, tuple[str, int]], Counter[int]] = defaultdict(Counter)
    for person in problem.persons:
        for day in person.days:
            there[person.pool, day] += 1
            # One place of hers is enough, and counting her at two would count her twice.
            for place in list(places_of(person, day))[:1]:
                sizes[person.pool, day, place][person.groups[day]] += 1
    at_home: Counter[tuple[int, int]] = Counter()
    for (pool, day, _), groups in sizes.items():
        at_home[pool, day] += groups.total() - max(groups.values())
    cost = 0
    for numbers in pools_of(problem):
        persons = [problem.persons[n] for n in numbers]
        pool, parts, of = persons[0].pool, persons[0].parts, persons[0].of
        days = {day: at_home[pool, day] for day in range(problem.days)}
        over = (n - between(there[pool, day], parts, of)[1] for day, n in days.items())
        cost += PRICE_DAY * sum(max(0, n) for n in over)
        wanted = sum(person.entitled - person.before for person in persons)
        cost += PRICE_TOTAL * max(0, ONE_DAY * sum(days.values()) - wanted)
    return cost
