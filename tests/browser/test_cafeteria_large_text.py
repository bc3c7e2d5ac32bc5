"""Lunch on a small phone with its text at 200 %, by keyboard, and with a server that has gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from services.cafeteria import Level
from tests.browser.chromium import PHONE
from tests.browser.crowd_world import Lunch, open_hall, publish_slots, running_lunch, tell
from tests.browser.looks import Look, await_fonts, open_look
from tests.browser.test_cafeteria_live import SOON_MS
from tests.cast import Member

LARGEST = Look(text_size="largest")
ASK = "() => dispatchEvent(new Event('online'))"  # what asks every nine seconds asks at once
LINES = """(element) => {
  const range = document.createRange()
  range.selectNodeContents(element)
  return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
}"""


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Lunch]:
    with running_lunch(tmp_path_factory.mktemp("large"), sqlite_template) as lunch:
        hall = open_hall(lunch, "hall", "본관 구내식당")
        publish_slots(lunch, hall)
        tell(lunch, hall, (20, Level.NORMAL), (2, Level.PACKED))
        yield lunch
        lunch.server.cable.mend()


def open_page(lunch: Lunch, context: BrowserContext, who: Member, end: str) -> Page:
    page = context.new_page()
    lunch.sign_in(page, who)
    page.goto(f"{lunch.url}{end}", wait_until="networkidle")
    await_fonts(page)
    return page


def lines_of(element: Locator) -> int:
    return int(element.evaluate(LINES))


def test_the_wait_stays_in_one_line(browser: Browser, lunch: Lunch) -> None:
    with open_look(browser, lunch.url, LARGEST) as context:
        for path in ("/", "/cafeteria"):
            wait = open_page(lunch, context, lunch.cast.traveller, path).locator(".wait [data-say]")
            expect(wait).to_contain_text("약 ")
            assert lines_of(wait) == 1


def test_no_level_of_the_kitchen_breaks_within_its_word(browser: Browser, lunch: Lunch) -> None:
    path = f"/cafeteria/{lunch.halls['hall']}/kitchen"
    with open_look(browser, lunch.url, Look(language="en", text_size="largest")) as context:
        page = open_page(lunch, context, lunch.cast.administrator, path)
        for name in page.locator("[data-name]").all():
            assert lines_of(name) <= len(name.inner_text().split())


def test_the_kitchens_buttons_fill_a_phones_screen(browser: Browser, lunch: Lunch) -> None:
    path = f"/cafeteria/{lunch.halls['hall']}/kitchen"
    with open_look(browser, lunch.url, Look()) as context:
        page = open_page(lunch, context, lunch.cast.administrator, path)
        box = page.get_by_role("button", name="매우 붐빔").bounding_box()
    assert box
    assert box["y"] + box["height"] > PHONE["height"] - 40


def test_the_two_taps_work_by_keyboard(browser: Browser, lunch: Lunch) -> None:
    with open_look(browser, lunch.url, Look()) as context:
        page = open_page(lunch, context, lunch.cast.traveller, "/cafeteria")
        page.get_by_role("button", name="줄 섰어요").press("Enter")
        expect(page.get_by_role("button", name="받았어요")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="줄 섰어요")).to_be_focused()


def test_a_page_whose_server_has_gone_says_so(browser: Browser, lunch: Lunch) -> None:
    with open_look(browser, lunch.url, Look()) as context:
        page = open_page(lunch, context, lunch.cast.traveller, "/cafeteria")
        strip = page.get_by_text("서버가 답하지 않아요.")
        expect(strip).to_be_hidden()
        lunch.server.cable.cut()
        page.evaluate(ASK)
        expect(strip).to_be_visible(timeout=2 * SOON_MS)
        lunch.server.cable.mend()
        page.evaluate(ASK)
        expect(strip).to_be_hidden(timeout=3 * SOON_MS)
