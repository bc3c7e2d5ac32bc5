"""Manuals on a phone: found by initials, mended by the owner, seen by a watcher, written in a dead zone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from services.manuals import texts
from services.manuals.sections import Section
from tests.browser.chromium import PHONE, watch
from tests.browser.conftest import empty_server, open_session
from tests.browser.manuals_world import stock
from tests.browser.phone import wait_until
from tests.browser.server import Server
from tests.web.manuals_world import NEW_STEPS, Shelf


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("manuals")
    with empty_server(folder, sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def shelf(server: Server) -> Shelf:
    return stock(server)


@pytest.fixture(autouse=True)
def mended(server: Server) -> Iterator[None]:
    yield
    server.cable.mend()


@pytest.fixture
def second(browser: Browser, server: Server) -> Iterator[Page]:
    """Another device."""
    context = browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul", has_touch=True)
    page = context.new_page()
    faults = watch(page)
    yield page
    assert faults == []
    context.close()


# What the phone keeps is read slowly: nothing of it comes before `release()`.
SLOW_READING = """() => {
  const { get, set } = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete')
  const released = new Promise((resolve) => { window.release = resolve })
  Object.defineProperty(IDBTransaction.prototype, 'oncomplete', { get, set(heard) {
    set.call(this, this.mode === 'readonly' ? (event) => released.then(() => heard(event)) : heard)
  } })
}"""


def published(shelf: Shelf) -> str:
    with shelf.database.reading() as session:
        found = texts.load_published(session, shelf.manual_id)
    assert found
    return found.texts[Section.PROCESS]


def test_a_manual_is_found_by_its_initials_while_one_types(page: Page, server: Server, shelf: Shelf) -> None:
    open_session(page, server, "traveller")
    page.goto(server.url)
    page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="매뉴얼").click()
    page.get_by_label("매뉴얼 찾기").press_sequentially("ㅇㅂㅈㅅ")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("출장여비 정산")
    page.get_by_label("매뉴얼 찾기").press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    page.get_by_label("매뉴얼 찾기").press("Enter")
    page.wait_for_url(re.compile(rf"/manuals/{shelf.manual_id}"))
    expect(page.get_by_role("heading", name="출장여비 정산")).to_be_visible()


def test_what_was_typed_before_the_script_came_is_looked_for(
    page: Page, server: Server, shelf: Shelf
) -> None:
    open_session(page, server, "traveller")
    held: list[Route] = []
    page.route("**/js/manuals/search.js", lambda route: held.append(route))
    page.goto(f"{server.url}/manuals", wait_until="commit")
    field = page.get_by_label("매뉴얼 찾기")
    field.click()  # before a page has been laid out once, a caret stays where it is
    field.press_sequentially("ㅇㅂㅈㅅ")
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.get_by_role("option").first).to_contain_text("출장여비 정산")


def test_an_owner_mends_one_section_and_a_watcher_sees_what_is_different(
    page: Page, second: Page, server: Server, shelf: Shelf
) -> None:
    open_session(page, server, "colleague")
    page.goto(f"{server.url}/manuals/{shelf.manual_id}")
    page.get_by_role("link", name="업무 프로세스 고치기").click()
    page.get_by_label("업무 프로세스").fill(NEW_STEPS)
    page.get_by_role("button", name="미리보기").click()
    expect(page.get_by_role("region", name="미리보기")).to_contain_text("제출 기한: 7일")
    page.get_by_role("radio", name="지침").check()
    page.get_by_test_id("publish").click()
    expect(page.get_by_text("2판을 게시했어요.")).to_be_visible()

    open_session(second, server, "traveller")
    second.goto(f"{server.url}/me/notices")
    second.get_by_role("link", name=re.compile("지켜보는 매뉴얼 「출장여비 정산」")).click()
    expect(second.get_by_test_id("said")).to_have_text("제출 기한 5일에서 7일로")
    assert second.locator("del").all_text_contents() == ["5"]
    assert second.locator("ins").all_text_contents() == ["7"]


def test_what_is_written_without_a_network_goes_on_and_is_published(
    context: BrowserContext, page: Page, server: Server, shelf: Shelf
) -> None:
    open_session(page, server, "colleague")
    page.goto(f"{server.url}/manuals/{shelf.manual_id}/edit#process")
    text = page.get_by_label("업무 프로세스")
    expect(page.get_by_label("업무 개요")).to_be_hidden()
    server.cable.cut()
    text.fill("1. 신호 없는 곳에서 적음")
    status = page.locator("[data-status]")
    expect(status).to_contain_text("이 휴대전화에 보관 중이에요")
    page.get_by_test_id("publish").click()
    expect(page.get_by_text("아직 게시하지 않았어요")).to_be_visible()
    page.get_by_role("button", name="미리보기").click()
    expect(page.get_by_role("region", name="미리보기")).to_contain_text("미리보기를 만들지 못했어요")
    server.cable.mend()
    page.reload()
    expect(page.get_by_label("업무 프로세스")).to_have_value("1. 신호 없는 곳에서 적음")
    expect(page.locator("[data-status]")).to_contain_text("에 저장됨")
    page.get_by_test_id("publish").click()
    expect(page.get_by_text(re.compile(r"\d판을 게시했어요"))).to_be_visible()
    assert published(shelf) == "1. 신호 없는 곳에서 적음"
    # The way back leads to what stands there now, and what is written there is published as well.
    page.go_back()
    expect(page.get_by_text("쓰던 글을 이어서")).to_have_count(0)
    expect(page.get_by_label("업무 프로세스")).to_have_value("1. 신호 없는 곳에서 적음")
    page.get_by_label("업무 프로세스").fill("1. 돌아와서 적음")
    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("manual")).to_contain_text("돌아와서 적음")
    assert published(shelf) == "1. 돌아와서 적음"
    page.goto(f"{server.url}/manuals/{shelf.manual_id}/edit#process")
    context.clear_cookies()
    page.get_by_label("업무 프로세스").fill("1. 로그인이 끝난 뒤에 적음")
    way_on = page.get_by_role("link", name="다시 로그인하고 이어서 쓰기")
    expect(way_on).to_have_attribute("href", f"/sign-in?next=%2Fmanuals%2F{shelf.manual_id}%2Fedit")


def test_two_devices_of_one_person_never_lose_a_text(
    page: Page, second: Page, server: Server, shelf: Shelf
) -> None:
    path = f"{server.url}/manuals/{shelf.manual_id}/sections/contacts/fix"
    for device in (page, second):
        open_session(device, server, "colleague")
        device.goto(path)
    page.get_by_label("유관기관 현황").fill("휴대전화에서")
    expect(page.locator("[data-status]")).to_contain_text("에 저장됨")
    second.get_by_label("유관기관 현황").fill("책상에서")
    question = second.get_by_role("dialog", name="다른 기기에서 쓴 글이 있어요")
    expect(question.get_by_label("다른 기기의 글", exact=True)).to_have_value("휴대전화에서")
    question.get_by_role("button", name="두 글을 이어 붙이기").click()
    expect(second.get_by_label("유관기관 현황")).to_have_value("휴대전화에서\n\n책상에서")
    expect(second.locator("[data-status]")).to_contain_text("에 저장됨")


def test_what_is_typed_while_the_phone_still_looks_for_a_draft_stays_on_it(
    page: Page, server: Server, shelf: Shelf
) -> None:
    page.add_init_script(f"({SLOW_READING})()")
    open_session(page, server, "colleague")
    page.goto(f"{server.url}/manuals/{shelf.manual_id}/edit#tips")
    text = page.get_by_label("Tip")
    expect(page.get_by_label("업무 개요")).to_be_hidden()
    server.cable.cut()
    text.fill("빨리 적은 도움말")
    page.evaluate("() => release()")
    expect(page.locator("[data-status]")).to_contain_text("이 휴대전화에 보관 중이에요")
    server.cable.mend()
    page.reload()
    page.evaluate("() => release()")
    expect(text).to_have_value("빨리 적은 도움말")
