"""A rotation as the solver sees it: plain numbers, no database, no names.

Days are places in `days`, persons places in `persons`. Shares and balances are in hundredths of a day, so
that a third stays a whole number. What must hold is a rule; what should hold has a price, and the sum of
prices is what a solution costs:

    10 a hundredth  one person is further from her equals than one day
     1 a hundredth  a pool as a whole has more or fewer days than its share
   200 a person     a day has more or fewer at home than the share, rounded either way
    30 a wish       that is not met
    20 a day        a person's week has more or fewer than the share, rounded either way
 5,000 a move       a day of a plan that is made anew is not what it was: everything else comes second
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PRICE_APART, PRICE_TOTAL, PRICE_DAY, PRICE_WISH, PRICE_WEEK, PRICE_MOVE = 10, 1, 200, 30, 20, 5_000
ONE_DAY = 100  # hundredths


@dataclass(frozen=True)
class Person:
    """One who takes part. `before` is how far ahead of her share she is already.

    `home` and `office` are days on which one of the two is fixed, `wishes` says of a day whether she wants to
    be at home; `base` are her days at home in the plan that is made anew, None for who was not in it.
    `groups` is her group on days of an outbreak: no two groups share a floor or a lunch slot then.
    """

    id: int
    pool: int
    parts: int
    of: int
    before: int
    days: tuple[int, ...]
    home: frozenset[int] = frozenset()
    office: frozenset[int] = frozenset()
    wishes: Mapping[int, bool] = field(default_factory=dict)
    base: frozenset[int] | None = None
    floor: int | None = None
    groups: Mapping[int, int] = field(default_factory=dict)
    lunch: Mapping[int, int] = field(default_factory=dict)

    @property
    def entitled(self) -> int:
        """Her share of the days on which she works."""
        return entitled(len(self.days), self.parts, self.of)


@dataclass(frozen=True)
class Post:
    """A counter or a team in which at least so many must be present.

    `beside` counts, day by day, its people who take no part and are there anyway.
    """

    id: int
    least: int
    members: tuple[int, ...]
    beside: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """`weeks` is the week of each day."""

    weeks: tuple[int, ...]
    persons: tuple[Person, ...]
    posts: tuple[Post, ...] = ()

    @property
    def days(self) -> int:
        return len(self.weeks)

    @property
    def is_apart(self) -> bool:
        """Whether there are groups that must not meet."""
        return any(person.groups for person in self.persons)


# Who is at home: for each person, in their order, her days.
Homes = Sequence[set[int]]


def entitled(days: int, parts: int, of: int) -> int:
    return days * ONE_DAY * parts // of


def between(days: int, parts: int, of: int) -> tuple[int, int]:
    """A share of so many, rounded down and up."""
    return days * parts // of, -(-days * parts // of)


def to_json(problem: Problem) -> str:
    persons = [
        {
            **vars(p),
            "home": sorted(p.home),
            "office": sorted(p.office),
            "wishes": list(p.wishes.items()),
            "base": None if p.base is None else sorted(p.base),
            "groups": list(p.groups.items()),
            "lunch": list(p.lunch.items()),
        }
        for p in problem.persons
    ]
    posts = [vars(post) for post in problem.posts]
    return json.dumps({"weeks": problem.weeks, "persons": persons, "posts": posts})


def from_json(text: str) -> Problem:
    told = json.loads(text)
    posts = (Post(p["id"], p["least"], tuple(p["members"]), tuple(p["beside"])) for p in told["posts"])
    persons = tuple(_to_person(person) for person in told["persons"])
    return Problem(tuple(told["weeks"]), persons, tuple(posts))


def _to_person(told: Mapping[str, Any]) -> Person:
    return Person(
        **{
            **told,
            "days": tuple(told["days"]),
            "home": frozenset(told["home"]),
            "office": frozenset(told["office"]),
            "wishes": dict(told["wishes"]),
            "base": None if told["base"] is None else frozenset(told["base"]),
            "groups": dict(told["groups"]),
            "lunch": dict(told["lunch"]),
        }
    )
