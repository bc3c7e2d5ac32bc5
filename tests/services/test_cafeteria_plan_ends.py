"""Plans that end before their time: withdrawn around lunch, or closed together with their cafeteria."""

from datetime import date, datetime, time, timedelta

import pytest

from services import cafeteria, notifications
from services.clock import local_instant
from services.db import Database
from services.errors import Conflict
from tests.factories import NOW
from tests.lunch_world import MONDAY, LunchTown, publish

# The cafeteria opens at 11:00.
WEDNESDAY = MONDAY + timedelta(days=9)
BEFORE, DURING, AFTER = (local_instant(WEDNESDAY, at) for at in (time(10, 59), time(11), time(15)))


def withdraw(db: Database, plan_id: int, at: datetime) -> date:
    return db.write(lambda session: cafeteria.withdraw_lunch_plan(session, plan_id, at))


def end(db: Database, town: LunchTown, last_on: date, at: datetime = NOW) -> None:
    db.write(lambda session: cafeteria.end_cafeteria(session, town.cafeteria, last_on, at))


def notices(db: Database, staff_id: int) -> list[tuple[str, str]]:
    with db.reading() as session:
        found = notifications.list_notices(session, staff_id)
        return [(notice.kind, notice.facts["from_on"]) for notice in found]


def days_of(db: Database, town: LunchTown) -> int:
    """For how many days the roads department is in the ledger."""
    with db.reading() as session:
        ledger = cafeteria.load_slot_ledger(session, town.cafeteria, MONDAY + timedelta(weeks=9))
    return sum(ledger[town.roads].values()) if ledger else 0


@pytest.mark.parametrize(("at", "kept"), [(BEFORE, 0), (DURING, 1), (AFTER, 1)])
def test_a_lunch_that_has_begun_stays_in_the_ledger(
    db: Database, town: LunchTown, at: datetime, kept: int
) -> None:
    plan_id = publish(db, town, NOW)
    before_on = WEDNESDAY + timedelta(days=kept)
    assert withdraw(db, plan_id, at) == before_on
    assert days_of(db, town) == 3 + 2 + kept
    assert notices(db, town.roads_head)[0] == ("lunch_plan_withdrawn", before_on.isoformat())


def test_withdrawn_on_its_first_day_it_keeps_that_one(db: Database, town: LunchTown) -> None:
    tuesday = MONDAY + timedelta(days=8)
    plan_id = publish(db, town, local_instant(tuesday, time(8)), first_on=tuesday)
    withdraw(db, plan_id, local_instant(tuesday, time(14)))
    with db.reading() as session:
        plan = cafeteria.load_lunch_plan(session, plan_id)
    assert (plan.state, plan.from_on, plan.until_on) == ("published", tuesday, tuesday)


def test_after_the_last_lunch_nothing_is_left_to_withdraw(db: Database, town: LunchTown) -> None:
    plan_id = publish(db, town, NOW)
    withdraw(db, plan_id, AFTER)
    with pytest.raises(Conflict) as refusal:
        withdraw(db, plan_id, AFTER)
    assert refusal.value.code == "plan_over"


def test_what_is_published_after_lunch_begins_tomorrow(db: Database, town: LunchTown) -> None:
    withdraw(db, publish(db, town, NOW), AFTER)
    again = publish(db, town, AFTER, first_on=WEDNESDAY, weeks=1)
    with db.reading() as session:
        assert cafeteria.load_lunch_plan(session, again).from_on == WEDNESDAY + timedelta(days=1)
    assert days_of(db, town) == 3 + 3 + 2


def test_a_cafeteria_that_closes_takes_its_plans_along_and_tells_their_leads(
    db: Database, town: LunchTown
) -> None:
    running = publish(db, town, NOW)
    coming = publish(db, town, NOW, first_on=MONDAY + timedelta(weeks=4), weeks=2)
    end(db, town, WEDNESDAY)
    with db.reading() as session:
        plan = cafeteria.load_lunch_plan(session, running)
        assert (plan.state, plan.until_on) == ("published", WEDNESDAY)
        assert cafeteria.load_lunch_plan(session, coming).state == "withdrawn"
    told = [notice for notice in notices(db, town.roads_head) if notice[0] == "lunch_plan_ended"]
    assert sorted(on for _, on in told) == ["2026-10-15", "2026-11-02"]


def test_a_plan_that_is_over_by_then_is_not_touched(db: Database, town: LunchTown) -> None:
    plan_id = publish(db, town, NOW)
    with db.reading() as session:
        until_on = cafeteria.load_lunch_plan(session, plan_id).until_on
    end(db, town, until_on)
    with db.reading() as session:
        assert cafeteria.load_lunch_plan(session, plan_id).until_on == until_on
    assert [kind for kind, _ in notices(db, town.roads_head)] == ["lunch_plan_published"]


def test_whose_cafeteria_closes_can_be_planned_for_another(db: Database, town: LunchTown) -> None:
    publish(db, town, NOW)
    end(db, town, WEDNESDAY)
    first_on = WEDNESDAY + timedelta(days=5)
    with db.writing() as session:
        hall = cafeteria.get_cafeteria(session, town.cafeteria)
        plan = cafeteria.CafeteriaPlan(
            "별관 식당", "", hall.opens_minute, hall.closes_minute, 1, 8.0, hall.bounds
        )
        other = cafeteria.create_cafeteria(session, plan, NOW)
    moved = LunchTown(**vars(town) | {"cafeteria": other})
    publish(db, moved, NOW, first_on=first_on, weeks=1)
    with db.reading() as session:
        assert cafeteria.find_my_cafeteria(session, town.roads_head, first_on) == other
