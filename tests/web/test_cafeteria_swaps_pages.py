"""`/cafeteria/swaps`: two leads, one tap each, and everybody else."""

from datetime import timedelta
from typing import Any

import pytest

from services import cafeteria, notifications
from tests.cast import Member
from tests.factories import NOW
from tests.lunch_world import MONDAY, LunchTown, make_town, publish
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

PATH = "/cafeteria/swaps"
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def town(parts: Parts) -> LunchTown:
    with parts.database.writing() as session:
        town = make_town(session, NOW)
    publish(parts.database, town, NOW)
    return town


@pytest.fixture
def lead(client_as: ClientAs, town: LunchTown) -> Browser:
    return client_as(town.cast.lead)


@pytest.fixture
def roads(client_as: ClientAs, town: LunchTown, parts: Parts) -> Browser:
    return client_as(Member(town.roads_head, "005000", "도나래"))


def form(browser: Browser) -> dict[str, str]:
    return browser.get(PATH).one("form", action=PATH).fields()


def ask(browser: Browser, town: LunchTown, **changes: Any) -> Any:
    wish = {"other_unit_id": town.building, "from_on": TUESDAY.isoformat(), "until_on": TUESDAY.isoformat()}
    return browser.post(PATH, form(browser) | wish | changes, page=PATH)


def cards(page: Node) -> list[str]:
    return [node.attrs["data-state"] for node in page.all(data_testid="swap")]


def answer_of(page: Node) -> str:
    return next(f.attrs["action"] for f in page.all("form") if f.attrs["action"].endswith("/answer"))


def test_one_lead_asks_and_the_other_agrees(
    roads: Browser, lead: Browser, client_as: ClientAs, town: LunchTown
) -> None:
    assert ask(roads, town).status_code == 303
    assert "맞바꾸자는 부서가 있어요" in lead.get("/").one("a", href=PATH).text
    assert "답하러 가기" in lead.get("/approvals").text
    assert "답하러 가기" in lead.get("/cafeteria/slots").text
    assert "맞바꾸자고 했어요" in lead.get("/me/notices").text
    page = lead.get(PATH)
    assert "11:30 → 11:00" in page.text
    assert lead.post(answer_of(page), {"answer": "agree"}, page=PATH).status_code == 303
    assert cards(lead.get(PATH)) == cards(roads.get(PATH)) == ["agreed"]
    assert "다른 부서와 바꿈 11:30–12:00" in client_as(town.cast.traveller).get("/cafeteria/slots").text
    assert lead.get("/").all("a", href=PATH) == []
    assert "답하러 가기" not in lead.get("/approvals").text


@pytest.mark.parametrize("sent", [{"answer": "refuse"}, {}, {"answer": "<b>"}])
def test_what_is_no_yes_is_a_no(roads: Browser, lead: Browser, town: LunchTown, sent: dict[str, str]) -> None:
    ask(roads, town)
    lead.post(answer_of(lead.get(PATH)), sent, page=PATH)
    assert cards(roads.get(PATH)) == ["refused"]


def test_the_asker_takes_it_back_and_a_late_answer_is_told(
    roads: Browser, lead: Browser, town: LunchTown
) -> None:
    ask(roads, town)
    answer = answer_of(lead.get(PATH))
    roads.post(answer.replace("/answer", "/withdrawal"), page=PATH)
    lead.post(answer, {"answer": "agree"}, page=PATH)
    assert "이미 답했거나 거둔 요청" in lead.get(PATH).text


def test_the_same_form_twice_is_one_wish(roads: Browser, lead: Browser, town: LunchTown) -> None:
    swap_id = form(roads)["swap_id"]
    for _ in range(2):
        assert ask(roads, town, swap_id=swap_id).status_code == 303
    assert cards(lead.get(PATH)) == ["asked"]


@pytest.mark.parametrize("who", ["traveller", "auditor", "stranger", "administrator"])
def test_others_can_neither_ask_nor_answer(
    client_as: ClientAs, roads: Browser, lead: Browser, town: LunchTown, who: str
) -> None:
    browser = client_as(town.cast.everybody()[who])
    assert "바꿀 수 있는 차례가 없어요" in browser.get(PATH).text
    ask(roads, town)
    answer = answer_of(lead.get(PATH))
    for action in (answer, answer.replace("/answer", "/withdrawal")):
        browser.submit(action, 403, {"answer": "agree"})
    sent = form(roads) | {
        "other_unit_id": str(town.building),
        "from_on": str(TUESDAY),
        "until_on": str(TUESDAY),
    }
    sent.pop("csrf_token")
    browser.submit(PATH, 403, sent)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"other_unit_id": ""}, 422, "부서를 골라"),
        ({"other_unit_id": "x"}, 422, "목록에서"),
        ({"unit_id": "9" * 40}, 422, "목록에서"),
        ({"swap_id": "zz"}, 422, "화면이 오래되어"),
        ({"from_on": ""}, 422, "날짜를"),
        ({"until_on": "2026-10-20"}, 422, "한 주 안의"),
        ({"from_on": "2026-09-01", "until_on": "2026-09-01"}, 409, "차례가 없어요"),
        ({"from_on": "2026-10-09", "until_on": "2026-10-09"}, 409, "배식하는 날이"),
    ],
)
def test_what_makes_no_sense_comes_back(
    roads: Browser, town: LunchTown, changes: dict[str, str], status: int, words: str
) -> None:
    response = ask(roads, town, **changes)
    assert response.status_code == status
    assert words in response.text


def test_an_unknown_swap_is_not_found(roads: Browser) -> None:
    roads.submit(f"{PATH}/{'0' * 16}/answer", 404, page=PATH)


def test_both_leads_are_told(roads: Browser, lead: Browser, town: LunchTown, parts: Parts) -> None:
    ask(roads, town)
    lead.post(answer_of(lead.get(PATH)), {"answer": "agree"}, page=PATH)
    assert "맞바꿨어요" in roads.get("/me/notices").text
    assert "맞바꿨어요" in lead.get("/me/notices").text
    with parts.database.reading() as session:
        assert cafeteria.count_swaps_waiting(session, town.cast.lead.staff_id, NOW) == 0
        assert len(notifications.list_notices(session, town.cast.director.staff_id)) == 3
