"""The kitchen's tablet: one tap, and it is unmistakable what became of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from services import people
from tests.browser.chromium import watch
from tests.browser.crowd_world import Lunch, open_hall, running_lunch
from tests.browser.test_cafeteria_live import SOON_MS

TABLET = {"width": 1024, "height": 768}


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Lunch]:
    with running_lunch(tmp_path_factory.mktemp("kitchen"), sqlite_template) as lunch:
        open_hall(lunch, "hall", "본관 구내식당")
        yield lunch


@pytest.fixture
def tablet(browser: Browser, lunch: Lunch) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=TABLET, locale="ko-KR", service_workers="block") as context:
        yield context
    lunch.server.cable.mend()


@pytest.fixture
def kitchen(tablet: BrowserContext, lunch: Lunch) -> Iterator[Page]:
    page = tablet.new_page()
    faults = watch(page)
    lunch.sign_in(page, lunch.cast.administrator)
    page.goto(f"{lunch.url}/cafeteria/{lunch.halls['hall']}/kitchen", wait_until="networkidle")
    yield page
    assert faults == []


def taps_of(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/levels") else None)
    return sent


def press(page: Page, level: str) -> None:
    page.locator("button", has=page.locator("[data-name]").get_by_text(level, exact=True)).click()


def test_a_double_tap_is_one_tap(kitchen: Page) -> None:
    sent = taps_of(kitchen)
    kitchen.get_by_role("button", name="한산").dblclick()
    result = kitchen.get_by_test_id("kitchen-result")
    expect(result).to_contain_text("한산")
    expect(result).to_have_attribute("data-state", "sent")
    press(kitchen, "한산")
    press(kitchen, "매우 붐빔")
    expect(result).to_contain_text("매우 붐빔")
    expect(result).to_have_attribute("data-state", "sent")
    assert len(sent) == 2


def test_a_tap_without_a_network_is_sent_again_with_the_same_id(kitchen: Page, lunch: Lunch) -> None:
    sent = taps_of(kitchen)
    lunch.server.cable.cut()
    press(kitchen, "보통")
    result = kitchen.get_by_test_id("kitchen-result")
    expect(result).to_have_attribute("data-state", "waiting")
    expect(result).to_contain_text("아직 보내지 못했어요")
    lunch.server.cable.mend()
    expect(result).to_have_attribute("data-state", "sent", timeout=SOON_MS)
    assert len(sent) >= 2
    assert len({request.post_data for request in sent}) == 1


def test_a_tap_that_is_too_old_is_thrown_away_and_said_so(kitchen: Page, lunch: Lunch) -> None:
    lunch.server.cable.cut()
    press(kitchen, "붐빔")
    result = kitchen.get_by_test_id("kitchen-result")
    expect(result).to_have_attribute("data-state", "waiting")
    kitchen.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=3))
    expect(result).to_have_attribute("data-state", "failed", timeout=SOON_MS)
    expect(result).to_contain_text("지금 상태를 다시 눌러 주세요")


def test_an_ended_session_is_told_plainly(kitchen: Page, lunch: Lunch) -> None:
    with lunch.database.writing() as session:
        people.end_other_sessions(session, lunch.cast.administrator.staff_id, None)
    press(kitchen, "한산")
    expect(kitchen.get_by_test_id("kitchen-result")).to_contain_text("로그인이 끝나 보내지 못했어요")
    expect(kitchen.get_by_role("link", name="로그인하기")).to_be_visible()
