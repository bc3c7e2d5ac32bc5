"""Deciding on a phone: a lead on leave and her deputy, a bulk that leaves the amber out, a bad network."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.approvals_world import Approvals
from tests.browser.chromium import PHONE, watch
from tests.browser.conftest import app_beside, empty_server, open_session
from tests.browser.server import Server

Open = Callable[[str], Page]


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    with empty_server(tmp_path, sqlite_template) as server:
        yield server


@pytest.fixture
def world(server: Server) -> Approvals:
    return Approvals(app_beside(server.settings))


@pytest.fixture
def open_as(browser: Browser, server: Server) -> Iterator[Open]:
    """The inbox in a browser of its own for each person."""
    pages: list[tuple[Page, list[str]]] = []

    def make(who: str) -> Page:
        page = browser.new_context(viewport=PHONE, locale="ko-KR", timezone_id="Asia/Seoul").new_page()
        pages.append((page, watch(page)))
        open_session(page, server, who)
        page.goto(f"{server.url}/approvals", wait_until="networkidle")
        return page

    yield make
    for page, faults in pages:
        page.context.close()
        assert faults == []


def test_the_lead_goes_on_leave_and_her_deputy_decides(world: Approvals, open_as: Open) -> None:
    request_id = world.ask(1, "수해 현장 점검")
    lead = open_as("lead")
    lead.get_by_role("link", name="내가 자리를 비울 때").click()
    lead.get_by_label("늘 대신할 사람").select_option(str(world.cast.colleague.staff_id))
    lead.get_by_role("button", name="늘 대신할 사람으로 정하기").click()
    expect(lead.get_by_text("이나루님이 대신 결재해요.")).to_be_visible()
    deputy = open_as("colleague")
    expect(deputy.get_by_text("결재할 건이 없어요")).to_be_visible()

    world.send_away(world.cast.lead)
    deputy.reload()
    waiting = deputy.locator(f"#request-{request_id}")
    expect(waiting).to_contain_text("박다온 대결")
    waiting.get_by_role("button", name="승인").click()
    expect(waiting.get_by_text("승인함")).to_be_visible()
    deputy.reload()
    expect(deputy.get_by_text("결재할 건이 없어요")).to_be_visible()

    traveller = open_as("traveller")
    traveller.goto(traveller.url.replace("/approvals", f"/approvals/{request_id}"))
    expect(traveller.get_by_text("결재 · 이나루 주무관 · 박다온 대결")).to_be_visible()


def test_a_bulk_leaves_the_amber_one_out(world: Approvals, open_as: Open) -> None:
    green = [world.ask(number, f"점검 {number}") for number in (1, 2)]
    amber = world.ask(3, "마을 방문", green=False)
    lead = open_as("lead")
    lead.get_by_role("button", name="2건 승인").click()
    expect(lead.get_by_text("2건을 승인했어요.")).to_be_visible()
    expect(lead.locator(f"#request-{amber}")).to_contain_text("위치를 정하지 않은 목적지가 있어요.")
    for request_id in green:
        expect(lead.locator(f"#request-{request_id}")).to_have_count(0)


def test_without_a_network_a_tap_is_kept_and_goes_later_and_can_be_undone(
    world: Approvals, server: Server, open_as: Open
) -> None:
    request_id = world.ask(1, "현장 점검")
    lead = open_as("lead")
    waiting = lead.locator(f"#request-{request_id}")
    server.cable.cut()
    lead.context.set_offline(True)
    waiting.get_by_role("button", name="승인").click()
    expect(waiting.get_by_text("이 휴대전화에 보관했어요.")).to_be_visible()
    expect(waiting.get_by_text("내 결재: 승인")).to_be_visible()
    server.cable.mend()
    lead.context.set_offline(False)
    expect(waiting.get_by_text("승인함")).to_be_visible(timeout=30_000)
    waiting.get_by_role("button", name="되돌리기").click()
    expect(lead.get_by_text("되돌렸어요.")).to_be_visible()
    expect(waiting.get_by_role("button", name="승인")).to_be_visible()


def test_what_changed_meanwhile_is_shown_beside_what_was_tapped(
    world: Approvals, server: Server, open_as: Open
) -> None:
    request_id = world.ask(1, "현장 점검")
    world.name_deputy(world.cast.lead, world.cast.colleague)
    world.send_away(world.cast.lead)
    lead = open_as("lead")
    waiting = lead.locator(f"#request-{request_id}")
    server.cable.cut()
    lead.context.set_offline(True)
    waiting.get_by_role("button", name="승인").click()
    expect(waiting.get_by_text("이 휴대전화에 보관했어요.")).to_be_visible()
    world.decide(request_id, world.cast.colleague, approve=False, reason="예산이 없어요")
    server.cable.mend()
    lead.context.set_offline(False)
    expect(waiting.get_by_text("내 결재: 승인")).to_be_visible(timeout=15_000)
    expect(waiting.get_by_text("지금: 이나루님이 반려함 · 예산이 없어요")).to_be_visible()
    expect(waiting.get_by_role("button", name="내 결재를 다시 보내기")).to_be_hidden()
    waiting.get_by_role("button", name="지금 것을 그대로 두기").click()
    lead.reload()
    expect(lead.get_by_text("결재할 건이 없어요")).to_be_visible()
