"""Days without serving, the last day of all, and two managers at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from services import cafeteria
from services.cafeteria import Bounds, CafeteriaPlan
from services.db import Database
from services.errors import Conflict, Invalid, NotFound
from tests.factories import NOW, TODAY

PLAN = CafeteriaPlan("본관 구내식당", "지하 1층", 690, 780, 2, 12.0, Bounds(3, 8, 15))
HOLIDAY, SATURDAY, MONDAY = date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 12)


@pytest.fixture
def hall(database: Database) -> int:
    return database.write(lambda session: cafeteria.create_cafeteria(session, PLAN, NOW))


def test_of_two_managers_with_one_name_one_makes_it_and_the_other_is_told(database: Database) -> None:
    start = Barrier(2)

    def make() -> str:
        start.wait()
        try:
            database.write(lambda session: cafeteria.create_cafeteria(session, PLAN, NOW))
        except Conflict as error:
            return error.code
        return "made"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(future.result() for future in [pool.submit(make), pool.submit(make)])
    assert ends == ["made", "name_taken"]


def test_two_managers_close_the_same_day(database: Database, hall: int) -> None:
    start = Barrier(2)

    def close(reason: str) -> None:
        start.wait()
        database.write(lambda s: cafeteria.announce_closure(s, hall, MONDAY, reason, TODAY))

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(close, "점검"), pool.submit(close, "공사")]:
            future.result()
    with database.reading() as session:
        assert list(cafeteria.list_closures(session, hall, TODAY)) == [MONDAY]


def test_a_renamed_cafeteria_does_not_take_the_name_of_another(database: Database, hall: int) -> None:
    other = replace(PLAN, name="별관 식당")
    second = database.write(lambda session: cafeteria.create_cafeteria(session, other, NOW))
    with pytest.raises(Conflict) as refusal, database.writing() as session:
        cafeteria.change_cafeteria(session, second, replace(other, name=f" {PLAN.name}\u200b"))
    assert refusal.value.fields.keys() == {"name"}


@pytest.mark.parametrize(
    ("on", "code"), [(TODAY - timedelta(days=1), "day_over"), (HOLIDAY, "not_served_anyway"),
                     (SATURDAY, "not_served_anyway")]
)  # fmt: skip
def test_only_coming_working_days_are_closed(database: Database, hall: int, on: date, code: str) -> None:
    with pytest.raises((Invalid, Conflict)) as refusal, database.writing() as session:
        cafeteria.announce_closure(session, hall, on, "점검", TODAY)
    assert (refusal.value.code, *refusal.value.fields) == (code, "closed_on")


def test_today_can_be_closed(database: Database, hall: int) -> None:
    with database.writing() as session:
        cafeteria.announce_closure(session, hall, TODAY, " 정전 ", TODAY)
        assert not cafeteria.is_serving_day(session, hall, TODAY)
        assert cafeteria.list_closures(session, hall, TODAY) == {TODAY: "정전"}


def test_a_cafeteria_ends_and_begins_again(database: Database, hall: int) -> None:
    with database.writing() as session:
        cafeteria.end_cafeteria(session, hall, TODAY, NOW)
    with database.reading() as session:
        assert cafeteria.is_serving_day(session, hall, TODAY)
        assert not cafeteria.is_serving_day(session, hall, TODAY + timedelta(days=1))
        assert cafeteria.list_cafeterias(session, TODAY + timedelta(days=1)) == []
    with database.writing() as session:
        cafeteria.reopen_cafeteria(session, hall)
        assert cafeteria.is_serving_day(session, hall, TODAY + timedelta(days=1))


def test_it_does_not_end_in_the_past(database: Database, hall: int) -> None:
    with pytest.raises(Invalid) as refusal, database.writing() as session:
        cafeteria.end_cafeteria(session, hall, TODAY - timedelta(days=1), NOW)
    assert refusal.value.fields.keys() == {"last_on"}


def test_nothing_is_said_of_a_cafeteria_that_is_none(database: Database) -> None:
    with database.writing() as session:
        for act in (
            lambda: cafeteria.announce_closure(session, 99, MONDAY, "점검", TODAY),
            lambda: cafeteria.end_cafeteria(session, 99, MONDAY, NOW),
            lambda: cafeteria.reopen_cafeteria(session, 99),
        ):
            with pytest.raises(NotFound):
                act()
