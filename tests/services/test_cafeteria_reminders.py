"""A word before lunch: once a day, on serving days, to who wants it and eats here."""

from datetime import date, datetime, time, timedelta

import pytest

from services import cafeteria, notifications, trips
from services.cafeteria import meals
from services.clock import local_instant
from services.db import Database
from services.errors import Invalid
from tests.factories import NOW
from tests.lunch_world import MONDAY, LunchTown, make_town, publish

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def town(database: Database) -> LunchTown:
    with database.writing() as session:
        town = make_town(session, NOW)
        for who, minutes in ((town.cast.traveller, 10), (town.cast.colleague, 30), (town.cast.stranger, 30)):
            cafeteria.set_reminder(session, who.staff_id, minutes)
    publish(database, town, NOW)
    return town


def remind(database: Database, at: datetime, leave_out: frozenset[int] = frozenset()) -> int:
    with database.writing() as session:
        return cafeteria.remind_lunch(session, at, lambda _starts, _ends: leave_out)


def at(hour: int, minute: int, on: date = TUESDAY) -> datetime:
    return local_instant(on, time(hour, minute))


def notices(database: Database, staff_id: int) -> list[dict[str, str]]:
    with database.reading() as session:
        found = notifications.list_notices(session, staff_id)
    return [dict(notice.facts) for notice in found if notice.kind == "lunch_reminder"]


def test_each_is_reminded_before_her_own_slot_and_once(database: Database, town: LunchTown) -> None:
    """The building department eats at 11:00; the stranger's centre has no slot."""
    told = [remind(database, at(10, minute)) for minute in (29, 30, 31, 49, 50, 51, 59)]
    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert notices(database, town.cast.traveller.staff_id) == [
        {"minutes": "10", "slot": "11:00", "cafeteria": "구내식당"}
    ]
    assert notices(database, town.cast.stranger.staff_id) == []
    assert remind(database, at(10, 50, TUESDAY + timedelta(days=1))) == 2


def test_a_slot_that_has_begun_is_nothing_to_remind_of(database: Database, town: LunchTown) -> None:
    assert remind(database, at(11, 0)) == 0


def test_holidays_and_closures_are_silent(database: Database, town: LunchTown) -> None:
    assert remind(database, at(10, 55, MONDAY)) == 0
    with database.writing() as session:
        cafeteria.add_closure(session, town.cafeteria, TUESDAY, "설비 점검")
    assert remind(database, at(10, 55)) == 0


def test_who_is_away_or_does_not_eat_is_left_out(database: Database, town: LunchTown) -> None:
    away = frozenset({town.cast.traveller.staff_id, town.cast.colleague.staff_id})
    assert remind(database, at(10, 55), away) == 0
    assert remind(database, at(10, 56)) == 2


def test_who_no_longer_wants_it_is_left_in_peace(database: Database, town: LunchTown) -> None:
    with database.writing() as session:
        cafeteria.set_reminder(session, town.cast.traveller.staff_id, None)
        cafeteria.set_reminder(session, town.cast.traveller.staff_id, None)
        cafeteria.set_reminder(session, town.cast.colleague.staff_id, 5)
        assert cafeteria.find_reminder(session, town.cast.traveller.staff_id) is None
        assert cafeteria.find_reminder(session, town.cast.colleague.staff_id) == 5
    assert remind(database, at(10, 54)) == 0
    assert remind(database, at(10, 55)) == 1


@pytest.mark.parametrize("minutes", [0, -5, 7, 10**9])
def test_other_times_are_refused(database: Database, town: LunchTown, minutes: int) -> None:
    with pytest.raises(Invalid), database.writing() as session:
        cafeteria.set_reminder(session, town.cast.lead.staff_id, minutes)


def test_without_a_plan_nobody_is_reminded(database: Database, town: LunchTown) -> None:
    assert remind(database, at(10, 55, MONDAY + timedelta(weeks=8))) == 0


def test_who_said_that_she_does_not_eat_is_left_in_peace(database: Database, town: LunchTown) -> None:
    early = at(8, 0)
    with database.writing() as session:
        cafeteria.opt_out(session, town.cast.traveller.staff_id, TUESDAY, early)
        assert meals.remind_eaters(session, early) == 0
        meals.freeze_head_count(session, town.cafeteria, at(10, 20))
        meals.destroy_opt_outs(session, at(10, 20))
        assert meals.remind_eaters(session, at(10, 55)) == 1
    assert notices(database, town.cast.traveller.staff_id) == []
    assert len(notices(database, town.cast.colleague.staff_id)) == 1


def test_who_is_on_a_trip_is_left_in_peace(database: Database, town: LunchTown) -> None:
    plan = trips.TripPlan(
        b"lunching", "현장 점검", [trips.DestinationPlan("거창군청", None, 300)], at(9, 0), at(17, 0)
    )
    with database.writing() as session:
        trips.plan_trip(session, town.cast.traveller.staff_id, plan, NOW)
        assert meals.remind_eaters(session, at(10, 55)) == 1
    assert notices(database, town.cast.traveller.staff_id) == []


def test_a_trip_after_lunch_keeps_nobody_from_lunch(database: Database, town: LunchTown) -> None:
    """The slot ends at 11:30, and then she leaves."""
    plan = trips.TripPlan(
        b"lunching", "현장 점검", [trips.DestinationPlan("거창군청", None, 300)], at(11, 30), at(17, 0)
    )
    with database.writing() as session:
        trips.plan_trip(session, town.cast.traveller.staff_id, plan, NOW)
        assert meals.remind_eaters(session, at(10, 55)) == 2
    assert len(notices(database, town.cast.traveller.staff_id)) == 1
