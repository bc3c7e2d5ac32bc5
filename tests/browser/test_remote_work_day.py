"""The day of a remote worker, from the plan to the approved result, without a network in between."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from services.remote_work import days
from tests.browser.chromium import PHONE, open_profile, watch
from tests.browser.conftest import cast_server, open_session
from tests.browser.phone import parts_of, wait_until
from tests.browser.remote_days import card_of, expect_step, install, load_card, open_remote_day
from tests.browser.server import Server
from tests.browser.test_capture_offline import first_page, kept_pages
from tests.factories import NUMBERS

HAS_DRAFT = """async ([owner, on]) => {
  const { build } = document.documentElement.dataset
  const { findDraft } = await import(`/static/${build}/js/lib/drafts.js`)
  return Boolean(await findDraft(owner, `remote_day ${on} result`))
}"""


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """A server of this test's own: it is cut."""
    with cast_server(tmp_path, sqlite_template) as server:
        yield server


def write_plan(page: Page, *lines: str) -> None:
    page.get_by_label("오늘 할 일").fill("\n".join(lines))
    page.get_by_role("button", name="계획서 내기").click()


def change_waiting_plan(page: Page) -> None:
    """What waits is opened again, and another one goes in its place: one plan, one post."""
    page.get_by_role("link", name="계획 고치기").click()
    field = page.get_by_label("오늘 할 일")
    expect(field).to_have_value("도로점용 허가 검토")
    write_plan(page, "도로점용 허가 검토", "예산 변경 초안")
    expect(field).to_be_hidden()
    expect(page.get_by_test_id("outbox-status")).to_have_text("보관 중 1")
    expect(card_of(page)).to_contain_text("계획 2건을 냈어요")


def write_result(page: Page) -> None:
    page.get_by_role("button", name="업무 끝내기").click()
    expect_step(page, "result")
    expect(page.get_by_label("도로점용 허가 검토")).to_be_checked()
    page.get_by_text("건수와 메모").first.click()
    page.get_by_label("건수").first.fill("3")
    page.get_by_label("메모").first.fill("문서 도로-1182 외")
    page.get_by_label("계획에 없던 일").fill("급한 민원 전화")
    page.get_by_role("button", name="결과보고 내기").click()


def test_a_day_from_plan_to_approved_result_through_a_cold_start_without_a_network(
    playwright: Playwright, browser: Browser, server: Server, tmp_path: Path
) -> None:
    on, next_on = open_remote_day(server), open_remote_day(server, ahead=1)
    folder = tmp_path / "profile"
    with open_profile(playwright, folder) as context:
        page = first_page(context)
        install(page, server)
        # The cards of the days to come are on the phone before anybody has looked at them.
        wait_until(page, lambda: f"/remote-work/{next_on}" in kept_pages(page))
    server.cable.cut()
    with open_profile(playwright, folder) as context:
        page = first_page(context)
        faults = watch(page)
        page.goto(f"{server.url}/remote-work")
        write_plan(page, "도로점용 허가 검토")
        expect_step(page, "start")
        expect(card_of(page)).to_contain_text("계획 1건을 냈어요")
        expect(card_of(page)).to_contain_text("이 휴대전화에 안전하게 있어요")
        change_waiting_plan(page)
        page.goto(server.url)
        home = page.get_by_test_id("remote-card")
        expect(home).to_contain_text("업무 시작")
        expect(home.locator(".chip:visible")).to_have_text("보관 중")
        page.goto(f"{server.url}/remote-work")
        page.get_by_role("button", name="업무 시작").click()
        expect_step(page, "end")
        page.get_by_label("도로점용 허가 검토").check()
        expect(card_of(page)).to_contain_text("계획 2건 중 1건 끝냄")
        wait_until(page, lambda: bool(page.evaluate(HAS_DRAFT, [NUMBERS["traveller"], str(on)])))
    # The system takes the app's memory: the day goes on where it was, the tick is still there.
    with open_profile(playwright, folder) as context:
        page = first_page(context)
        page.goto(f"{server.url}/remote-work")
        write_result(page)
        expect_step(page, "wait")
        expect(page.get_by_test_id("outbox-status")).to_have_text("보관 중 4")
        assert load_card(server, on).plan is None
        server.cable.mend()
        context.set_offline(True)
        context.set_offline(False)
        expect(page.get_by_text("결재 대기").first).to_be_visible(timeout=15_000)
        expect(page.get_by_test_id("outbox-status")).to_have_text("모두 전송됨")
        assert faults == []
        expect_all_there(load_card(server, on))
        approve_everything(browser, server)
        page.reload()
        expect(page.get_by_text("승인됨").first).to_be_visible()
        expect_step(page, "done")


def expect_all_there(card: days.Card) -> None:
    assert card.plan
    assert card.result
    assert card.started
    assert card.ended
    assert [line.text for line in card.plan.lines] == ["도로점용 허가 검토", "예산 변경 초안"]
    first, second, besides = card.result.lines
    assert (first.is_done, first.count, first.note) == (True, 3, "문서 도로-1182 외")
    assert (second.is_done, besides.text, besides.is_planned) == (False, "급한 민원 전화", False)
    assert card.started.text_sha256 == card.plan.sha256


def approve_everything(browser: Browser, server: Server) -> None:
    """The lead's phone: one item after the other."""
    with browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul") as context:
        page = context.new_page()
        faults = watch(page)
        open_session(page, server, "lead")
        for waiting in (2, 1):
            page.goto(f"{server.url}/approvals", wait_until="networkidle")
            items = page.get_by_test_id("approval")
            expect(items).to_have_count(waiting)
            items.first.locator("form[data-decision=approve] button").click()
            expect(items.first.get_by_text("승인함", exact=True)).to_be_visible(timeout=15_000)
        assert faults == []


def test_two_plans_are_shown_side_by_side_and_one_is_chosen(
    browser: Browser, server: Server, page: Page
) -> None:
    on = open_remote_day(server)
    install(page, server)
    page.context.set_offline(True)
    write_plan(page, "전화기에서 적은 일")
    expect_step(page, "start")
    with browser.new_context(viewport=PHONE, locale="ko-KR", java_script_enabled=False) as context:
        desk = context.new_page()
        open_session(desk, server, "traveller")
        desk.goto(f"{server.url}/remote-work/{on}")
        desk.get_by_label("오늘 할 일").fill("사무실에서 적은 일")
        desk.get_by_role("button", name="계획서 내기").click()
        expect(desk.get_by_text("계획서를 냈어요. 팀장에게 보여요.")).to_be_visible()
    page.context.set_offline(False)
    choice = page.get_by_role("alert").filter(has_text="둘 중 하나를 골라 주세요")
    expect(choice).to_contain_text("전화기에서 적은 일", timeout=15_000)
    expect(choice).to_contain_text("사무실에서 적은 일")
    choice.get_by_role("button", name="이 휴대전화 것으로 내기").click()
    expect(page.get_by_text("결재 대기").first).to_be_visible(timeout=15_000)
    expect(page.get_by_test_id("outbox-status")).to_have_text("모두 전송됨")
    plan = load_card(server, on).plan
    assert plan
    assert (plan.revision, [line.text for line in plan.lines]) == (2, ["전화기에서 적은 일"])


SEND_EARLY = """addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('form[data-form=plan]')
  form.querySelector('textarea').value = '이른 아침에 적은 일'
  form.requestSubmit(form.querySelector('button'))
})"""


def test_a_form_that_is_sent_before_its_script_is_there_waits_for_it(page: Page, server: Server) -> None:
    open_remote_day(server)
    install(page, server)
    page.add_init_script(SEND_EARLY)
    page.context.set_offline(True)
    page.goto(f"{server.url}/remote-work")
    expect_step(page, "start")
    expect(card_of(page)).to_contain_text("이른 아침에 적은 일")
    expect(page.get_by_test_id("outbox-status")).to_have_text("보관 중 1")


TAP_EARLY = """
const listen = EventTarget.prototype.addEventListener
EventTarget.prototype.addEventListener = function (type, ...rest) {
  listen.call(this, type, ...rest)
  if (type === 'submit' && this.dataset?.form === 'plan') {
    queueMicrotask(() => document.querySelector('a[data-rewrite=plan]').click())
  }
}"""


def test_a_link_that_is_tapped_before_the_phone_has_looked_opens_the_form(page: Page, server: Server) -> None:
    open_remote_day(server)
    install(page, server)
    page.goto(f"{server.url}/remote-work")
    write_plan(page, "도로점용 허가 검토")
    expect_step(page, "start")
    expect(page.get_by_test_id("outbox-status")).to_have_text("모두 전송됨")
    page.goto(f"{server.url}/remote-work")
    page.add_init_script(TAP_EARLY)
    page.context.set_offline(True)
    page.goto(f"{server.url}/remote-work")
    expect(page.get_by_label("오늘 할 일")).to_have_value("도로점용 허가 검토")


def test_a_refused_plan_says_why_and_stands_in_the_form_again(page: Page, server: Server) -> None:
    on = open_remote_day(server)
    install(page, server)
    write_plan(page, "가" * 201)
    refused = page.get_by_role("alert").filter(has_text="받지 않았어요")
    expect(refused).to_contain_text("한 줄은 200자 안에서 적어 주세요.", timeout=15_000)
    refused.get_by_role("button", name="확인했어요, 지우기").click()
    expect(page.get_by_test_id("outbox-status")).to_have_text("모두 전송됨")
    expect(page.get_by_label("오늘 할 일")).to_have_value("가" * 201)
    write_plan(page, "나")
    expect_step(page, "start")
    expect(page.get_by_text("결재 대기").first).to_be_visible(timeout=15_000)
    plan = load_card(server, on).plan
    assert plan
    assert [line.text for line in plan.lines] == ["나"]


def test_a_page_that_was_kept_yesterday_says_so(page: Page, server: Server) -> None:
    open_remote_day(server)
    install(page, server)
    expect(page.get_by_text("오늘 재택", exact=True)).to_be_visible()
    tomorrow = parts_of(server).clock.now() + timedelta(days=1)
    page.context.set_offline(True)
    page.clock.set_fixed_time(tomorrow)
    page.goto(f"{server.url}/remote-work")
    expect(page.get_by_text("이 화면은 오늘 것이 아니에요.")).to_be_visible()
    expect(page.get_by_text("어제 재택", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="계획서 내기")).to_be_hidden()
    expect(page.get_by_test_id("fortnight")).to_be_hidden()
    page.goto(server.url)
    expect(page.get_by_test_id("remote-card")).to_contain_text("어제 재택")
