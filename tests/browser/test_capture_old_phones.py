"""Phones whose browsers lack what newer ones have: they capture all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.chromium import open_profile
from tests.browser.conftest import cast_server
from tests.browser.format_page import WITHOUT_X25519
from tests.browser.phone import (
    expect_empty_queue,
    expect_state,
    give_position,
    hold_phone,
    list_stored,
    tap,
)
from tests.browser.server import Server
from tests.browser.test_capture_offline import first_page, install

WITHOUT_TIMEOUT = "delete AbortSignal.timeout"
WITHOUT_PERMISSIONS = "delete Navigator.prototype.permissions"
A_MINUTE_LATER = "() => { const now = Date.now.bind(Date); Date.now = () => now() + 60_000 }"


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """Its worker, too, runs in a browser without X25519."""
    (tmp_path / "newer-worker.js").write_text(WITHOUT_X25519)
    app = "tests.browser.gallery.wsgi:app"
    with cast_server(tmp_path, sqlite_template, app=app) as server:
        yield server


def test_without_x25519_a_cold_start_without_a_network_captures(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    with open_profile(playwright, folder) as context:
        context.add_init_script(WITHOUT_X25519)
        install(first_page(context), server)
    server.cable.cut()
    with open_profile(playwright, folder) as context:
        context.add_init_script(WITHOUT_X25519)
        give_position(context)
        page = first_page(context)
        page.goto(server.url)
        tap(page)
        expect_state(page, "kept")
        server.cable.mend()
        page.evaluate("() => dispatchEvent(new Event('online'))")
        expect_empty_queue(page)
    assert len(list_stored(server)) == 1


def test_without_a_time_limit_of_its_own_a_silent_server_holds_up_no_capture(
    page: Page, server: Server
) -> None:
    page.add_init_script(WITHOUT_TIMEOUT)
    hold_phone(page, server)
    page.evaluate(A_MINUTE_LATER)  # the beacon is old, and a newer one is asked for
    server.cable.hold_answers()
    tap(page)
    expect_state(page, "kept")


def test_where_the_browser_does_not_tell_whether_it_asks_our_words_come_once(
    page: Page, server: Server
) -> None:
    page.add_init_script(WITHOUT_PERMISSIONS)
    hold_phone(page, server)
    page.get_by_test_id("capture").click()
    expect(page.get_by_text("이제 브라우저가 위치를 물어봐요")).to_be_visible()
    page.get_by_role("button", name="계속하기").click()
    expect_state(page, "sent")
    page.reload()
    tap(page)
    expect_state(page, "sent")
