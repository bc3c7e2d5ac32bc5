"""Everything that a rotation depends on, read into plain numbers for the solver."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from services import absences, workdays
from services.absences import UNAVAILABLE, AbsenceKind
from services.clock import instant_of
from services.remote_work.rotation.balances import tally
from services.remote_work.rotation.organisation import Stretch, Units, list_stretches, load_units
from services.remote_work.rotation.outbreaks import Outbreak, floors_on, list_outbreaks
from services.remote_work.rotation.posts import PostView, list_posts
from services.remote_work.rotation.shares import Share, list_exclusions, shares_on
from services.remote_work.rotation.solver.problem import Person, Post, Problem, to_json
from services.remote_work.rotation.stored import HOME, OFF, RotationPlanView, list_lines
from services.remote_work.rotation.wishes import RotationWishView, flags_on, list_wishes_between

# Which lunch slot each unit has on each day, as any numbers that differ; the cafeteria knows, if there is
# one.
LunchSlots = Callable[[Session, date, date], Mapping[tuple[int, date], int]]
DAY_STARTS_MINUTE, DAY_ENDS_MINUTE = 9 * 60, 18 * 60
HALF_A_DAY = timedelta(hours=4)
ELSEWHERE = (AbsenceKind.REMOTE, AbsenceKind.CENTRE)


@dataclass(frozen=True)
class Gathered:
    """The problem with what its numbers mean. `inputs` changes whenever a rule or a person does."""

    problem: Problem
    days: tuple[date, ...]
    units: Units
    unit_of: tuple[int, ...]
    posts: Mapping[int, PostView]
    floors: tuple[str, ...]
    inputs: str


@dataclass(frozen=True)
class _Facts:
    """What is the same for all persons."""

    days: Sequence[date]
    units: Units
    shares: Mapping[int, Share]
    dial: Share | None
    away: Mapping[int, set[int]]
    out: Mapping[int, set[int]]
    wishes: Mapping[int, list[RotationWishView]]
    ahead: Mapping[int, int]
    base: Mapping[int, set[int]] | None
    floors: Mapping[int, int]
    outbreaks: Sequence[Outbreak]
    lunch: Mapping[tuple[int, date], int]

    def share_of(self, unit_id: int) -> Share:
        own = self.shares.get(unit_id, Share(0, 1))
        return self.dial if self.dial is not None and not own.is_essential else own


def gather(session: Session, plan: RotationPlanView, lunch: LunchSlots | None = None) -> Gathered:
    """The problem of a plan as things stand now."""
    days = workdays.list_workdays(session, plan.from_on, plan.until_on)
    units = load_units(session, plan.from_on)
    names = floors_on(session, units.parents, plan.from_on)
    floors = tuple(sorted(set(names.values())))
    stretches = list_stretches(session, days)
    facts = _load_facts(session, plan, days, units, lunch)
    facts = replace(facts, floors={unit: floors.index(name) for unit, name in names.items()})
    posts = list_posts(session, plan.from_on, plan.until_on)
    problem, unit_of = _assemble(facts, stretches, posts)
    told = repr((plan.from_on, plan.until_on, days)) + to_json(problem)
    return Gathered(
        problem=problem,
        days=tuple(days),
        units=units,
        unit_of=unit_of,
        posts={post.id: post for post in posts},
        floors=floors,
        inputs=sha256(told.encode()).hexdigest()[:32],
    )


def list_away(
    session: Session,
    days: Sequence[date],
    staff_ids: Collection[int] | None = None,
    kinds: Collection[AbsenceKind] = UNAVAILABLE,
) -> dict[int, set[int]]:
    """The days, by their places, on which each of these people, or of all, is away for half a day or longer.

    Who only wants to be away counts too.
    """
    found: dict[int, set[int]] = defaultdict(set)
    if not days:
        return found
    until_at = instant_of(days[-1], DAY_ENDS_MINUTE)
    hours = [(instant_of(on, DAY_STARTS_MINUTE), instant_of(on, DAY_ENDS_MINUTE)) for on in days]
    from_at = instant_of(days[0], DAY_STARTS_MINUTE)
    for each in absences.list_absences(session, from_at, until_at, staff_ids):
        if each.kind in kinds:
            for place, (starts_at, ends_at) in enumerate(hours):
                if min(each.until_at, ends_at) - max(each.from_at, starts_at) >= HALF_A_DAY:
                    found[each.staff_id].add(place)
    return found


def _load_facts(
    session: Session,
    plan: RotationPlanView,
    days: Sequence[date],
    units: Units,
    lunch: LunchSlots | None,
) -> _Facts:
    wishes: dict[int, list[RotationWishView]] = defaultdict(list)
    for wish in list_wishes_between(session, None, plan.from_on, plan.until_on):
        wishes[wish.staff_id].append(wish)
    yesterday = plan.from_on - timedelta(days=1)
    outbreaks = list_outbreaks(session, plan.from_on, plan.until_on)
    slots = lunch(session, plan.from_on, plan.until_on) if lunch and outbreaks else {}
    return _Facts(
        days=days,
        units=units,
        shares=shares_on(session, units.parents, plan.from_on)[0],
        dial=plan.share,
        away=list_away(session, days),
        out=_list_excluded(session, days),
        wishes=wishes,
        ahead={staff_id: each.ahead for staff_id, each in tally(session, yesterday).items()},
        base=_load_base(session, plan, days),
        floors={},
        outbreaks=outbreaks,
        lunch=slots,
    )


def _list_excluded(session: Session, days: Sequence[date]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for each in list_exclusions(session, days[0], days[-1]) if days else ():
        holds = (n for n, on in enumerate(days) if each.from_on <= on and (each.until_on or on) >= on)
        found[each.staff_id].update(holds)
    return found


def _load_base(session: Session, plan: RotationPlanView, days: Sequence[date]) -> dict[int, set[int]] | None:
    if plan.base_id is None or plan.share is not None:
        return None
    return {
        line.staff_id: {n for n, on in enumerate(days) if line.at(on) == HOME}
        for line in list_lines(session, [plan.base_id])
        if any(line.at(on) != OFF for on in days)
    }


def _assemble(
    facts: _Facts, stretches: Sequence[Stretch], posts: Sequence[PostView]
) -> tuple[Problem, tuple[int, ...]]:
    pools: dict[tuple[int, Share], int] = {}
    persons: list[Person] = []
    units: list[int] = []
    places: dict[tuple[int, int], int] = {}
    beside: dict[tuple[int, int], set[int]] = {}
    seen: set[int] = set()
    for stretch in sorted(stretches, key=lambda each: (each.staff_id, each.days)):
        key, share = (stretch.staff_id, stretch.unit_id), facts.share_of(stretch.unit_id)
        away, out = facts.away.get(key[0], set()), facts.out.get(key[0], set())
        there = [day for day in stretch.days if day not in away]
        takes_part = [] if share.is_essential else [day for day in there if day not in out]
        beside[key] = set(there) - set(takes_part)
        if takes_part:
            pool = pools.setdefault((facts.units.department_of(stretch.unit_id), share), len(pools))
            places[key] = len(persons)
            persons.append(_to_person(facts, stretch, share, pool, takes_part, key[0] not in seen))
            units.append(stretch.unit_id)
            seen.add(key[0])
    weeks = {monday: n for n, monday in enumerate(dict.fromkeys(map(workdays.monday_of, facts.days)))}
    problem = Problem(
        weeks=tuple(weeks[workdays.monday_of(on)] for on in facts.days),
        persons=tuple(persons),
        posts=tuple(_to_post(facts, post, places, beside) for post in posts),
    )
    return problem, tuple(units)


def _to_person(
    facts: _Facts, stretch: Stretch, share: Share, pool: int, days: Sequence[int], is_first: bool
) -> Person:
    home: set[int] = set()
    office: set[int] = set()
    wishes: dict[int, bool] = {}
    own = facts.wishes.get(stretch.staff_id, [])
    for day in days if own else ():
        fixed, wished = flags_on(own, facts.days[day])
        if fixed is not None:
            (home if fixed == "home" else office).add(day)
        elif wished is not None:
            wishes[day] = wished == "home"
    base = None if facts.base is None else facts.base.get(stretch.staff_id)
    lunch = {d: s for d in days if (s := facts.lunch.get((stretch.unit_id, facts.days[d]))) is not None}
    return Person(
        id=stretch.staff_id,
        pool=pool,
        parts=share.parts,
        of=share.of_parts,
        before=facts.ahead.get(stretch.staff_id, 0) if is_first else 0,
        days=tuple(days),
        home=frozenset(home),
        office=frozenset(office),
        wishes=wishes,
        base=None if base is None else frozenset(base & set(days)),
        floor=facts.floors.get(stretch.unit_id),
        groups={
            day: outbreak.members[stretch.staff_id]
            for outbreak in facts.outbreaks
            if stretch.staff_id in outbreak.members
            for day in days
            if outbreak.holds_on(facts.days[day])
        },
        lunch=lunch,
    )


def _to_post(
    facts: _Facts,
    post: PostView,
    places: Mapping[tuple[int, int], int],
    beside: Mapping[tuple[int, int], Collection[int]],
) -> Post:
    """Its people are those of the unit and below, day by day, or those that it names."""
    below = facts.units.below(post.unit_id)
    keys = [key for key in beside if (key[0] in post.staff_ids if post.staff_ids else key[1] in below)]
    holds = [post.from_on <= on and (post.until_on or on) >= on for on in facts.days]
    present = tuple(
        sum(day in beside[key] for key in keys) if holds[day] else post.least_present
        for day in range(len(facts.days))
    )
    return Post(post.id, post.least_present, tuple(places[key] for key in keys if key in places), present)
