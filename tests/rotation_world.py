"""A town hall that works from home by turns: a department with two counters, one that stays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import people
from services.clock import StoppedClock
from services.db import Database
from services.people import NewPerson, UnitKind
from services.remote_work import rotation
from services.remote_work.rotation import LunchSlots, PostPlan, RotationPlanView, RotationPreview, WishForm
from services.remote_work.rotation.child import Answer
from services.remote_work.rotation.solver.problem import Problem
from services.remote_work.rotation.solver.solve import solve as solve_problem
from tests.cast import Cast, make_cast
from tests.factories import LONG_AGO, NOW, TODAY

# The Monday after `factories.NOW`; that week and the next have a holiday each (개천절 대체, 한글날).
MONDAY = date(2026, 10, 5)
TWO_WEEKS = (MONDAY, MONDAY + timedelta(days=11))


@dataclass(frozen=True)
class RotationTown:
    """Ids. 민원과 has two teams of six, each with its lead, and a head; 상황과 is essential."""

    cast: Cast
    civil: int
    team_1: int
    team_2: int
    watch: int
    head: int
    lead_1: int
    lead_2: int
    first: tuple[int, ...]
    second: tuple[int, ...]
    watchers: tuple[int, ...]

    @property
    def planner(self) -> int:
        return self.cast.administrator.staff_id


def make_rotation_town(session: Session, now: datetime = NOW) -> RotationTown:
    cast = make_cast(session, now)
    top = next(unit.id for unit in people.list_units(session, LONG_AGO) if unit.name == "가람시")
    civil = people.create_unit(session, UnitKind.DEPARTMENT, "민원과", top, LONG_AGO)
    team_1 = people.create_unit(session, UnitKind.TEAM, "창구1팀", civil, LONG_AGO)
    team_2 = people.create_unit(session, UnitKind.TEAM, "창구2팀", civil, LONG_AGO)
    watch = people.create_unit(session, UnitKind.DEPARTMENT, "상황과", top, LONG_AGO)
    staff = [
        _member("007000", "민머리", civil, leads=True),
        _member("007100", "민하나", team_1, leads=True),
        *(_member(f"00710{n}", f"일번{n}", team_1) for n in range(1, 6)),
        _member("007200", "민두리", team_2, leads=True),
        *(_member(f"00720{n}", f"이번{n}", team_2) for n in range(1, 6)),
        *(_member(f"00800{n}", f"상황{n}", watch, leads=n == 1) for n in (1, 2)),
    ]
    ids = people.create_persons(session, staff, now)
    rotation.set_share(session, watch, rotation.Share(0, 1), LONG_AGO, "필수 부서", None, now)
    return RotationTown(
        cast=cast,
        civil=civil,
        team_1=team_1,
        team_2=team_2,
        watch=watch,
        head=ids["007000"],
        lead_1=ids["007100"],
        lead_2=ids["007200"],
        first=tuple(ids[f"00710{n}"] for n in range(6)),
        second=tuple(ids[f"00720{n}"] for n in range(6)),
        watchers=tuple(ids[f"00800{n}"] for n in (1, 2)),
    )


def _member(number: str, name: str, unit_id: int, *, leads: bool = False) -> NewPerson:
    return NewPerson(number, name, LONG_AGO, unit_id, "팀장" if leads else "주무관", is_lead=leads)


def add_post(
    db: Database, unit_id: int, least: int, *staff_ids: int, name: str = "", from_on: date = LONG_AGO
) -> int:
    plan = PostPlan(unit_id, name, least, from_on, None, staff_ids)
    return db.write(lambda s: rotation.set_post(s, plan, None, NOW))


def wish(
    db: Database, staff_id: int, want: str, weekday: int | None, by_id: int | None = None, **changes: object
) -> None:
    """Her own, or fixed by somebody else, for the two weeks."""
    number = f"{staff_id}{want}{weekday}{changes}".encode()[:16].ljust(16, b".")
    values: dict[str, object] = {"from_on": TWO_WEEKS[0], "until_on": TWO_WEEKS[1]} | changes
    form = WishForm(number, staff_id, want, weekday, is_fixed=by_id is not None, **values)  # type: ignore[arg-type]
    db.write(lambda s: rotation.add_wish(s, form, by_id or staff_id, NOW))


def ask(
    db: Database,
    town: RotationTown,
    period: tuple[date, date] = TWO_WEEKS,
    now: datetime = NOW,
    seconds: int = 3,
) -> int:
    """A draft that was asked for; its id."""

    def work(session: Session) -> int:
        plan = rotation.create_plan(session, *period, town.planner, now)
        return rotation.ask_preview(session, plan.id, town.planner, now, seconds).id

    return db.write(work)


def solve(db: Database, now: datetime = NOW, lunch: LunchSlots | None = None) -> int:
    """What the worker does, within this process: OR-Tools is loaded once for all tests."""
    return rotation.solve_asked(db, StoppedClock(now), lunch=lunch, solve=_solve_here)


def _solve_here(problem: Problem, seconds: float, stop: object) -> Answer:
    """The first solution alone: the search on from it depends on a clock, and has tests of its own."""
    found = solve_problem(problem, 60.0, 1, rounds=())
    return Answer(found.homes, found.cost, found.bound, found.first_s, found.seconds, found.collision)


def preview(db: Database, plan_id: int) -> RotationPreview:
    with db.reading() as session:
        return rotation.load_preview(session, plan_id)


def publish(
    db: Database, plan_id: int, now: datetime = NOW, lunch: LunchSlots | None = None
) -> RotationPlanView:
    return db.write(lambda s: rotation.publish_plan(s, plan_id, None, now, lunch))


def make_published(db: Database, town: RotationTown, period: tuple[date, date] = TWO_WEEKS) -> int:
    """Solved and published; its id."""
    plan_id = ask(db, town, period)
    solve(db)
    publish(db, plan_id)
    return plan_id


def home_days(db: Database, staff_id: int, period: tuple[date, date] = TWO_WEEKS) -> list[date]:
    with db.reading() as session:
        return rotation.list_my_home_days(session, staff_id, *period)


def tomorrow() -> date:
    return TODAY + timedelta(days=1)
