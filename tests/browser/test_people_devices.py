"""A browser becomes a device: passkey, key, and a second yes from a lead or from an earlier device."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import cast_server, open_session
from tests.browser.passkeys import PasskeyStore, another_browser
from tests.browser.phone import ask_phone
from tests.browser.server import Server

pytestmark = pytest.mark.whole_browser

FORGET_KEYS = """() => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase('balgil')
  request.onsuccess = () => resolve(true)
  request.onerror = reject
})"""


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """A fresh one for each test, because devices stay; asked for before the page, it also stops after it."""
    with cast_server(tmp_path, sqlite_template) as server:
        yield server


@pytest.fixture
def store(server: Server, page: Page) -> PasskeyStore:
    open_session(page, server, "traveller")
    return PasskeyStore(page)


def begin(
    page: Page, server: Server, store: PasskeyStore, label: str, button: str = "패스키로 등록하기"
) -> None:
    """Enrols this browser up to its second signature."""
    page.goto(f"{server.url}/me/devices/new")
    page.get_by_label("기기 이름").fill(label)
    with store.present():
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", name="두 번째 확인을 기다려요")).to_be_visible()


def let_in_by_lead(browser: Browser, server: Server) -> None:
    with another_browser(browser) as lead:
        open_session(lead, server, "lead")
        lead.goto(f"{server.url}/me")
        lead.get_by_role("link", name="확인하러 가기").click()
        lead.get_by_role("button", name="기기 확인").click()
        expect(lead.get_by_role("status").filter(has_text="기기를 확인했어요")).to_be_visible()


def test_the_lead_lets_a_new_phone_in_with_one_tap(
    server: Server, page: Page, browser: Browser, store: PasskeyStore
) -> None:
    page.goto(f"{server.url}/me/devices")
    page.get_by_role("link", name="이 기기 등록하기").first.click()
    begin(page, server, store, "내 휴대전화")
    code = page.locator(".code").inner_text().split()[-1]
    with another_browser(browser) as lead:
        open_session(lead, server, "lead")
        lead.goto(f"{server.url}/devices/confirmations")
        expect(lead.locator(".code")).to_contain_text(code)
        lead.get_by_role("button", name="기기 확인").click()
        expect(lead.get_by_role("status").filter(has_text="기기를 확인했어요")).to_be_visible()
    # The phone's page goes on by itself.
    expect(page.get_by_text("사용 중")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("눌러 확인")).to_be_visible()
    assert ask_phone(page, "isEnrolled")
    page.goto(f"{server.url}/me/devices")
    expect(page.locator("[data-this]")).to_be_visible()


def test_an_earlier_device_lets_a_second_one_in(
    server: Server, page: Page, browser: Browser, store: PasskeyStore
) -> None:
    begin(page, server, store, "첫 휴대전화")
    let_in_by_lead(browser, server)
    expect(page.get_by_text("사용 중")).to_be_visible(timeout=15_000)
    with another_browser(browser) as second:
        open_session(second, server, "traveller")
        begin(second, server, PasskeyStore(second), "둘째 기기", "이 기기에 새 패스키를 만들어 등록")
        code = second.locator(".code").inner_text().split()[-1]
        page.goto(f"{server.url}/me/devices")
        expect(page.locator(".code")).to_contain_text(code)
        page.get_by_role("button", name="이 기기 확인").click()
        expect(page.get_by_role("button", name="이 기기 확인")).to_have_count(0)
        expect(second.get_by_text("내 다른 기기 ‘첫 휴대전화’의 서명")).to_be_visible(timeout=15_000)


def test_a_synced_passkey_answers_on_the_second_device(
    server: Server, page: Page, browser: Browser, store: PasskeyStore
) -> None:
    begin(page, server, store, "첫 휴대전화")
    with another_browser(browser) as second:
        open_session(second, server, "traveller")
        synced = PasskeyStore(second)
        synced.take_over(store)
        begin(second, server, synced, "둘째 기기")
        second.goto(f"{server.url}/me/passkeys")
        expect(second.get_by_role("list", name="내 패스키").get_by_role("listitem")).to_have_count(1)


def test_it_is_not_me_takes_the_enrolment_back(
    server: Server, page: Page, browser: Browser, store: PasskeyStore
) -> None:
    begin(page, server, store, "첫 휴대전화")
    let_in_by_lead(browser, server)
    expect(page.get_by_text("사용 중")).to_be_visible(timeout=15_000)
    with another_browser(browser) as thief:
        open_session(thief, server, "traveller")
        begin(thief, server, PasskeyStore(thief), "도둑의 기기", "이 기기에 새 패스키를 만들어 등록")
        page.goto(f"{server.url}/me/devices")
        page.get_by_role("button", name="내가 아니에요").click()
        expect(page.get_by_role("status").filter(has_text="취소했어요")).to_be_visible()
        expect(thief).to_have_url(f"{server.url}/me/devices", timeout=15_000)


def test_a_cleared_browser_is_told_from_a_new_one_and_enrols_again(
    server: Server, page: Page, browser: Browser, store: PasskeyStore
) -> None:
    begin(page, server, store, "내 휴대전화")
    let_in_by_lead(browser, server)
    expect(page.get_by_text("사용 중")).to_be_visible(timeout=15_000)
    page.goto(f"{server.url}/offline")
    assert page.evaluate(FORGET_KEYS)
    page.goto(f"{server.url}/me/devices")
    expect(page.get_by_text("브라우저가 이 기기의 키를 지웠어요")).to_be_visible()
    page.get_by_role("link", name="다시 등록하기").click()
    expect(page.get_by_label("내 휴대전화")).to_be_checked()
    begin(page, server, store, "내 휴대전화 (새 키)")
    let_in_by_lead(browser, server)
    expect(page.get_by_text("사용 중")).to_be_visible(timeout=15_000)
    page.goto(f"{server.url}/me/devices")
    expect(page.get_by_role("list", name="쓰고 있는 기기").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_text("지난 기기 1대")).to_be_visible()


def test_a_lost_phone_is_reported_and_another_enrolled_in_one_flow(
    server: Server, page: Page, browser: Browser, store: PasskeyStore
) -> None:
    begin(page, server, store, "잃어버릴 전화")
    let_in_by_lead(browser, server)
    expect(page.get_by_text("사용 중")).to_be_visible(timeout=15_000)
    with another_browser(browser) as new:
        open_session(new, server, "traveller")
        new.goto(f"{server.url}/me/devices")
        new.get_by_role("link", name="잃어버릴 전화").click()
        new.get_by_role("link", name="잃어버렸거나 이제 안 써요").click()
        new.get_by_label("잃어버렸거나 도난당했어요").check()
        new.get_by_role("button", name="사용 끝내기").click()
        expect(new).to_have_url(f"{server.url}/me/devices/new")
        begin(new, server, PasskeyStore(new), "새 전화", "이 기기에 새 패스키를 만들어 등록")
    # Who finds it is signed out. What turns up again has lost its right, and says how to get it back: with a
    # new key.
    page.goto(f"{server.url}/me/devices")
    expect(page).to_have_url(f"{server.url}/sign-in?next=%2Fme%2Fdevices")
    open_session(page, server, "traveller")
    page.goto(f"{server.url}/me/devices")
    expect(page.get_by_text("이 기기의 등록은 끝났어요")).to_be_visible()
    begin(page, server, store, "찾은 전화")


def test_another_persons_key_on_the_same_phone_is_not_touched(
    server: Server, page: Page, browser: Browser, store: PasskeyStore
) -> None:
    begin(page, server, store, "함께 쓰는 전화")
    page.context.clear_cookies(name="balgil")
    open_session(page, server, "colleague")
    page.goto(f"{server.url}/me/devices")
    expect(page.get_by_text("이 기기는 아직 등록하지 않았어요")).to_be_visible()
    begin(page, server, store, "함께 쓰는 전화")
    page.context.clear_cookies(name="balgil")
    open_session(page, server, "traveller")
    page.goto(f"{server.url}/me/devices")
    expect(page.locator("[data-this]")).to_be_visible()


def test_consent_is_asked_on_its_own_page_and_can_be_withdrawn(server: Server, page: Page) -> None:
    open_session(page, server, "traveller")
    page.goto(f"{server.url}/me/consent")
    page.get_by_role("button", name="동의", exact=True).click()
    expect(page.locator(".chip").filter(has_text="동의함").first).to_be_visible()
    page.get_by_role("button", name="잠시 멈추기").click()
    page.get_by_role("button", name="다시 켜기").click()
    page.get_by_role("link", name="동의 철회하기").click()
    page.get_by_role("button", name="동의를 철회하고 0건 파기하기").click()
    expect(page.get_by_role("button", name="동의하기")).to_be_visible()
    expect(page.get_by_text("내가 정한 기록 4건")).to_be_visible()
