"""A town hall in the middle of a plan of lunch slots, with a past one behind it and a draft ahead."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from services import cafeteria, people, workdays
from services.cafeteria import SwapWish
from services.clock import local_day
from services.db import Database
from services.people import NewPerson, UnitKind
from tests.factories import LONG_AGO, password_hash
from tests.lunch_world import LunchTown, frame, make_town, publish

Pages = dict[str, tuple[str, str]]
ONE_WEEK = timedelta(days=7)
OFFICES = (
    "기획예산과",
    "행정지원과",
    "회계과",
    "주민복지과",
    "환경과",
    "산림녹지과",
    "안전총괄과",
    "농업정책과",
)


def build(database_url: str) -> tuple[LunchTown, Pages]:
    """The pages by their names: who looks at each, and its address."""
    database, now = Database(database_url), datetime.now(UTC)
    monday = workdays.monday_of(local_day(now))
    with database.writing() as session:
        town = make_town(session, now - 5 * ONE_WEEK)
        _add_offices(session, now)
    before = now - 4 * ONE_WEEK
    publish(database, town, before, first_on=monday - 4 * ONE_WEEK)
    publish(database, town, now, first_on=monday, weeks=6)
    draft = database.write(lambda s: _draft(s, town, now, bare=False))
    bare = database.write(lambda s: _draft(s, town, now, bare=True))
    _swap(database, town, now)
    database.dispose()
    root = f"/cafeteria/{town.cafeteria}/slots"
    return town, {
        "slots-plans": ("administrator", root),
        "slots-draft": ("administrator", f"{root}/{draft}"),
        "slots-problems": ("administrator", f"{root}/{bare}"),
        "slots-mine": ("traveller", "/cafeteria/slots"),
        "slots-none": ("stranger", "/cafeteria/slots"),
        "swaps": ("lead", "/cafeteria/swaps"),
        "calendar": ("traveller", "/me/calendar"),
        "holidays": ("administrator", "/admin/holidays"),
        "lunch-rules": ("administrator", "/admin/lunch-rules"),
    }


def _add_offices(session: Session, now: datetime) -> None:
    top = next(u.id for u in people.list_units(session, LONG_AGO) if u.kind is UnitKind.INSTITUTION)
    for number, name in enumerate(OFFICES):
        unit = people.create_unit(session, UnitKind.DEPARTMENT, name, top, LONG_AGO)
        members = [
            NewPerson(f"8{number:02}{n:03}", f"직원{number}{n}", LONG_AGO, unit, "주무관", is_lead=not n)
            for n in range(9 + number * 3)
        ]
        people.create_persons(session, members, now, password_hash=password_hash())


def _draft(session: Session, town: LunchTown, now: datetime, *, bare: bool) -> int:
    """The next quarter; the bare one has its slots too close for the counter."""
    first_on = workdays.monday_of(local_day(now)) + (7 if bare else 6) * ONE_WEEK
    slots = (690, 710, 730, 750) if bare else (660, 690, 720, 750)
    wanted = frame(first_on=first_on, weeks=12, slot_minutes=slots, slot_length_min=20)
    plan_id = cafeteria.create_lunch_plan(session, town.cafeteria, wanted, None, now)
    plan = cafeteria.load_lunch_plan(session, plan_id)
    members = cafeteria.propose_groups(session, plan, {town.tax: 3}, local_day(now))
    cafeteria.change_lunch_members(session, plan_id, members, now)
    return plan_id


def _swap(database: Database, town: LunchTown, now: datetime) -> None:
    """One that waits for the building department's lead, one agreed, one refused."""
    tuesday = workdays.monday_of(local_day(now)) + ONE_WEEK + timedelta(days=1)
    lead = town.cast.lead.staff_id
    days = ((0, None), (1, True), (7, False))
    for number, (later, agreed) in enumerate(days):
        on = tuesday + timedelta(days=later)
        wish = SwapWish(b"look%04d" % number, town.roads, town.building, on, on)
        with database.writing() as session:
            cafeteria.ask_swap(session, wish, town.roads_head, now)
            if agreed is not None:
                cafeteria.answer_swap(session, wish.id, agreed, lead, now)
