"""A swap of lunch slots between two leads in two browsers, one tap each; their staff see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE, watch
from tests.browser.conftest import empty_server, open_session
from tests.browser.lunch_slots_world import build
from tests.browser.server import Server
from tests.lunch_world import LunchTown


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("swap")
    with empty_server(folder, sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def town(server: Server) -> LunchTown:
    return build(server.database_url)[0]


def open_browser(browser: Browser, server: Server, who: str) -> tuple[Page, list[str]]:
    """A browser of its own, with its own cookies."""
    page = browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul").new_page()
    faults = watch(page)
    open_session(page, server, who)
    return page, faults


def test_two_leads_swap_their_slots_with_one_tap_each(
    browser: Browser, server: Server, town: LunchTown
) -> None:
    asker, asker_faults = open_browser(browser, server, "lead")
    other, other_faults = open_browser(
        browser, server, "mayor"
    )  # speaks for the audit office, which has no head
    asker.goto(f"{server.url}/cafeteria/swaps")
    asker.get_by_label("바꿀 부서").select_option(str(town.audit))
    last = asker.get_by_label("언제까지").input_value()
    asker.get_by_label("언제부터").fill(last)
    asker.get_by_role("button", name="바꾸자고 요청하기").click()
    expect(asker.get_by_text("요청을 보냈어요.")).to_be_visible()

    other.goto(f"{server.url}/approvals")
    other.get_by_role("link", name="답하러 가기").click()
    wish = other.locator("[data-testid=swap][data-state=asked]")
    expect(wish).to_contain_text("감사담당관")
    wish.get_by_role("button", name="맞바꾸기", exact=True).click()
    expect(other.get_by_text("맞바꿨어요. 두 부서에 알렸어요.")).to_be_visible()

    asker.goto(f"{server.url}/cafeteria/swaps")
    expect(asker.locator("[data-testid=swap][data-state=agreed]").first).to_contain_text("감사담당관")
    staff, staff_faults = open_browser(browser, server, "traveller")
    staff.goto(f"{server.url}/cafeteria/slots")
    expect(staff.get_by_text("다른 부서와 바꿈")).to_have_count(2)
    assert asker_faults == other_faults == staff_faults == []
    for page in (asker, other, staff):
        page.context.close()
