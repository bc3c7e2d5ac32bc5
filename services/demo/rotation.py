"""The demonstration's rotation: a third of the staff at home in turns for three weeks, counters kept.

The plan is put together by turns and not by the solver: nobody has to wait for it, and nothing heavy is
loaded. The planner who makes it anew has it solved.
"""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import people, workdays
from services.clock import local_day
from services.demo.organisation import ADMINISTRATOR, Member
from services.people import UnitKind, UnitView
from services.remote_work import rotation
from services.remote_work.rotation import PostPlan, Problem, Share, WishForm

WEEKS = 2
ESSENTIAL = ("재난상황과", "감염병관리과", "하천과")
ESSENTIAL_BASIS = "재난 및 안전관리 기본법 제18조"
COUNTERS = (("민원여권과", 10), ("세정과", 8), ("토지정보과", 8))
CENTRE_STAYS, TEAM_STAYS, TEAM_OF_LEAD = 12, 3, "도로과"
WISHES, AS_FAR_AHEAD_WEEKS = 80, 12


def plan_rotation(session: Session, members: Sequence[Member], chance: random.Random, now: datetime) -> None:
    """Rules, wishes, and a published plan from tomorrow on."""
    today = local_day(now)
    planner = people.find_person_by_number(session, ADMINISTRATOR, today)
    if planner is None:
        return
    _set_rules(session, people.list_units(session, today), planner.id, today, now)
    _make_wishes(session, members, chance, now)
    first_on = today + timedelta(days=1)
    last_on = workdays.monday_of(first_on) + timedelta(days=7 * WEEKS + 4)
    plan = rotation.create_plan(session, first_on, last_on, planner.id, now)
    gathered = rotation.gather(session, plan)
    rotation.keep_solution(session, plan.id, gathered, take_turns(gathered.problem), now)
    rotation.publish_plan(session, plan.id, planner.id, now)


def take_turns(problem: Problem) -> list[set[int]]:
    """Day by day those of each department who have had least, as many as share and posts allow."""
    homes: list[set[int]] = [set() for _ in problem.persons]
    posts: dict[int, list[int]] = {}
    for place, post in enumerate(problem.posts):
        for number in post.members:
            posts.setdefault(number, []).append(place)
    owed: Counter[int] = Counter()
    due: Counter[int] = Counter()
    for day in range(problem.days):
        spare = _spare_on(problem, day)
        there = [number for number, person in enumerate(problem.persons) if day in person.days]
        for number in there:
            person = problem.persons[number]
            owed[number] += 100 * person.parts // person.of
            due[person.pool] += 100 * person.parts // person.of
        wants = {number for number in there if problem.persons[number].wishes.get(day)}
        for number in sorted(there, key=lambda n: (-owed[n] - 40 * (n in wants), n)):
            person = problem.persons[number]
            can_go = due[person.pool] >= 50 and all(spare[place] > 0 for place in posts.get(number, ()))
            if day in person.home or (can_go and day not in person.office):
                homes[number].add(day)
                owed[number] -= 100
                due[person.pool] -= 100
                for place in posts.get(number, ()):
                    spare[place] -= 1
    return homes


def _spare_on(problem: Problem, day: int) -> list[int]:
    """How many each post can spare on a day."""
    return [
        sum(day in problem.persons[n].days for n in post.members) + post.beside[day] - post.least
        for post in problem.posts
    ]


def _set_rules(session: Session, units: Sequence[UnitView], by_id: int, today: date, now: datetime) -> None:
    by_name = {unit.name: unit.id for unit in units if unit.kind is not UnitKind.TEAM}
    for name in ESSENTIAL:
        rotation.set_share(session, by_name[name], Share(0, 1), today, ESSENTIAL_BASIS, by_id, now)
    for name, least in COUNTERS:
        rotation.set_post(session, PostPlan(by_name[name], "민원 창구", least, today), by_id, now)
    for unit in units:
        if unit.kind is UnitKind.NEIGHBOURHOOD_CENTRE:
            rotation.set_post(session, PostPlan(unit.id, "민원 창구", CENTRE_STAYS, today), by_id, now)
        if unit.kind is UnitKind.TEAM and unit.parent_id == by_name[TEAM_OF_LEAD]:
            rotation.set_post(session, PostPlan(unit.id, "", TEAM_STAYS, today), by_id, now)


def _make_wishes(session: Session, members: Sequence[Member], chance: random.Random, now: datetime) -> None:
    until_on = local_day(now) + timedelta(weeks=AS_FAR_AHEAD_WEEKS)
    for member in (*members[:2], *chance.sample(list(members[2:]), WISHES)):
        want = chance.choice(("home", "home", "office"))
        form = WishForm(chance.randbytes(16), member.id, want, chance.randrange(5), local_day(now), until_on)
        rotation.add_wish(session, form, member.id, now)
