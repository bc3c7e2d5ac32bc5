"""A town hall that goes to lunch: departments with their leads, one with a counter, and a cafeteria."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import cafeteria, people
from services.cafeteria import Bounds, CafeteriaPlan, LunchFrame, LunchPlanMember
from services.db import Database
from services.people import NewPerson, UnitKind
from tests.cast import Cast, make_cast
from tests.factories import LONG_AGO

# The Monday after `factories.NOW`; that week and the next have a holiday each (개천절 대체, 한글날).
MONDAY = date(2026, 10, 5)
HOURLY = (660, 690, 720, 750)  # 11:00 to 12:30: groups half a round apart do not overlap
CLOSE = (690, 710, 730, 750)  # 11:30 to 12:30: they do
HALL = CafeteriaPlan("구내식당", "본관 지하 1층", 660, 810, 2, 8.0, Bounds(3, 8, 15))


@dataclass(frozen=True)
class LunchTown:
    """Ids. The tax office (세무과) keeps a counter with two teams of three; its head is in none of them."""

    cast: Cast
    cafeteria: int
    building: int
    audit: int
    general: int
    centre: int
    roads: int
    tax: int
    tax_team_1: int
    tax_team_2: int
    roads_head: int
    tax_head: int
    tax_lead_1: int
    tax_lead_2: int


def make_town(session: Session, now: datetime) -> LunchTown:
    cast = make_cast(session, now)
    units = {unit.name: unit.id for unit in people.list_units(session, LONG_AGO)}
    top = units["가람시"]
    for name in ("도로과", "세무과"):
        units[name] = people.create_unit(session, UnitKind.DEPARTMENT, name, top, LONG_AGO)
    for name in ("세무1팀", "세무2팀"):
        units[name] = people.create_unit(session, UnitKind.TEAM, name, units["세무과"], LONG_AGO)
    numbers = people.create_persons(session, list(_staff(units)), now)
    return LunchTown(
        cast=cast,
        cafeteria=cafeteria.create_cafeteria(session, HALL, now),
        building=units["건축과"],
        audit=units["감사담당관"],
        general=units["총무과"],
        centre=units["새벽동"],
        roads=units["도로과"],
        tax=units["세무과"],
        tax_team_1=units["세무1팀"],
        tax_team_2=units["세무2팀"],
        roads_head=numbers["005000"],
        tax_head=numbers["006000"],
        tax_lead_1=numbers["006100"],
        tax_lead_2=numbers["006200"],
    )


def _staff(units: dict[str, int]) -> list[NewPerson]:
    def member(number: str, name: str, unit: str, *, leads: bool = False) -> NewPerson:
        return NewPerson(number, name, LONG_AGO, units[unit], "과장" if leads else "주무관", is_lead=leads)

    return [
        member("005000", "도나래", "도로과", leads=True),
        *(member(f"00500{n}", f"도직원{n}", "도로과") for n in (1, 2)),
        member("006000", "세마루", "세무과", leads=True),
        member("006100", "세가온", "세무1팀", leads=True),
        *(member(f"00610{n}", f"세직원{n}", "세무1팀") for n in (1, 2)),
        member("006200", "세나라", "세무2팀", leads=True),
        *(member(f"00620{n}", f"세일꾼{n}", "세무2팀") for n in (1, 2)),
    ]


def frame(**changes: object) -> LunchFrame:
    """Four weeks from the coming Monday in four slots."""
    values: dict[str, object] = {
        "first_on": MONDAY,
        "weeks": 4,
        "slot_minutes": HOURLY,
        "slot_length_min": 30,
    }
    return LunchFrame(**values | changes)  # type: ignore[arg-type]


def four_groups(town: LunchTown) -> list[LunchPlanMember]:
    """Building 1, roads and a half of tax 2, audit 3, general and the other half of tax 4."""
    return [
        LunchPlanMember(town.building, 1),
        LunchPlanMember(town.roads, 2),
        LunchPlanMember(town.audit, 3),
        LunchPlanMember(town.general, 4),
        LunchPlanMember(town.tax_team_1, 2, least_present=2),
        LunchPlanMember(town.tax_team_2, 4, least_present=2),
    ]


def publish(
    database: Database,
    town: LunchTown,
    now: datetime,
    members: Sequence[LunchPlanMember] | None = None,
    **changes: object,
) -> int:
    """A published plan; its id."""

    def work(session: Session) -> int:
        by_id = town.cast.administrator.staff_id
        plan_id = cafeteria.create_lunch_plan(session, town.cafeteria, frame(**changes), by_id, now)
        cafeteria.change_lunch_members(session, plan_id, members or four_groups(town), now)
        cafeteria.publish_lunch_plan(session, plan_id, None, by_id, now)
        return plan_id

    return database.write(work)
