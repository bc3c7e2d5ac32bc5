"""Two at the same moment, where the database lets both in: plans do not overlap, days are swapped once."""

from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from services import cafeteria, notifications
from services.cafeteria import CafeteriaPlan, LunchPlanMember, SwapWish
from services.clock import local_instant
from services.db import Database
from services.errors import Conflict
from tests.factories import NOW
from tests.lunch_world import HALL, MONDAY, LunchTown, four_groups, frame, make_town, publish
from tests.services.test_people_races import overlap

TUESDAY = MONDAY + timedelta(days=1)
pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])


@pytest.fixture
def town(database: Database) -> LunchTown:
    with database.writing() as session:
        return make_town(session, NOW)


def draft(database: Database, cafeteria_id: int, members: list[LunchPlanMember], **changes: object) -> int:
    with database.writing() as session:
        plan_id = cafeteria.create_lunch_plan(session, cafeteria_id, frame(**changes), None, NOW)
        cafeteria.change_lunch_members(session, plan_id, members, NOW)
    return plan_id


def publish_both(database: Database, first: int, second: int) -> None:
    overlap(
        database,
        lambda session: cafeteria.publish_lunch_plan(session, first, None, None, NOW),
        lambda session: cafeteria.publish_lunch_plan(session, second, None, None, NOW),
    )


def test_two_managers_do_not_publish_overlapping_plans(database: Database, town: LunchTown) -> None:
    first = draft(database, town.cafeteria, four_groups(town))
    second = draft(database, town.cafeteria, four_groups(town), weeks=2)
    with pytest.raises(Conflict) as refusal:
        publish_both(database, first, second)
    assert refusal.value.code == "plan_has_problems"


def test_one_plan_is_published_once_by_two_managers(database: Database, town: LunchTown) -> None:
    plan_id = draft(database, town.cafeteria, four_groups(town))
    publish_both(database, plan_id, plan_id)
    with database.reading() as session:
        assert len(notifications.list_notices(session, town.roads_head)) == 1


def test_a_department_does_not_get_lunch_in_two_cafeterias(database: Database, town: LunchTown) -> None:
    annex = CafeteriaPlan(**vars(HALL) | {"name": "별관 식당"})
    with database.writing() as session:
        other = cafeteria.create_cafeteria(session, annex, NOW)
    members = [LunchPlanMember(town.roads, 1), LunchPlanMember(town.centre, 2)]
    first = draft(database, town.cafeteria, four_groups(town))
    second = draft(database, other, members, slot_minutes=(660, 720))
    with pytest.raises(Conflict):
        publish_both(database, first, second)


def test_a_draft_is_not_changed_while_it_is_published(database: Database, town: LunchTown) -> None:
    plan_id = draft(database, town.cafeteria, four_groups(town))
    with pytest.raises(Conflict) as refusal:
        overlap(
            database,
            lambda session: cafeteria.publish_lunch_plan(session, plan_id, None, None, NOW),
            lambda session: cafeteria.change_lunch_members(session, plan_id, four_groups(town)[:4], NOW),
        )
    assert refusal.value.code == "plan_no_draft"


def wish(number: int, unit_id: int, other_unit_id: int) -> SwapWish:
    return SwapWish(b"race%04d" % number, unit_id, other_unit_id, TUESDAY, TUESDAY)


def test_the_same_wish_twice_at_once_is_one(database: Database, town: LunchTown) -> None:
    publish(database, town, NOW)

    def ask(session: Session) -> object:
        return cafeteria.ask_swap(session, wish(1, town.roads, town.building), town.roads_head, NOW)

    overlap(database, ask, ask)
    with database.reading() as session:
        assert len(cafeteria.list_swaps(session, town.roads_head, NOW)) == 1


def test_two_wishes_for_one_day_at_once_leave_one(database: Database, town: LunchTown) -> None:
    publish(database, town, NOW)
    lead = town.cast.lead.staff_id
    with pytest.raises(Conflict) as refusal:
        overlap(
            database,
            lambda s: cafeteria.ask_swap(s, wish(1, town.roads, town.building), town.roads_head, NOW),
            lambda s: cafeteria.ask_swap(s, wish(2, town.building, town.audit), lead, NOW),
        )
    assert refusal.value.code == "swap_twice"


def test_a_wish_is_not_agreed_and_taken_back_at_once(database: Database, town: LunchTown) -> None:
    publish(database, town, NOW)
    swap = wish(1, town.roads, town.building)
    with database.writing() as session:
        cafeteria.ask_swap(session, swap, town.roads_head, NOW)
    with pytest.raises(Conflict) as refusal:
        overlap(
            database,
            lambda s: cafeteria.withdraw_swap(s, swap.id, town.roads_head, NOW),
            lambda s: cafeteria.answer_swap(s, swap.id, True, town.cast.lead.staff_id, NOW),
        )
    assert refusal.value.code == "swap_answered"


def test_two_workers_remind_once(database: Database, town: LunchTown) -> None:
    publish(database, town, NOW)
    with database.writing() as session:
        cafeteria.set_reminder(session, town.roads_head, 10)
    before = local_instant(TUESDAY, time(11, 22))

    def remind(session: Session) -> int:
        return cafeteria.remind_lunch(session, before)

    overlap(database, remind, remind)
    with database.reading() as session:
        kinds = [notice.kind for notice in notifications.list_notices(session, town.roads_head)]
    assert kinds.count("lunch_reminder") == 1
