"""A person who enrolled a phone, loses it and enrols a new one, while one evidence waits on the old phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import cast_server, open_session
from tests.browser.passkeys import PasskeyStore, another_browser
from tests.browser.phone import (
    ask_phone,
    expect_empty_queue,
    expect_state,
    give_consent,
    give_position,
    list_stored,
    tap,
    wait_until,
)
from tests.browser.server import Server
from tests.browser.test_people_devices import begin, let_in_by_lead

pytestmark = pytest.mark.whole_browser


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    with cast_server(tmp_path, sqlite_template) as server:
        yield server


def test_a_lost_phone_is_replaced_and_what_waits_on_it_is_not_lost(
    server: Server, page: Page, browser: Browser
) -> None:
    give_consent(server, "traveller")
    take_into_use(page, browser, server, "잃어버릴 전화")
    page.context.set_offline(True)
    tap(page)
    expect_state(page, "kept")

    with another_browser(browser) as new:
        open_session(new, server, "traveller")
        report_loss(new, server, "잃어버릴 전화")
        expect(new.get_by_text("다른 곳에서 모두 로그아웃했어요")).to_be_visible()
        take_into_use(new, browser, server, "새 전화", "이 기기에 새 패스키를 만들어 등록")
        tap(new)
        expect_state(new, "sent")

    # Whoever finds the old one sees nothing of hers; in her own hand it hands in what it kept.
    page.context.set_offline(False)
    page.goto(f"{server.url}/me/points")
    expect(page.get_by_role("button", name="로그인", exact=True)).to_be_visible()
    assert ask_phone(page, "counts")["unsent"] == 1
    open_session(page, server, "traveller")
    page.goto(server.url)
    expect_empty_queue(page)
    assert len({one.payload.device for one in list_stored(server)}) == 2


def take_into_use(
    page: Page, browser: Browser, server: Server, label: str, button: str = "패스키로 등록하기"
) -> None:
    """From signing in to a phone that captures: a passkey, and the lead's one tap."""
    give_position(page.context)
    open_session(page, server, "traveller")
    begin(page, server, PasskeyStore(page), label, button)
    let_in_by_lead(browser, server)
    expect(page.get_by_text("사용 중")).to_be_visible(timeout=15_000)
    page.goto(server.url)
    wait_until(page, lambda: bool(ask_phone(page, "isEnrolled")))


def report_loss(page: Page, server: Server, label: str) -> None:
    page.goto(f"{server.url}/me/devices")
    page.get_by_role("link", name=label).click()
    page.get_by_role("link", name="잃어버렸거나 이제 안 써요").click()
    page.get_by_label("잃어버렸거나 도난당했어요").check()
    page.get_by_role("button", name="사용 끝내기").click()
    expect(page).to_have_url(f"{server.url}/me/devices/new")
