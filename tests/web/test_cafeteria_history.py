"""`/cafeteria/<id>/history` and its two files, tried by the whole cast."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import update

from services.cafeteria import Bounds, CafeteriaPlan
from services.cafeteria.forecast.models import QueueStep
from services.cafeteria.meals.models import Menu
from tests.cast import Cast
from tests.clocks import HandClock
from tests.past_lunch import record
from tests.web.cafeteria import make_cafeteria, make_manager
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

MONDAY = date(2026, 9, 28)
PLAN = CafeteriaPlan("본관 구내식당", "", 690, 780, 2, 10.0, Bounds(3, 8, 15))
EVIL = '=HYPERLINK("http://x","제육")'


@pytest.fixture
def manager(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    make_manager(parts.database, cast, clock.now())
    return client_as(cast.stranger)


@pytest.fixture
def hall(parts: Parts, cast: Cast, clock: HandClock) -> int:
    return make_cafeteria(parts.database, clock.now(), PLAN)


@pytest.fixture
def past(parts: Parts, hall: int, clock: HandClock) -> int:
    """Three days; the last one had a dish with a dangerous name, and a pause without readings."""
    with parts.database.writing() as session:
        dishes = [[EVIL, []]]
        menu = Menu(cafeteria_id=hall, served_on=MONDAY, dishes=dishes, note="", changed_at=clock.now())
        session.add(menu)
        session.flush()
        for days, wait in ((0, 9.0), (7, 5.0), (6, 16.0)):
            record(session, hall, MONDAY - timedelta(days=days), clock.now(), wait)
    return hall


def cells(browser: Browser, address: str) -> dict[str, list[str]]:
    """The heat map as one hears it: by time of day."""
    table = browser.get(address).one("table", data_testid="heat")
    return {
        row.one("th").text: [cell.one("span", class_="unseen").text for cell in row.all("td")]
        for row in table.one("tbody").all("tr")
    }


def columns(browser: Browser, address: str) -> list[str]:
    table = browser.get(address).one("table", data_testid="heat")
    return [head.text for head in table.one("thead").all("th")]


@pytest.mark.parametrize("end", ["", ".csv", ".xlsx"])
def test_only_who_runs_a_cafeteria_sees_its_past(
    client_as: ClientAs, cast: Cast, manager: Browser, past: int, end: str
) -> None:
    allowed = {"administrator", "stranger"}  # who is the manager here
    for name, member in cast.everybody().items():
        response = client_as(member).client.get(f"/cafeteria/{past}/history{end}")
        assert response.status_code == (200 if name in allowed else 403), name
    assert client_as(None).client.get(f"/cafeteria/{past}/history{end}").status_code in (302, 401)


def test_without_a_past_there_is_one_way_on(manager: Browser, hall: int) -> None:
    page = manager.get(f"/cafeteria/{hall}/history")
    assert "아직 기록이 없어요" in page.text
    assert page.all("table") == []
    assert page.one("a", href=f"/cafeteria/{hall}/kitchen").text == "주방 화면 열기"


def test_a_period_without_a_day_says_when_there_were_some(manager: Browser, past: int) -> None:
    page = manager.get(f"/cafeteria/{past}/history?from=2026-01-05&until=2026-01-09")
    assert "이 기간에는 기록이 없어요" in page.text
    assert "2026. 9. 21." in page.text


def test_a_few_days_say_that_they_are_few(manager: Browser, past: int) -> None:
    assert "기록이 3일뿐이에요" in manager.get(f"/cafeteria/{past}/history").text


def test_the_map_tells_the_mean_of_each_weekday_in_words(manager: Browser, past: int) -> None:
    address = f"/cafeteria/{past}/history"
    assert columns(manager, address) == ["시각", "월", "화"]
    found = cells(manager, address)
    assert list(found) == [f"{m // 60:02}:{m % 60:02}" for m in range(690, 780, 10)]
    assert found["12:00"] == ["7분, 보통", "16분, 매우 붐빔"]


def test_the_map_tells_each_day(manager: Browser, past: int) -> None:
    address = f"/cafeteria/{past}/history?by=day"
    assert columns(manager, address) == ["시각", "9. 21. 월", "9. 22. 화", "9. 28. 월"]
    assert cells(manager, address)["12:00"] == ["5분, 보통", "16분, 매우 붐빔", "9분, 붐빔"]


def test_where_nothing_was_read_nothing_is_called_quiet(manager: Browser, parts: Parts, past: int) -> None:
    with parts.database.writing() as session:
        session.execute(update(QueueStep).where(QueueStep.minute > 715).values(readings=0))
    found = cells(manager, f"/cafeteria/{past}/history?by=day")
    assert set(found["12:20"]) == {"기록 없음"}
    assert "기록 없음" not in found["11:50"]


def test_the_days_are_listed_with_the_longest_wait(manager: Browser, past: int) -> None:
    rows = manager.get(f"/cafeteria/{past}/history").one("table", id="days").one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == ["9. 28.(월)", "9. 22.(화)", "9. 21.(월)"]
    assert rows[1].all("td")[0].text.startswith("16분")


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-09-20&until=2026-09-10",
        "from=2020-01-01&until=2026-09-10",
        "from=x",
        "until=2026-13-40",
        "by=month",
        "from=%00",
    ],
)
def test_a_wrong_period_is_refused(manager: Browser, past: int, query: str) -> None:
    for end in ("", ".csv", ".xlsx"):
        assert manager.client.get(f"/cafeteria/{past}/history{end}?{query}").status_code == 422


def test_another_cafeteria_has_no_past(manager: Browser, past: int) -> None:
    for end in ("", ".csv", ".xlsx"):
        assert manager.client.get(f"/cafeteria/99/history{end}").status_code == 404


def test_the_csv_opens_in_excel_and_runs_nothing(manager: Browser, past: int) -> None:
    response = manager.client.get(f"/cafeteria/{past}/history.csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == 3 * 22
    last = rows[-1]
    assert (last["날짜"], last["요일"], last["시각"], last["기다림(분)"]) == (
        "2026-09-28",
        "월",
        "13:00",
        "9.0",
    )
    assert last["주요리"] == f"'{EVIL}"
    assert float(last["예상 아래(분)"]) <= float(last["예상 위(분)"])


def test_the_spreadsheet_has_numbers_and_days_and_no_formula(manager: Browser, past: int) -> None:
    response = manager.client.get(f"/cafeteria/{past}/history.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == 3 * 22
    head = [cell.value for cell in next(sheet.iter_rows(max_row=1))]
    last = dict(zip(head, rows[-1], strict=True))
    assert last["날짜"].value.date() == MONDAY
    assert last["기다림(분)"].value == 9
    dish = last["주요리"]
    assert (dish.value, dish.data_type, dish.quotePrefix) == (EVIL, "s", True)
    assert "f" not in {cell.data_type for row in rows for cell in row}
