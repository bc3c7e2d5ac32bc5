"""One tap from any page: what fits it stands first under `/manuals`, and says why."""

from typing import Any

import pytest

from services.clock import local_day
from services.manuals.sections import Section
from services.remote_work import days
from tests.cast import Cast
from tests.manual_readers import WebShelf, shelve
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

ROAD = {Section.OVERVIEW: "도로 파손과 구멍을 신고받아 보수한다."}


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def put(shelf: WebShelf, title: str, *keywords: str) -> int:
    """A manual of another department: nothing but the page leads to it."""
    return shelve(shelf, title, ROAD, owner=shelf.cast.other_lead, keywords=keywords)


def suggested(browser: Browser, came_from: str) -> list[tuple[str, str]]:
    """By the bar's tap on a page: the manual's address and why, as they stand there."""
    bar = browser.get(came_from).one("nav", aria_label="주 메뉴")
    (tap,) = [link.attrs["href"] for link in bar.all("a") if link.text == "매뉴얼"]
    page = browser.get(tap, environ_base={"HTTP_REFERER": f"http://localhost{came_from}"})
    return [(row.one("a").attrs["href"], row.text) for row in page.all(data_testid="suggestion")]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/trips", "국내 출장 여비 정산"),
        ("/trips/new", "국내 출장 여비 정산"),
        ("/cafeteria", "구내식당 운영"),
        ("/remote-work", "재택근무"),
        ("/hours", "유연근무"),
        ("/leave", "연가와 휴가"),
        ("/approvals", "전결과 결재"),
        ("/handovers", "업무 인계인수"),
        ("/me/consent", "위치정보 동의"),
    ],
)
def test_the_page_that_one_is_on_leads_to_its_manual(
    shelf: WebShelf, browser: Browser, path: str, title: str
) -> None:
    put(shelf, "옥외광고물 허가")
    fits = put(shelf, title)
    ((address, why),) = suggested(browser, path)
    assert address == f"/manuals/{fits}"
    assert "지금 하는 일과 관련돼요" in why


def test_the_page_of_a_trip_leads_to_what_that_trip_is_for(
    shelf: WebShelf, browser: Browser, client_as: ClientAs, make_trip: Any, cast: Cast
) -> None:
    """Though it be weeks ahead; of somebody else's trip nothing is told."""
    road, settling = put(shelf, "도로 파손 보수"), put(shelf, "국내 출장 여비 정산")
    trip = make_trip(1, hours=(400, 404), purpose="도로 파손 현장 점검")
    path = f"/trips/{trip.id.hex()}"
    found = suggested(browser, path)
    assert [address for address, _ in found] == [f"/manuals/{road}", f"/manuals/{settling}"]
    assert "출장 목적과 관련돼요: 도로 파손 현장 점검" in found[0][1]
    page = client_as(cast.stranger).get("/manuals", environ_base={"HTTP_REFERER": f"http://localhost{path}"})
    assert "도로 파손" not in page.one("main").text


def test_a_line_of_todays_plan_leads_to_its_manual_from_home(
    shelf: WebShelf, browser: Browser, cast: Cast, parts: Parts
) -> None:
    road, me, today = put(shelf, "도로 파손 보수"), cast.traveller.staff_id, local_day(shelf.now)
    draft = days.PlanDraft(b"p" * 16, 0, ["도로 파손 신고 정리"], "", days.PhoneTimes())

    def plan(session: Any) -> None:
        origin = days.Origin("rotation", b"plan-1")
        days.open_day(session, me, today, place=days.Place.HOME, origin=origin, now=shelf.now)
        days.submit_plan(session, parts.ledger, me, today, draft, shelf.now)

    shelf.database.write(plan)
    (row,) = browser.get("/").one(data_testid="home-manuals").all("a", data_testid="suggestion")
    assert row.attrs["href"] == f"/manuals/{road}"
    assert "오늘 계획과 관련돼요: 도로 파손 신고 정리" in row.text
