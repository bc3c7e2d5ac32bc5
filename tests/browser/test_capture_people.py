"""Several people on one phone, a sign-in that ends, a sign-out: every queue stays with its owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from services import people
from tests.browser.conftest import cast_server
from tests.browser.phone import (
    ask_phone,
    expect_empty_queue,
    expect_state,
    hold_phone,
    list_stored,
    open_session,
    parts_of,
    staff_id_of,
    tap,
    tap_and_see,
    wait_until,
)
from tests.browser.server import Server
from tests.factories import NUMBERS

LOCK = """async (owner) => {
  const { build } = document.documentElement.dataset
  const { lockForSignOut } = await import(`/static/${build}/js/capture/sign-out.js`)
  return lockForSignOut(owner)
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("people")
    with cast_server(folder, sqlite_template) as server:
        yield server


def end_sessions(server: Server, who: str) -> None:
    """As from the list of one's sessions on another device."""
    parts = parts_of(server)
    with parts.database.writing() as session:
        people.end_other_sessions(session, staff_id_of(server, who), None)


def keep_one(page: Page, server: Server, who: str) -> None:
    """One capture that waits on the phone."""
    hold_phone(page, server, who)
    page.context.set_offline(True)
    tap(page)
    expect_state(page, "kept")


def posts_of(page: Page) -> list[Request]:
    posts: list[Request] = []
    page.context.on("request", lambda r: posts.append(r) if r.url.endswith("/v1/evidences") else None)
    return posts


def test_a_second_person_never_sends_the_first_ones_queue(page: Page, server: Server) -> None:
    keep_one(page, server, "traveller")
    page.goto("about:blank")  # before the network is back: what is open would send
    page.context.clear_cookies()
    page.context.set_offline(False)
    posts = posts_of(page)
    hold_phone(page, server, "colleague")
    expect(page.get_by_test_id("outbox-status")).to_contain_text("다른 사람 것 1건")
    tap(page)
    expect_state(page, "sent")
    expect_empty_queue(page, "colleague")
    assert [request.post_data_json["owner"] for request in posts] == ["001002"]
    assert ask_phone(page, "counts", "traveller")["unsent"] == 1
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_text("다른 사람 것 1건이 보관 중이에요")).to_be_visible()
    page.context.clear_cookies()
    open_session(page, server, "traveller")
    page.goto(server.url)
    expect_empty_queue(page, "traveller")


def test_a_sign_in_of_somebody_else_in_another_tab_pauses_the_queue(page: Page, server: Server) -> None:
    hold_phone(page, server, "lead")
    page.context.clear_cookies()
    open_session(page, server, "director")
    tap(page)
    expect_state(page, "kept")
    expect(page.get_by_test_id("capture-result")).to_contain_text("다른 사람이 로그인해 있어요")
    assert len(list_stored(server, "director")) == 0
    page.context.clear_cookies()
    open_session(page, server, "lead")
    page.goto(server.url)
    expect_empty_queue(page, "lead")


def test_an_ended_sign_in_pauses_and_the_next_one_resumes(page: Page, server: Server) -> None:
    hold_phone(page, server)
    before = len(list_stored(server))
    end_sessions(server, "traveller")
    result = tap(page)
    expect_state(page, "kept")
    expect(result).to_contain_text("로그인이 끝나 보내기를 멈췄어요")
    expect(result.get_by_role("link", name="로그인하기")).to_be_visible()
    expect(page.get_by_test_id("outbox-status")).to_have_text("멈춤: 로그인 필요")
    posts = posts_of(page)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.wait_for_timeout(3000)
    assert posts == []
    open_session(page, server, "traveller")
    page.goto(server.url)
    expect_empty_queue(page)
    assert len(list_stored(server)) == before + 1


def test_a_device_that_waits_for_the_lead_captures_and_sends_when_confirmed(
    page: Page, server: Server
) -> None:
    hold_phone(page, server, "stranger")
    set_device_state(server, "stranger", "pending")
    page.reload()
    result = tap(page)
    expect(result).to_contain_text("팀장이 확인하면 저절로 보내요")
    expect_state(page, "kept")
    set_device_state(server, "stranger", "active")
    page.reload()
    expect_empty_queue(page, "stranger")


def set_device_state(server: Server, who: str, state: str) -> None:
    from sqlalchemy import text

    parts = parts_of(server)
    with parts.database.writing() as session:
        session.execute(
            text("UPDATE devices SET state = :state WHERE staff_id = :staff"),
            {"state": state, "staff": staff_id_of(server, who)},
        )


@pytest.mark.whole_browser
def test_a_sign_out_tells_of_what_waits_and_locks_the_key(page: Page, server: Server) -> None:
    keep_one(page, server, "mayor")
    page.get_by_role("button", name="닫기").first.click()
    page.route("**/api/v1/evidences", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(f"{server.url}/me")
    page.get_by_role("button", name="로그아웃").click()
    expect(page.get_by_text("1건이 이 휴대전화에 남아요")).to_be_visible()
    page.get_by_role("button", name="로그인한 채로 있기").click()
    assert ask_phone(page, "isLocked", "mayor") is False
    page.get_by_role("button", name="로그아웃").click()
    page.get_by_role("button", name="잠가 두고 로그아웃").click()
    page.wait_for_url("**/sign-in*")
    assert ask_phone(page, "isLocked", "mayor") is True
    assert ask_phone(page, "hasKit", "mayor") is False
    assert ask_phone(page, "counts", "mayor")["unsent"] == 1
    page.unroute("**/api/v1/evidences")
    open_session(page, server, "mayor")
    page.goto(server.url)
    expect_empty_queue(page, "mayor")
    assert ask_phone(page, "isLocked", "mayor") is False


def test_an_old_tab_takes_nothing_after_a_sign_out(page: Page, server: Server) -> None:
    hold_phone(page, server, "auditor")
    page.evaluate(LOCK, NUMBERS["auditor"])
    end_sessions(server, "auditor")
    result = tap_and_see(page)
    expect(result).to_have_attribute("data-state", "failed")
    wait_until(page, lambda: result.get_attribute("data-reason") in ("signed_out", "kit_missing"))
    assert ask_phone(page, "counts", "auditor")["unsent"] == 0


def test_a_kit_that_comes_after_the_sign_out_opens_nothing(page: Page, server: Server) -> None:
    hold_phone(page, server, "administrator")
    asked: list[Route] = []
    page.route("**/api/v1/capture-kit", lambda route: asked.append(route))
    page.reload()
    wait_until(page, lambda: len(asked) == 1)
    page.evaluate(LOCK, NUMBERS["administrator"])
    with page.expect_response("**/api/v1/capture-kit"):
        asked[0].continue_()
    page.wait_for_timeout(500)
    assert ask_phone(page, "isLocked", "administrator") is True
    assert ask_phone(page, "hasKit", "administrator") is False
