"""Amounts by name: dated, never rewritten, each with its basis."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services import rates
from services.errors import Conflict, Invalid
from services.rates import Certainty, RateView, Unit
from tests.factories import TODAY
from tests.hall import Hall

DAILY = RateView("일비", date(2026, 1, 2), 25_000, Unit.WON, "「공무원 여비 규정」 별표 2", Certainty.MIDDLE)
TOMORROW = TODAY + timedelta(days=1)


def put(hall: Hall, rate: RateView) -> None:
    hall.write(lambda s: rates.set_rate(s, rate, hall.cast.administrator.staff_id, TODAY, hall.now))


def says(hall: Hall, name: str, on: date) -> str | None:
    found = hall.read(lambda s: rates.find_rate(s, name, on))
    return found.says if found else None


def test_an_amount_is_that_of_its_day(hall: Hall) -> None:
    put(hall, DAILY)
    put(hall, replace(DAILY, from_on=TOMORROW, amount=30_000))
    put(hall, replace(DAILY, from_on=TOMORROW + timedelta(days=1), amount=None))
    days = [date(2026, 1, 1), TODAY, TOMORROW, TOMORROW + timedelta(days=1)]
    assert [says(hall, "일비", on) for on in days] == [None, "25,000원", "30,000원", None]
    assert says(hall, " 일 비 ", TODAY) == "25,000원"
    assert says(hall, "식비", TODAY) is None
    assert hall.read(lambda s: rates.list_rates(s, TODAY)) == [DAILY]
    assert len(hall.read(rates.list_rates)) == 3
    assert rates.say_amount(14, Unit.DAY) == "14일"


def test_what_held_is_never_rewritten(sqlite_hall: Hall) -> None:
    put(sqlite_hall, DAILY)
    for on in (DAILY.from_on, TODAY - timedelta(days=1)):
        with pytest.raises(Conflict):
            put(sqlite_hall, replace(DAILY, from_on=on, amount=1))
    put(sqlite_hall, replace(DAILY, from_on=TODAY, amount=26_000))
    with pytest.raises(Conflict):
        sqlite_hall.write(lambda s: rates.take_back_rate(s, "일비", TODAY, TODAY))
    put(sqlite_hall, replace(DAILY, from_on=TOMORROW, amount=1))
    sqlite_hall.write(lambda s: rates.take_back_rate(s, "일비", TOMORROW, TODAY))
    assert says(sqlite_hall, "일비", TOMORROW) == "26,000원"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "가" * 61}),
        ("name", {"name": "일비}}"}),
        ("name", {"name": "㍿" * 60}),
        ("amount", {"amount": -1}),
        ("amount", {"amount": 10**12}),
        ("basis", {"basis": ""}),
    ],
)
def test_each_wrong_field_is_named(sqlite_hall: Hall, field: str, change: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught:
        put(sqlite_hall, replace(DAILY, **change))  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


def test_a_beginning_leaves_what_is_set(sqlite_hall: Hall) -> None:
    put(sqlite_hall, replace(DAILY, amount=27_000))
    meals = replace(DAILY, name="식비")
    for expected in (1, 0):
        added = sqlite_hall.write(lambda s: rates.add_missing_rates(s, [DAILY, meals], sqlite_hall.now))
        assert added == expected
    assert [says(sqlite_hall, name, TODAY) for name in ("일비", "식비")] == ["27,000원", "25,000원"]
