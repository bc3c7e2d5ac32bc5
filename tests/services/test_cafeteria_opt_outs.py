"""`오늘 안 먹어요`: said, said again, taken back, too late, and gone when it has done its work."""

import threading
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from services import cafeteria
from services.cafeteria import Portions
from services.cafeteria.meals.models import OptOut
from services.clock import local_instant
from services.db import Database
from services.errors import Conflict, Invalid
from tests.factories import NOW, TODAY
from tests.hall import Hall
from tests.lunch_world import HALL, MONDAY, make_town, publish


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return local_instant(on, time(hour, minute))


@pytest.fixture
def place(hall: Hall) -> int:
    hall.clock.at = at(TODAY, 8)
    return hall.write(lambda s: cafeteria.create_cafeteria(s, HALL, hall.now))


def out(hall: Hall, on: date = TODAY) -> Any:
    return hall.write(lambda s: cafeteria.opt_out(s, hall.cast.traveller.staff_id, on, hall.now))


def back(hall: Hall, on: date = TODAY) -> Any:
    return hall.write(lambda s: cafeteria.opt_in(s, hall.cast.traveller.staff_id, on, hall.now))


def is_out(hall: Hall, on: date = TODAY) -> bool:
    return hall.read(lambda s: cafeteria.has_opted_out(s, hall.cast.traveller.staff_id, on))


def rows(hall: Hall) -> int:
    return hall.read(lambda s: s.scalar(select(func.count()).select_from(OptOut)) or 0)


def test_it_is_said_and_taken_back_as_often_as_one_taps(hall: Hall, place: int) -> None:
    for tap, state in ((out, True), (out, True), (back, False), (back, False), (out, True)):
        tap(hall)
        assert is_out(hall) is state
    assert rows(hall) == 1


def test_two_taps_at_once_are_one(hall: Hall, place: int) -> None:
    failed: list[Exception] = []

    def tap() -> None:
        try:
            out(hall)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=tap) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert rows(hall) == 1


def test_the_days_to_come_are_this_week_and_the_next(hall: Hall, place: int) -> None:
    days = hall.read(lambda s: cafeteria.list_lunch_days(s, hall.cast.traveller.staff_id, hall.now))
    assert [day.on.isoformat() for day in days] == [
        "2026-09-29", "2026-09-30", "2026-10-01", "2026-10-02", "2026-10-06", "2026-10-07", "2026-10-08",
    ]  # fmt: skip
    assert all(day.is_open and not day.is_out for day in days)
    out(hall, date(2026, 10, 8))
    assert is_out(hall, date(2026, 10, 8))


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (TODAY - timedelta(days=1), "opt_out_day"),
        (date(2026, 10, 12), "opt_out_day"),
        (date(2026, 10, 3), "not_serving"),
        (date(2026, 10, 5), "not_serving"),
    ],
)
def test_other_days_are_refused(hall: Hall, place: int, on: date, code: str) -> None:
    for tap in (out, back):
        with pytest.raises((Invalid, Conflict)) as refusal:
            tap(hall, on)
        assert refusal.value.code == code
    assert rows(hall) == 0


def test_it_can_be_said_until_serving_begins(hall: Hall, place: int) -> None:
    hall.clock.at = at(TODAY, 10, 59)
    out(hall)
    hall.clock.at = at(TODAY, 11)
    for tap in (out, back):
        with pytest.raises(Conflict) as refusal:
            tap(hall)
        assert refusal.value.code == "lunch_began"
    assert is_out(hall)


def test_it_can_be_said_until_ones_own_slot_begins(database: Database) -> None:
    town = database.write(lambda s: make_town(s, NOW))
    publish(database, town, NOW)
    day, who = MONDAY + timedelta(days=1), town.cast.traveller.staff_id
    with database.reading() as session:
        slot = cafeteria.find_my_slot(session, who, day)
    assert slot is not None
    begins = at(day, 0) + timedelta(minutes=slot.starts_minute)
    database.write(lambda s: cafeteria.opt_out(s, who, day, begins - timedelta(seconds=1)))
    with pytest.raises(Conflict):
        database.write(lambda s: cafeteria.opt_in(s, who, day, begins))


def test_without_a_cafeteria_there_is_nothing_to_say(hall: Hall) -> None:
    with pytest.raises(Conflict):
        out(hall)
    assert hall.read(lambda s: cafeteria.list_lunch_days(s, hall.cast.traveller.staff_id, hall.now)) == []


def test_the_rows_go_when_the_day_is_counted(hall: Hall, place: int) -> None:
    other = hall.write(
        lambda s: cafeteria.create_cafeteria(s, type(HALL)(**vars(HALL) | {"name": "별관"}), hall.now)
    )
    out(hall)
    out(hall, TODAY + timedelta(days=1))
    hall.clock.at = at(TODAY, 14)
    for each, left in ((place, 2), (other, 1)):
        hall.write(
            lambda s, c=each: cafeteria.count_portions(
                s, c, TODAY, Portions(5, 0), by_id=hall.cast.lead.staff_id, now=hall.now
            )
        )
        hall.write(lambda s: cafeteria.destroy_opt_outs(s, hall.now))
        assert rows(hall) == left
    assert is_out(hall, TODAY + timedelta(days=1))


def test_the_rows_go_on_the_day_after_at_the_latest(hall: Hall, place: int) -> None:
    out(hall)
    hall.clock.at = at(TODAY, 23, 59)
    assert hall.write(lambda s: cafeteria.destroy_opt_outs(s, hall.now)) == 0
    hall.clock.advance(minutes=1)
    assert hall.write(lambda s: cafeteria.destroy_opt_outs(s, hall.now)) == 1
    assert rows(hall) == 0
