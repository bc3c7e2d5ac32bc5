"""Modules that a bad network withheld: asked for again, whichever of their imports was missing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import SignIn
from tests.browser.phone import enrol, give_consent, give_position, tap
from tests.browser.server import Server

ONLINE = "() => dispatchEvent(new Event('online'))"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A first visit that lasts: no worker has brought the files yet."""
    with browser.new_context(viewport=PHONE, locale="ko-KR", service_workers="block") as context:
        yield context


def withhold(page: Page, file: str) -> None:
    page.route(f"**/js/{file}", lambda route: route.abort())


@pytest.mark.parametrize("file", ["capture/status.js", "lib/pause.js", "lib/store.js"])
def test_a_behaviour_comes_when_the_network_is_back(
    page: Page, server: Server, sign_in: SignIn, file: str
) -> None:
    sign_in(page, "traveller")
    withhold(page, file)
    with page.expect_event("requestfailed", lambda request: request.url.endswith(file)):
        page.goto(server.url)
    chip = page.get_by_test_id("outbox-status")
    expect(chip).to_be_hidden()
    page.unroute(f"**/js/{file}")
    page.evaluate(ONLINE)
    expect(chip).to_be_visible()


def test_a_behaviour_comes_soon_where_the_browser_tells_of_no_network(
    page: Page, server: Server, sign_in: SignIn
) -> None:
    sign_in(page, "traveller")
    withhold(page, "capture/status.js")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("status.js")):
        page.goto(server.url)
    page.unroute("**/js/capture/status.js")
    expect(page.get_by_test_id("outbox-status")).to_be_visible()


@pytest.mark.parametrize("file", ["capture/flow.js", "lib/position.js"])
def test_the_next_tap_asks_for_the_screen_again(
    page: Page, server: Server, sign_in: SignIn, file: str
) -> None:
    give_position(page.context)
    sign_in(page, "traveller")
    give_consent(server, "traveller")
    page.goto(server.url)
    enrol(page, server, "traveller")
    withhold(page, file)
    page.reload()
    page.get_by_test_id("capture").click()
    expect(page.get_by_test_id("capture")).to_contain_text("아직 이 화면을 받지 못했어요")
    page.unroute(f"**/js/{file}")
    tap(page)


def test_a_mistake_in_a_module_is_not_waited_out(
    context: BrowserContext, server: Server, sign_in: SignIn
) -> None:
    page = context.new_page()
    sign_in(page, "traveller")
    page.route(
        "**/js/capture/status.js",
        lambda route: route.fulfill(content_type="text/javascript", body="null.mistake"),
    )
    with page.expect_event("pageerror") as caught:
        page.goto(server.url)
    assert "mistake" in str(caught.value)


def test_nobody_signs_out_before_the_phone_can_lock_up(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "traveller")
    withhold(page, "capture/sign-out.js")
    page.goto(f"{server.url}/me", wait_until="networkidle")
    button = page.get_by_role("button", name="로그아웃")
    expect(button).to_be_disabled()
    page.unroute("**/js/capture/sign-out.js")
    page.evaluate(ONLINE)
    button.click()
    expect(page).to_have_url(f"{server.url}/sign-in")


def test_without_scripts_one_signs_out_all_the_same(
    browser: Browser, server: Server, sign_in: SignIn
) -> None:
    with browser.new_context(java_script_enabled=False, locale="ko-KR") as context:
        page = context.new_page()
        sign_in(page, "traveller")
        page.goto(f"{server.url}/me")
        # One button alone is to be seen; Playwright's own click takes what is in <noscript> for covered.
        place = page.get_by_role("button", name="로그아웃").bounding_box()
        assert place
        page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        expect(page).to_have_url(f"{server.url}/sign-in")
