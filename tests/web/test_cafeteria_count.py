"""`/cafeteria/<id>/count`: for how many to cook, what was served and left over, and the list of days."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from services import cafeteria
from services.cafeteria.meals.models import MealDay
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import TODAY
from tests.web.cafeteria import make_cafeteria, make_manager
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

STAFF = 9


@pytest.fixture
def place(parts: Parts, clock: HandClock) -> int:
    """A cafeteria on a Tuesday at 9 in the morning."""
    clock.advance(hours=-6, minutes=-20)
    return make_cafeteria(parts.database, clock.now())


@pytest.fixture
def manager(place: int, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    make_manager(parts.database, cast, clock.now())
    return client_as(cast.stranger)


def count(browser: Browser, place: int, status: int, **data: Any) -> Any:
    page = f"/cafeteria/{place}/count"
    response = browser.post(
        page, {"on": TODAY.isoformat(), "served": "7", "left_over": "1"} | data, page=page
    )
    assert response.status_code == status, response.text[:2000]
    return response


def freeze(parts: Parts, place: int, clock: HandClock) -> None:
    assert parts.database.write(lambda s: cafeteria.freeze_head_count(s, place, clock.now()))


def test_the_number_says_where_it_comes_from(
    manager: Browser, place: int, parts: Parts, clock: HandClock, cast: Cast
) -> None:
    page = manager.get(f"/cafeteria/{place}/count")
    assert page.one(data_testid="head-count").text == f"{STAFF}식"
    assert "그중 실제로 오는 비율 아직 몰라요" in page.text
    assert "얼마나 맞는지는 아직 몰라요" in page.one(data_testid="head-error").text
    freeze(parts, place, clock)
    parts.database.write(lambda s: cafeteria.opt_out(s, cast.auditor.staff_id, TODAY, clock.now()))
    page = manager.get(f"/cafeteria/{place}/count")
    assert page.one(data_testid="head-count").text == f"{STAFF}식"
    assert "아침 09:00에 정한 수예요. 지금 다시 세면 8식이에요." in page.text
    assert "안 먹어요 −1명" in page.text


def test_portions_are_counted_corrected_and_listed(
    manager: Browser, place: int, parts: Parts, clock: HandClock
) -> None:
    freeze(parts, place, clock)
    assert "배식을 시작하면 여기에 적을 수 있어요" in manager.get(f"/cafeteria/{place}/count").text
    clock.advance(hours=5)
    count(manager, place, 303)
    count(manager, place, 303, served="1,0", left_over=" 0식 ")
    page = manager.get(f"/cafeteria/{place}/count")
    (row, *_) = page.one("table").one("tbody").all("tr")
    assert row.text == "9. 29.(화) 9 10 -1 0 서아라 9. 29.(화) 14:00"
    assert "서아라님이 9. 29.(화) 14:00에 적었어요" in page.text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"served": "-3"}, 422),
        ({"served": "많이"}, 422),
        ({"served": ""}, 422),
        ({"served": "7.5"}, 422),
        ({"served": "٧"}, 422),
        ({"left_over": "1000000000"}, 422),
        ({"left_over": "9" * 5000}, 422),
        ({"on": "2026-09-30"}, 409),
        ({"on": "2026-09-27"}, 409),
        ({"on": "2026-01-05"}, 409),
    ],
)
def test_wrong_numbers_are_refused(
    manager: Browser, place: int, clock: HandClock, parts: Parts, data: dict[str, str], status: int
) -> None:
    clock.advance(hours=5)
    count(manager, place, status, **data)
    with parts.database.reading() as session:
        found = cafeteria.list_meal_days(
            session, place, TODAY - timedelta(days=400), TODAY + timedelta(days=9)
        )
    assert found == []


def test_an_unusual_number_is_asked_about_once(
    manager: Browser, place: int, parts: Parts, clock: HandClock
) -> None:
    row = MealDay(
        cafeteria_id=place, served_on=TODAY, present=800, away={"trip": 40}, opted_out=10, expected=600,
        told_at=clock.now(),
    )  # fmt: skip
    parts.database.write(lambda s: s.add(row))
    clock.advance(hours=5)
    answer = count(manager, place, 409, served="60")
    assert "예상 600식과 많이 달라요" in answer.text
    assert 'name="is_sure"' in answer.text
    count(manager, place, 303, served="60", is_sure="yes")


def test_the_days_are_taken_away_as_a_table(
    manager: Browser, place: int, parts: Parts, clock: HandClock
) -> None:
    freeze(parts, place, clock)
    clock.advance(hours=5)
    count(manager, place, 303)
    text = manager.client.get(f"/cafeteria/{place}/count/days.csv").data.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert head == ["날짜", "대상", "출장", "안 먹어요", "예상", "배식", "차이", "남음"]
    assert row == ["2026-09-29", "9", "0", "0", "9", "7", "2", "1"]
    data = manager.client.get(f"/cafeteria/{place}/count/days.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[2]][1:] == [9, 0, 0, 9, 7, 2, 1]


@pytest.mark.parametrize("name", ["traveller", "lead", "auditor"])
def test_only_those_who_cook_see_the_numbers(client_as: ClientAs, cast: Cast, place: int, name: str) -> None:
    browser = client_as(cast.everybody()[name])
    for path in ("count", "count/days.csv", "count/days.xlsx"):
        browser.get(f"/cafeteria/{place}/{path}", status=403)
    browser.submit(f"/cafeteria/{place}/count", 403, {"on": "2026-09-29", "served": "1", "left_over": "1"})


def test_the_kitchen_sees_the_expected_number(manager: Browser, place: int) -> None:
    assert f"오늘 예상 {STAFF}" in manager.get(f"/cafeteria/{place}/kitchen").text
