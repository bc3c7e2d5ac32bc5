"""`/me/points`: every point that is kept of me, and who looked at it."""

from collections.abc import Callable

import pytest

from services.access_log import NewLook, log_look, log_looks
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import Phone
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

PAGE = "/me/points"


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    browser = client_as(cast.traveller)
    browser.post("/me/consent", {"state": "given"}, page="/me/consent")
    return browser


@pytest.fixture
def phone(cast: Cast, phone_of: Callable[[Member], Phone]) -> Phone:
    return phone_of(cast.traveller)


def send(browser: Browser, phone: Phone, cast: Cast, clock: HandClock) -> str:
    answer = browser.api("POST", "evidences", phone.tap(clock.now()).body(cast.traveller.number))
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def test_each_point_is_there_with_time_and_coordinates(
    browser: Browser, phone: Phone, cast: Cast, clock: HandClock
) -> None:
    send(browser, phone, cast, clock)
    text = browser.get(PAGE).text
    assert "15:20" in text
    assert "35.686900, 127.909500" in text


def test_a_look_is_there_with_name_time_and_reason(
    browser: Browser, phone: Phone, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    evidence_id = send(browser, phone, cast, clock)
    with parts.database.writing() as session:
        log_look(
            session,
            viewer_id=cast.auditor.staff_id,
            subject_id=cast.traveller.staff_id,
            what_kind="position",
            what_id=evidence_id,
            reason="여비 표본 <i>점검</i>",
            now=clock.now(),
        )
    page = browser.get(PAGE)
    assert "1번 봄" in page.text
    looks = page.one(id="looks").text
    assert cast.auditor.name in looks
    assert "여비 표본 <i>점검</i>" in looks
    assert "정확한 위치" in looks


def test_long_lists_come_in_pages(browser: Browser, phone: Phone, cast: Cast, clock: HandClock) -> None:
    for _ in range(31):
        send(browser, phone, cast, clock)
        clock.advance(minutes=1)
    assert len(browser.get(PAGE).all("li", class_="stacked")) == 30
    assert len(browser.get(f"{PAGE}?page=2").all("li", class_="stacked")) == 1


def test_no_point_is_skipped_behind_destroyed_ones(
    browser: Browser, phone: Phone, cast: Cast, clock: HandClock
) -> None:
    for _ in range(33):
        send(browser, phone, cast, clock)
        clock.advance(minutes=1)
    older = ids_of(browser.get(PAGE), browser.get(f"{PAGE}?page=2"))
    assert len(older) == 33
    browser.post("/me/consent/withdrawal", page="/me/consent/withdrawal")
    browser.post("/me/consent", {"state": "given"}, page="/me/consent")
    newer = []
    for _ in range(31):
        clock.advance(minutes=1)
        newer.append(send(browser, phone, cast, clock))
    page = browser.get(PAGE)
    assert "파기된 기록 33건" in page.text
    assert ids_of(page, browser.get(f"{PAGE}?page=2")) == newer[::-1]


def ids_of(*pages: Node) -> list[str]:
    links = [
        a.attrs["href"] for page in pages for li in page.all("li", class_="stacked") for a in li.all("a")
    ]
    return [link.removeprefix("/evidences/") for link in links]


def test_an_old_look_is_still_told_at_its_point(
    browser: Browser, phone: Phone, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    evidence_id = send(browser, phone, cast, clock)
    looks = [NewLook(cast.auditor.staff_id, cast.traveller.staff_id, "verdict", what, "점검")
             for what in (evidence_id, *["00" * 16] * 500)]  # fmt: skip
    with parts.database.writing() as session:
        log_looks(session, looks, clock.now())
    assert "1번 봄" in browser.get(PAGE).text


@pytest.mark.parametrize("page", ["0", "99999999", ""])
def test_a_page_beyond_the_end_is_empty_or_the_first(browser: Browser, page: str) -> None:
    browser.get(f"{PAGE}?page={page}")


@pytest.mark.parametrize("page", ["-1", "x", "1.5", "９", "1" * 30])
def test_a_page_must_be_a_number(browser: Browser, page: str) -> None:
    browser.get(f"{PAGE}?page={page}", 422)


@pytest.mark.parametrize("who", ["lead", "colleague", "administrator", "auditor", "stranger"])
def test_nobody_else_sees_them_here(
    browser: Browser, phone: Phone, client_as: ClientAs, cast: Cast, clock: HandClock, who: str
) -> None:
    send(browser, phone, cast, clock)
    text = client_as(getattr(cast, who)).get(PAGE).text
    assert "남은 위치가 없어요" in text
    assert "35.68" not in text
