"""The pages of an audit in every look: whole, readable, in reach, free of what axe finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.auditing import alter, open_scanner, send, simulated_phone, take
from tests.browser.chromium import DESK, watch
from tests.browser.conftest import cast_server
from tests.browser.looks import (
    LOOKS,
    Look,
    find_faults,
    open_look,
    take_picture,
)
from tests.browser.server import Server
from tests.papers import as_pdf, draw_page
from tests.phones import Tap

TEXT, ASK, READ = "#text", "[data-paste] .button", "[data-act=read]"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("audit-looks")
    with cast_server(folder, sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def taps(browser: Browser, server: Server) -> list[Tap]:
    """Two that the server has, one that it never got."""
    phone = simulated_phone(server)
    taps = [take(server, phone) for _ in range(3)]
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        for tap in taps[:2]:
            send(page, server, tap)
    return taps


def inspect(page: Page, look: Look, name: str) -> None:
    take_picture(page, f"audit-{name}-{look}")
    assert find_faults(page) == [], name


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_in_order(browser: Browser, server: Server, taps: list[Tap], look: Look) -> None:
    with open_look(browser, server.url, look) as context:
        page = context.new_page()
        faults = watch(page)
        open_scanner(page, server)
        expect(page.locator("[data-camera]")).not_to_have_attribute("data-state", "starting")
        inspect(page, look, "scan")
        page.fill(TEXT, "\n".join((taps[0].text, alter(taps[1].text), taps[2].text)))
        page.click(ASK)
        expect(page.locator("[data-entries] > li[data-verdict]")).to_have_count(3)
        inspect(page, look, "list")
        read_each(page, look)
        page.goto(f"{server.url}/audit/batches")
        pdf = as_pdf(draw_page(taps[0].text), draw_page(alter(taps[1].text)), draw_page(taps[2].text))
        page.set_input_files("#files", {"name": "1182.pdf", "mimeType": "application/pdf", "buffer": pdf})
        page.click("main form .button")
        expect(page.get_by_test_id("code")).to_have_count(3, timeout=60_000)
        inspect(page, look, "batch")
        page.goto(f"{server.url}/audit/batches")
        inspect(page, look, "batches")
        assert faults == []


def read_each(page: Page, look: Look) -> None:
    for kind in ("genuine", "not_genuine", "cannot_verify"):
        page.click(f"[data-entries] > li[data-verdict={kind}] button")
        expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", kind)
        if kind == "genuine":
            look_closer(page, look)
        inspect(page, look, kind)
        if look.width < DESK["width"]:
            page.click("[data-act=back]")
            expect(page.locator("[data-list]")).to_be_visible()


def look_closer(page: Page, look: Look) -> None:
    page.click("[data-act=look]")
    page.fill("#reason", "청구 2026-1182와 찍은 곳 대조")
    inspect(page, look, "reason")
    page.click("#look-sheet .first")
    expect(page.get_by_test_id("exact-place")).to_be_visible()
