"""A town hall in the middle of a rotation: a plan that holds, drafts in every state, swaps on their way."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from services import people, workdays
from services.clock import local_day
from services.db import Database
from services.demo.rotation import take_turns
from services.people import NewPerson, UnitKind
from services.remote_work import rotation
from services.remote_work.rotation import Exchange, PostPlan, Share, WishForm
from services.remote_work.rotation.models import RotationPlan
from tests.factories import LONG_AGO, Cast, make_cast

Pages = dict[str, tuple[str, str]]
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
TEAMS = ("건축안전팀", "주택팀")
OFFICES = ("기획예산과", "행정지원과", "주민복지과")
ROOT = "/remote-work/rotation"


def build(database_url: str) -> Pages:
    """The pages by their names: who looks at each, and its address."""
    database, now = Database(database_url), datetime.now(UTC)
    with database.writing() as session:
        cast = make_cast(session)
        _add_people(session, cast, now)
        _set_rules(session, cast, now)
    publish_plan(database, cast, now)
    solved = _draft(database, cast, now, 5, "solved")
    impossible = _draft(database, cast, now, 10, "impossible")
    waiting = _draft(database, cast, now, 15, "solving")
    _swap(database, cast, now)
    database.dispose()
    return {
        "rotation-mine": ("traveller", ROOT),
        "rotation-unit": ("traveller", f"{ROOT}/units/{cast.department}"),
        "rotation-balances": ("traveller", f"{ROOT}/balances"),
        "rotation-wishes": ("traveller", f"{ROOT}/wishes"),
        "rotation-swaps": ("lead", f"{ROOT}/swaps"),
        "rotation-fixed": ("lead", f"{ROOT}/fixed-days"),
        "rotation-plans": ("administrator", f"{ROOT}/plans"),
        "rotation-plan": ("administrator", f"{ROOT}/plans/{solved}"),
        "rotation-plan-unit": ("administrator", f"{ROOT}/plans/{solved}/units/{cast.department}"),
        "rotation-collision": ("administrator", f"{ROOT}/plans/{impossible}"),
        "rotation-waiting": ("administrator", f"{ROOT}/plans/{waiting}"),
        "rotation-dial": ("administrator", f"{ROOT}/dial"),
        "rotation-rules": ("administrator", f"{ROOT}/rules"),
        "rotation-posts": ("administrator", f"{ROOT}/posts"),
        "rotation-outbreaks": ("administrator", f"{ROOT}/outbreaks"),
    }


def publish_plan(database: Database, cast: Cast, now: datetime) -> int:
    """A plan from tomorrow on, put together by turns; its id."""

    def work(session: Session) -> int:
        first_on = local_day(now) + ONE_DAY
        last_on = workdays.monday_of(first_on) + 4 * ONE_WEEK + 4 * ONE_DAY
        plan = rotation.create_plan(session, first_on, last_on, cast.administrator, now)
        gathered = rotation.gather(session, plan)
        rotation.keep_solution(session, plan.id, gathered, take_turns(gathered.problem), now)
        rotation.publish_plan(session, plan.id, cast.administrator, now)
        return plan.id

    return database.write(work)


def find_exchange(session: Session, staff_id: int, now: datetime, *others: int) -> Exchange:
    """A day of hers for one of somebody's, or of one of the others."""
    today = local_day(now)
    for gives_on in rotation.list_my_home_days(session, staff_id, today + ONE_DAY, today + 5 * ONE_WEEK):
        offers = rotation.list_swappable(session, staff_id, gives_on, now)
        for other_id in others or sorted(offers):
            if offers.get(other_id):
                return Exchange(staff_id, gives_on, other_id, offers[other_id][-1])
    raise AssertionError("nothing to swap")


def _add_people(session: Session, cast: Cast, now: datetime) -> None:
    teams = [people.create_unit(session, UnitKind.TEAM, name, cast.department, LONG_AGO) for name in TEAMS]
    offices = [
        people.create_unit(session, UnitKind.DEPARTMENT, name, cast.institution, LONG_AGO) for name in OFFICES
    ]
    names = "강고나도라마바사아자차카타파하"
    staff = [
        NewPerson(f"9{place}{number:03}", f"{names[number]}온{names[place]}", LONG_AGO, unit, "주무관")
        for place, unit in enumerate([cast.team, *teams, *offices])
        for number in range(4 if place == 0 else 6)
    ]
    people.create_persons(session, staff, now)


def _set_rules(session: Session, cast: Cast, now: datetime) -> None:
    by_id, today = cast.administrator, local_day(now)
    units = {unit.name: unit.id for unit in people.list_units(session, today)}
    rotation.set_share(
        session, units["주민복지과"], Share(1, 5), today, "재택근무 운영지침 제5조", by_id, now
    )
    rotation.set_post(session, PostPlan(cast.department, "민원 창구", 10, today), by_id, now)
    rotation.set_post(session, PostPlan(units["행정지원과"], "", 3, today), by_id, now)
    rotation.set_floor(session, cast.department, "본관 2층", today)
    rotation.exclude_person(session, cast.director, today + ONE_DAY, None, by_id, now)
    until_on = today + 20 * ONE_WEEK
    wishes = ((cast.traveller, "home", 1), (cast.traveller, "office", 3), (cast.colleague, "home", 2))
    for number, (staff_id, want, weekday) in enumerate(wishes):
        form = WishForm(b"look-wish-%06d" % number, staff_id, want, weekday, today, until_on)
        rotation.add_wish(session, form, staff_id, now)
    fixed = WishForm(b"look-fixed-00001", cast.traveller, "office", 0, today, today + ONE_WEEK, is_fixed=True)
    rotation.add_wish(session, fixed, cast.lead, now)


def _draft(database: Database, cast: Cast, now: datetime, weeks: int, work: str) -> int:
    """A draft in one state, with what a worker would have said of it; no worker is asked."""
    first_on: date = workdays.monday_of(local_day(now)) + weeks * ONE_WEEK
    with database.writing() as session:
        # Twelve weeks of the one that is looked at and printed, four of the others.
        until_on = first_on + (81 if work == "solved" else 25) * ONE_DAY
        plan = rotation.create_plan(session, first_on, until_on, cast.administrator, now)
        gathered = rotation.gather(session, plan)
        row = session.get_one(RotationPlan, plan.id)
        if work == "solved":
            rotation.keep_solution(session, plan.id, gathered, take_turns(gathered.problem), now)
            row.result = row.result | {"cost": 1000, "bound": 968, "seconds": 60.0}
        elif work == "impossible":
            facts = {"post": "건축과 민원 창구", "least": 12}
            named = [{"rule": "home", "facts": {"name": name}} for name in ("김가람", "이나루")]
            row.result = {"collision": [{"rule": "post", "facts": facts}, *named]}
        row.work, row.asked_at, row.lease_until = work, now, now + timedelta(hours=1)
    return plan.id


def _swap(database: Database, cast: Cast, now: datetime) -> None:
    """One that the colleague has agreed to and that waits for the lead."""
    with database.writing() as session:
        exchange = find_exchange(session, cast.traveller, now)
        rotation.ask_swap(session, b"look-swap-000001", exchange, now)
        rotation.answer_swap(session, b"look-swap-000001", True, exchange.other_id, now)
