"""Looking at the rotation: my days, calendars of teams and departments, balances, the phone's calendar."""

import pytest

from services import calendars
from tests.factories import NOW
from tests.rotation_world import MONDAY, TWO_WEEKS, home_days, make_published
from tests.web.conftest import ClientAs
from tests.web.rotation import ROOT, Hall, day_words, make_hall
from webapp.context import Parts

AT_MONDAY = f"?from={MONDAY}"


@pytest.fixture
def hall(parts: Parts, client_as: ClientAs) -> Hall:
    return make_hall(parts.database, client_as)


@pytest.fixture
def published(hall: Hall) -> Hall:
    make_published(hall.database, hall.town)
    return hall


def test_my_days_are_links_to_their_cards(published: Hall) -> None:
    me = published.town.first[1]
    browser = published.browser(me)
    page = browser.get(ROOT + AT_MONDAY)
    mine = home_days(published.database, me)
    links = {node.attrs["href"] for node in page.one(data_testid="my-weeks").all("a")}
    assert {f"/remote-work/{on}" for on in mine} <= links
    assert day_words(mine[0]) in page.one(data_testid="next-home").text
    assert "개천절" in page.text
    # Found by taps from the page of remote work, and from home.
    assert browser.get("/remote-work").all("a", href=ROOT)


def test_without_a_plan_everything_says_so(hall: Hall) -> None:
    browser = hall.browser(hall.town.first[1])
    assert "공개된 순환 없음" in browser.get(ROOT).text
    assert "공개된 순환이 없어요" in browser.get(f"{ROOT}/units/{hall.town.team_1}").text
    assert "아직 셀 날이 없어요" in browser.get(f"{ROOT}/balances").text
    assert "바꿀 재택일이 없어요" in browser.get(f"{ROOT}/swaps").text
    assert "바꿀 계획이 없어요" in hall.planner.get(f"{ROOT}/dial").text


def test_a_department_sees_who_is_at_home_when(published: Hall) -> None:
    town = published.town
    page = published.browser(town.first[1]).get(f"{ROOT}/units/{town.civil}{AT_MONDAY}")
    grid = page.one(data_testid="rotation-grid")
    (line,) = [row for row in grid.all("tr") if row.all("th")[0].text == "일번1"]
    at_home = [cell.text == "재택" for cell in line.all("td")]
    assert sum(at_home) == len(home_days(published.database, town.first[1]))
    (total,) = [row for row in grid.all("tr") if row.all("th")[0].text == "재택 인원"]
    assert {cell.text for cell in total.all("td")} <= {"4", "5"}
    assert len(total.all("td")) == 8


def test_a_unit_is_open_to_its_people_its_leads_and_planners(published: Hall) -> None:
    town = published.town
    path = f"{ROOT}/units/{town.team_1}"
    for staff_id in (town.first[1], town.second[1], town.head, town.cast.mayor.staff_id, town.planner):
        published.browser(staff_id).get(path)
    for member in (town.cast.stranger, town.cast.lead):
        published.client_as(member).get(path, 404)
    published.browser(town.first[1]).get(f"{ROOT}/units/{town.watch}", 404)
    published.browser(town.first[1]).get(f"{ROOT}/units/999999", 404)


def test_the_choice_of_a_unit_leads_to_it(published: Hall) -> None:
    browser = published.browser(published.town.first[1])
    choice = browser.get(f"{ROOT}/units/{published.town.team_1}").one(data_testid="other-units")
    assert len(choice.all("option")) == 3
    response = browser.client.get(f"{ROOT}/units?unit={published.town.civil}")
    assert response.headers["Location"] == f"{ROOT}/units/{published.town.civil}"


def test_everybody_sees_everybodys_balance(published: Hall) -> None:
    town = published.town
    for browser in (published.client_as(town.cast.stranger), published.browser(town.first[1])):
        page = browser.get(f"{ROOT}/balances?unit={town.civil}&until=plan")
        lines = [node.text for node in page.all(data_testid="balance")]
        assert len(lines) == 13
        assert any("일번1" in line and "8일 중 재택" in line for line in lines)
    # Nothing has begun yet: what is planned is shown at once.
    assert len(published.browser(town.first[1]).get(f"{ROOT}/balances").all(data_testid="balance")) == 13
    published.browser(town.first[1]).get(f"{ROOT}/balances?unit=999999", 404)


@pytest.mark.parametrize("query", ["from=2026-13-01", "from=x", "from=0001-01-01", "from=9999-01-01"])
def test_a_day_that_is_none_is_refused(hall: Hall, query: str) -> None:
    hall.browser(hall.town.first[1]).get(f"{ROOT}?{query}", 422)


def test_my_calendar_holds_my_days_at_home(published: Hall) -> None:
    me = published.town.first[1]
    token = published.database.write(lambda s: calendars.create_calendar_feed(s, me, NOW))
    text = published.client_as(None).client.get(f"/calendar/{token}.ics").text
    mine = home_days(published.database, me, TWO_WEEKS)
    assert mine
    assert {f"DTSTART;VALUE=DATE:{on:%Y%m%d}" for on in mine} <= set(text.split("\r\n"))
    assert text.count("SUMMARY:재택") == len(mine)
