"""Coming in and going out in a real browser: password, passkey, sessions elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import wait_until
from tests.browser.conftest import cast_server, open_session
from tests.browser.passkeys import PasskeyStore, another_browser
from tests.browser.server import Server
from tests.factories import NUMBERS, PASSWORD

COUNT_ASKED = """(() => {
  const get = navigator.credentials.get.bind(navigator.credentials)
  window.asked = 0
  navigator.credentials.get = (options) => { window.asked += 1; return get(options) }
})()"""

pytestmark = pytest.mark.whole_browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """One of its own: people are signed in and out here."""
    folder = tmp_path_factory.mktemp("people")
    with cast_server(folder, sqlite_template) as server:
        yield server


def type_password(page: Page, server: Server, who: str, password: str = PASSWORD) -> None:
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("직원번호").fill(NUMBERS[who])
    page.get_by_label("비밀번호", exact=True).fill(password)
    page.get_by_role("button", name="로그인", exact=True).click()


def add_passkey(page: Page, server: Server, store: PasskeyStore) -> None:
    page.goto(f"{server.url}/me/passkeys")
    page.get_by_label("이름", exact=True).fill("시험 열쇠")
    with store.present():
        page.get_by_role("button", name="패스키 만들기").click()
        expect(page.get_by_role("list", name="내 패스키")).to_contain_text("시험 열쇠")


def test_the_password_leads_home(page: Page, server: Server) -> None:
    type_password(page, server, "traveller")
    page.wait_for_url(f"{server.url}/")


def test_a_wrong_one_is_said_and_the_number_stays(page: Page, server: Server) -> None:
    type_password(page, server, "colleague", "틀린 비밀번호")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("맞지 않아요")
    expect(page.get_by_label("직원번호")).to_have_value(NUMBERS["colleague"])


def test_the_letters_can_be_seen(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in")
    field = page.get_by_label("비밀번호", exact=True)
    field.fill("보이는 글자")
    page.get_by_role("button", name="보이기").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="보이기").click()
    expect(field).to_have_attribute("type", "password")


def test_without_scripts_the_password_still_opens(browser: Browser, server: Server) -> None:
    with browser.new_context(java_script_enabled=False, locale="ko-KR") as context:
        page = context.new_page()
        type_password(page, server, "traveller")
        expect(page).to_have_url(f"{server.url}/")


def test_a_passkey_opens_without_a_password(page: Page, server: Server, browser: Browser) -> None:
    store = PasskeyStore(page)
    open_session(page, server, "auditor")
    add_passkey(page, server, store)
    page.context.clear_cookies()
    page.add_init_script(COUNT_ASKED)
    page.goto(f"{server.url}/sign-in?next=/me/points")
    # A sensor that is touched from now on answers the button's question alone: the list's was asked before.
    wait_until(page, "() => window.asked === 1")
    with store.present():
        page.get_by_role("button", name="패스키로 로그인").click()
        page.wait_for_url(f"{server.url}/me/points")


def test_it_is_offered_in_the_number_fields_own_list(page: Page, server: Server) -> None:
    store = PasskeyStore(page)
    open_session(page, server, "mayor")
    add_passkey(page, server, store)
    page.context.clear_cookies()
    with store.present():  # one who chooses the passkey from the list at once
        page.goto(f"{server.url}/sign-in")
        page.wait_for_url(f"{server.url}/")


def test_a_passkey_that_is_refused_is_said(page: Page, server: Server) -> None:
    store = PasskeyStore(page)
    open_session(page, server, "stranger")
    add_passkey(page, server, store)
    page.context.clear_cookies()
    page.goto(f"{server.url}/sign-in")
    store.spoil()
    with store.present():
        page.get_by_role("button", name="패스키로 로그인").click()
        expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("패스키를 확인하지 못했어요")
    expect(page).to_have_url(f"{server.url}/sign-in")


def test_another_browser_is_signed_out_from_here(page: Page, server: Server, browser: Browser) -> None:
    open_session(page, server, "director")
    with another_browser(browser) as lost:
        type_password(lost, server, "director")
        lost.wait_for_url(f"{server.url}/")
        page.goto(f"{server.url}/me/sessions")
        page.get_by_role("button", name="다른 곳에서 모두 로그아웃").click()
        expect(page.get_by_role("status").filter(has_text="로그아웃했어요")).to_be_visible()
        lost.goto(f"{server.url}/me")
        expect(lost).to_have_url(f"{server.url}/sign-in?next=/me".replace("/me", "%2Fme"))
        assert page.goto(f"{server.url}/me")


def test_the_language_is_changed_before_coming_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in?next=/me")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("form[action='/sign-in'] input[name=next]")).to_have_value("/me")
