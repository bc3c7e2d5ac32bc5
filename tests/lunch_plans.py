"""Plans of lunch slots in few words: drawn up, looked at, changed, published."""

from datetime import date, datetime

from services import cafeteria
from services.cafeteria import LunchFrame, LunchPlanMember
from services.db import Database
from tests.factories import NOW, TODAY
from tests.lunch_world import LunchTown, frame


def draft(db: Database, town: LunchTown, **changes: object) -> int:
    by_id = town.cast.administrator.staff_id
    return db.write(lambda s: cafeteria.create_lunch_plan(s, town.cafeteria, frame(**changes), by_id, NOW))


def preview(db: Database, plan_id: int, today: date = TODAY) -> cafeteria.LunchPreview:
    with db.reading() as session:
        return cafeteria.preview_lunch_plan(session, plan_id, today)


def problems(db: Database, plan_id: int) -> list[str]:
    return [problem.code for problem in preview(db, plan_id).problems]


def set_members(db: Database, plan_id: int, members: list[LunchPlanMember]) -> None:
    with db.writing() as session:
        cafeteria.change_lunch_members(session, plan_id, members, NOW)


def slot_of(db: Database, staff_id: int, on: date) -> tuple[int, int] | None:
    with db.reading() as session:
        slot = cafeteria.find_my_slot(session, staff_id, on)
    return None if slot is None else (slot.group_number, slot.starts_minute)


def set_frame(db: Database, plan_id: int, wanted: LunchFrame) -> None:
    with db.writing() as session:
        cafeteria.change_lunch_frame(session, plan_id, wanted, NOW)


def publish_it(db: Database, plan_id: int, seen: str | None = None, now: datetime = NOW) -> None:
    with db.writing() as session:
        cafeteria.publish_lunch_plan(session, plan_id, seen, None, now)
