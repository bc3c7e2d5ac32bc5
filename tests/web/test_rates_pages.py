"""`/admin/rates`: amounts by name, from a day on."""

import pytest

from services import rates
from tests.cast import Cast
from tests.factories import TODAY
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/admin/rates"
DAILY = {
    "name": "일비",
    "from_on": "2026-01-02",
    "amount": "25,000",
    "unit": "won",
    "basis": "「공무원 여비 규정」 별표 2",
    "certainty": "M",
}


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


def test_an_amount_is_set_and_changed_by_a_day(browser: Browser, parts: Parts) -> None:
    assert browser.post(PAGE, DAILY, page=PAGE).status_code == 303
    page = browser.get(PAGE)
    for words in ("25,000원", "다른 자료로 확인", "「공무원 여비 규정」 별표 2"):
        assert words in page.text
    assert browser.get(f"{PAGE}?name=일비").one("input", name="amount").attrs["value"] == "25000"
    later = DAILY | {"from_on": "2026-10-01", "amount": "30000원"}
    assert browser.post(PAGE, later, page=PAGE).status_code == 303
    assert "2026. 10. 1.부터 30,000원" in browser.get(PAGE).text
    browser.post(f"{PAGE}/removal", {"name": "일비", "from_on": "2026-10-01"}, page=PAGE)
    assert "30,000원" not in browser.get(PAGE).text
    browser.post(f"{PAGE}/removal", {"name": "일비", "from_on": "2026-01-02"}, page=PAGE)
    browser.post(PAGE, DAILY | {"from_on": "2026-09-29", "is_ended": "yes"}, page=PAGE)
    assert "쓰지 않음" in browser.get(PAGE).text
    with parts.database.reading() as session:
        assert rates.find_rate(session, "일비", TODAY) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "많이"}, "0부터 1,000,000,000까지 숫자로 적어 주세요."),
        ({"basis": ""}, "근거 규정을 200자 안에서 적어 주세요."),
        ({"from_on": "내일"}, "날짜를 2026-09-29처럼 적어 주세요."),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(
    browser: Browser, change: dict[str, str], words: str
) -> None:
    page = browser.submit(PAGE, 422, DAILY | change, page=PAGE)
    assert words in page.text
    assert page.one("input", name="name").attrs["value"] == "일비"


def test_editors_alone_set_amounts(client_as: ClientAs, cast: Cast) -> None:
    for who, member in cast.everybody().items():
        client_as(member).get(PAGE, 200 if who == "administrator" else 403)
