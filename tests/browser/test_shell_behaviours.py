"""The shell's small behaviours, on the real pages."""

from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from tests.browser.chromium import launch
from tests.browser.conftest import SignIn
from tests.browser.phone import wait_until
from tests.browser.server import Server

ROOT_FONT = "() => getComputedStyle(document.documentElement).fontSize"
GROUND = "() => getComputedStyle(document.body).backgroundColor"


def open_me(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "traveller")
    page.goto(f"{server.url}/me")


def test_theme_and_text_size_change_at_once_and_stay(page: Page, server: Server, sign_in: SignIn) -> None:
    open_me(page, server, sign_in)
    light = page.evaluate(GROUND)
    page.get_by_role("radio", name="어둡게").check()
    page.get_by_role("radio", name="두 배").check()
    expect(page.locator("html")).to_have_attribute("data-text-size", "largest")
    dark = page.evaluate(GROUND)
    assert dark != light
    page.reload()
    assert (page.evaluate(GROUND), page.evaluate(ROOT_FONT)) == (dark, "32px")


def test_what_was_chosen_before_the_script_came_counts(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "traveller")
    held: list[Route] = []
    page.route("**/js/shell/preferences.js", lambda route: held.append(route))
    page.goto(f"{server.url}/me", wait_until="commit")
    page.get_by_role("radio", name="어둡게").check()
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_language_is_a_new_page(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "colleague")
    page.goto(f"{server.url}/me")
    page.get_by_role("radio", name="English").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("Me")
    page.get_by_role("radio", name="한국어").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("나")


def test_preferences_work_without_a_script(context: BrowserContext, server: Server) -> None:
    browser = context.browser
    assert browser
    with browser.new_context(java_script_enabled=False, locale="ko-KR") as plain:
        page = plain.new_page()
        page.goto(f"{server.url}/sign-in")
        page.get_by_text("화면 색, 글자 크기, 언어").click()
        page.get_by_role("radio", name="어둡게").check()
        page.get_by_role("button", name="적용하기").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_skip_link_leads_to_the_content(page: Page, server: Server, sign_in: SignIn) -> None:
    open_me(page, server, sign_in)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문으로 바로 가기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_an_unencrypted_address_says_so_plainly(playwright: Playwright, server: Server) -> None:
    browser = launch(playwright, "--host-resolver-rules=MAP balgil.test 127.0.0.1")
    page = browser.new_page(locale="ko-KR")
    page.goto(f"http://balgil.test:{server.cable.port}/sign-in")
    expect(page.get_by_text("이 주소는 암호화되지 않아 증빙을 찍을 수 없어요.")).to_be_visible()
    browser.close()


def test_a_page_without_a_network_says_so(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "traveller")
    page.goto(f"{server.url}/me", wait_until="networkidle")
    page.context.set_offline(True)
    expect(page.get_by_text("연결이 없어요.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("연결이 없어요.")).to_be_hidden()


def test_nothing_moves_for_who_wants_it_so(context: BrowserContext, server: Server, sign_in: SignIn) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    open_me(page, server, sign_in)
    moving = """() => [...document.querySelectorAll('*')].filter((element) =>
      parseFloat(getComputedStyle(element).transitionDuration) > 0.001).length"""
    assert page.evaluate(moving) == 0
