"""The screen of a capture in every state and look: whole, readable, in reach, free of what axe finds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import watch
from tests.browser.conftest import cast_server
from tests.browser.looks import (
    LANGUAGES,
    LOOKS,
    PICTURES,
    Look,
    await_fonts,
    find_faults,
    open_look,
    put_into,
)
from tests.browser.phone import hold_phone, plan_running_trip
from tests.browser.server import Server
from tests.browser.test_capture_measuring import RECEIVER, fix


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("looks")
    extra = {"BALGIL_CAPTURE_SECONDS": "3"}
    with cast_server(folder, sqlite_template, extra=extra) as server:
        plan_running_trip(server)
        yield server


def inspect(page: Page, language: str, name: str) -> None:
    """Pictures of what is in sight go to tests/screenshots, as of every other page."""
    await_fonts(page)
    for look in (look for look in LOOKS if look.language == language):
        put_into(page, look)
        if not os.environ.get("CI"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"capture-{name}-{look}.png")
        assert screen_overflow(page) == 0, name
        assert find_faults(page) == [], name
    put_into(page, Look(language=language))


def screen_overflow(page: Page) -> int:
    return int(
        page.evaluate(
            """() => {
              const screen = document.querySelector('#capture-screen')
              return screen ? screen.scrollWidth - screen.clientWidth : 0
            }"""
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_in_order(browser: Browser, server: Server, language: str) -> None:
    with open_look(browser, server.url, Look(language=language)) as context:
        page = context.new_page()
        faults = watch(page)
        hold_phone(page, server, has_worker=False)
        context.clear_permissions()
        page.evaluate(RECEIVER)
        page.get_by_test_id("capture").click()
        expect(page.locator("[data-part=explain]")).to_be_visible()
        inspect(page, language, "explain")
        page.locator("[data-act=continue]").click()
        page.wait_for_function("() => window.isWatching")
        inspect(page, language, "searching")
        fix(page, 48, 30)
        fix(page, 14)
        inspect(page, language, "measuring")
        expect(page.get_by_test_id("capture-result")).to_be_visible(timeout=10_000)
        inspect(page, language, "result")
        leave(page)
        inspect(page, language, "home")
        page.evaluate("() => { window.isWatching = false }")  # of the first tap: the second is waited for
        page.get_by_test_id("capture").click()
        page.locator("[data-act=continue]").click()
        page.wait_for_function("() => window.isWatching")
        fix(page, 180)
        expect(page.locator("[data-act=keep]")).to_be_visible(timeout=10_000)
        inspect(page, language, "poor")
        context.set_offline(True)
        page.locator("[data-act=keep]").click()
        expect(page.get_by_test_id("capture-result")).to_have_attribute("data-state", "kept")
        inspect(page, language, "kept")
        leave(page)
        page.evaluate(
            "() => { navigator.geolocation.watchPosition = (_, no) => { no({ code: 1 }); return 1 } }"
        )
        page.get_by_test_id("capture").click()
        page.locator("[data-act=continue]").click()
        expect(page.get_by_test_id("capture-result")).to_have_attribute("data-state", "failed")
        inspect(page, language, "failed")
        context.set_offline(False)
        page.route("**/api/v1/evidences", lambda route: route.abort())
        page.goto(f"{server.url}/outbox")
        expect(page.locator("[data-queue] > li").first).to_be_attached()
        page.locator("[data-queue] [data-act=show]").first.click()
        inspect(page, language, "outbox")
        assert faults == []


def leave(page: Page) -> None:
    page.locator("#capture-screen [data-act=close]").first.click()
    expect(page.locator("#capture-screen")).to_be_hidden()
