"""`/remote-work/rotation/swaps`: a colleague's tap, a lead's tap, and everybody else."""

from datetime import timedelta
from typing import Any

import pytest

from services.remote_work.rotation import Exchange
from tests.rotation_world import home_days, make_published
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from tests.web.rotation import ROOT, Hall, day_words, make_hall
from webapp.context import Parts

PATH = f"{ROOT}/swaps"


@pytest.fixture
def hall(parts: Parts, client_as: ClientAs) -> Hall:
    hall = make_hall(parts.database, client_as)
    make_published(hall.database, hall.town)
    return hall


@pytest.fixture
def exchange(hall: Hall) -> Exchange:
    return hall.find_exchange()


@pytest.fixture
def me(hall: Hall, exchange: Exchange) -> Browser:
    return hall.browser(exchange.staff_id)


@pytest.fixture
def other(hall: Hall, exchange: Exchange) -> Browser:
    return hall.browser(exchange.other_id)


@pytest.fixture
def lead(hall: Hall) -> Browser:
    return hall.browser(hall.town.lead_1)


def ask(browser: Browser, exchange: Exchange, **changes: str) -> Any:
    return browser.post(PATH, fill(browser, exchange) | changes)


def fill(browser: Browser, exchange: Exchange) -> dict[str, str]:
    """The last step's form."""
    form = browser.get(f"{PATH}?gives_on={exchange.gives_on}").one("form", action=PATH).fields()
    return form | {"other": f"{exchange.other_id}:{exchange.takes_on}"}


def states(page: Node) -> list[str]:
    return [node.attrs["data-state"] for node in page.all(data_testid="swap")]


def action(page: Node, end: str) -> str:
    return next(f.attrs["action"] for f in page.all("form") if f.attrs.get("action", "").endswith(end))


def test_two_taps_change_two_days(
    hall: Hall, exchange: Exchange, me: Browser, other: Browser, lead: Browser
) -> None:
    before = home_days(hall.database, exchange.staff_id)
    # The first step offers my days, the second those who could take it.
    assert me.get(PATH).all("a", href=f"{PATH}?gives_on={exchange.gives_on}")
    assert ask(me, exchange).status_code == 303
    assert "내 답을 기다려요" in other.get("/").text
    assert "답하러 가기" in other.get(ROOT).text
    page = other.get(PATH)
    assert day_words(exchange.gives_on) in page.one(data_testid="swap").text
    other.post(action(page, "/answer"), {"answer": "agree"}, page=PATH)
    assert states(me.get(PATH)) == states(lead.get(PATH)) == ["agreed"]
    assert home_days(hall.database, exchange.staff_id) == before
    assert "재택일 보러 가기" in lead.get("/approvals").text
    lead.post(action(lead.get(PATH), "/decision"), {"decision": "approve"}, page=PATH)
    assert states(me.get(PATH)) == states(other.get(PATH)) == ["done"]
    changed = sorted({*before, exchange.takes_on} - {exchange.gives_on})
    assert home_days(hall.database, exchange.staff_id) == changed
    month = me.get(f"{ROOT}?from={exchange.takes_on}").one(data_testid="my-weeks")
    assert "바꾼 날" in month.text
    assert "재택일 보러 가기" not in lead.get("/approvals").text


@pytest.mark.parametrize("sent", [{"answer": "refuse"}, {}, {"answer": "<b>"}])
def test_what_is_no_yes_is_a_no(
    me: Browser, other: Browser, exchange: Exchange, sent: dict[str, str]
) -> None:
    ask(me, exchange)
    other.post(action(other.get(PATH), "/answer"), sent, page=PATH)
    assert states(me.get(PATH)) == ["refused"]


def test_the_asker_takes_it_back_and_a_late_answer_is_told(
    me: Browser, other: Browser, exchange: Exchange
) -> None:
    ask(me, exchange)
    answer = action(other.get(PATH), "/answer")
    me.post(action(me.get(PATH), "/withdrawal"), page=PATH)
    other.post(answer, {"answer": "agree"})
    assert "이미 답했거나 거둔 요청" in other.get(PATH).text


def test_the_same_form_twice_is_one_wish(me: Browser, other: Browser, exchange: Exchange) -> None:
    form = fill(me, exchange)
    for _ in range(2):
        assert me.post(PATH, form).status_code == 303
    assert states(other.get(PATH)) == ["asked"]


def test_nobody_else_answers_or_decides(
    hall: Hall, exchange: Exchange, me: Browser, other: Browser, lead: Browser
) -> None:
    """Not the asker, not another lead, no stranger, no planner; and the lead not before the colleague."""
    ask(me, exchange)
    root = action(other.get(PATH), "/answer").removesuffix("/answer")
    town = hall.town
    everybody = [me, hall.browser(town.lead_2), hall.planner, hall.client_as(town.cast.stranger)]
    for browser in everybody:
        browser.submit(f"{root}/answer", 403, {"answer": "agree"})
    lead.post(f"{root}/decision", {"decision": "approve"})
    assert "이미 답했거나" in lead.get(PATH).text
    other.post(f"{root}/answer", {"answer": "agree"})
    for browser in (*everybody, other):
        browser.submit(f"{root}/decision", 403, {"decision": "approve"})
    for browser in (*everybody[1:], other):
        browser.submit(f"{root}/withdrawal", 403)
    assert states(hall.client_as(town.cast.stranger).get(PATH)) == []


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"other": ""}, 422, "동료와 날을"),
        ({"other": "x:2026-10-07"}, 422, "동료와 날을"),
        ({"other": "9" * 40 + ":2026-10-07"}, 422, "동료와 날을"),
        ({"other": "1:2026-13-07"}, 422, "동료와 날을"),
        ({"other": "999999:2026-10-07"}, 422, "같은 부서에서"),
        ({"swap_id": "zz"}, 422, "화면이 오래되어"),
        ({"gives_on": ""}, 422, "날짜를"),
        ({"gives_on": "2026-09-01"}, 409, "내일이나 뒤의"),
    ],
)
def test_what_makes_no_sense_comes_back(
    me: Browser, exchange: Exchange, changes: dict[str, str], status: int, words: str
) -> None:
    response = ask(me, exchange, **changes)
    assert response.status_code == status
    assert words in response.text


def test_a_day_that_nobody_can_take_says_so(me: Browser, exchange: Exchange) -> None:
    far = exchange.gives_on + timedelta(days=60)
    assert "바꿀 수 있는 동료가 없어요" in me.get(f"{PATH}?gives_on={far}").text
    me.submit(f"{PATH}/{'0' * 32}/answer", 404, page=f"{PATH}?gives_on={exchange.gives_on}")
