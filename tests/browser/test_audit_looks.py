"""The pages of an audit in every look: whole, readable, in reach, free of what axe finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.auditing import alter, open_scanner, send, simulated_phone, take
from tests.browser.chromium import watch
from tests.browser.conftest import Looker, cast_server
from tests.browser.looks import (
    LANGUAGES,
    Look,
    look_at,
    put_into,
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
def taps(light_browser: Browser, server: Server) -> list[Tap]:
    """Two that the server has, one that it never got."""
    phone = simulated_phone(server)
    taps = [take(server, phone) for _ in range(3)]
    with light_browser.new_context(service_workers="block") as context:
        page = context.new_page()
        for tap in taps[:2]:
            send(page, server, tap)
    return taps


def inspect(page: Page, language: str, name: str) -> None:
    assert look_at(page, f"audit-{name}", language) == {}, name
    put_into(page, Look(language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_order(looker: Looker, server: Server, taps: list[Tap], language: str) -> None:
    page = looker(server.url, language)
    faults = watch(page)
    open_scanner(page, server)
    expect(page.locator("[data-camera]")).not_to_have_attribute("data-state", "starting")
    inspect(page, language, "scan")
    page.fill(TEXT, "\n".join((taps[0].text, alter(taps[1].text), taps[2].text)))
    page.click(ASK)
    expect(page.locator("[data-entries] > li[data-verdict]")).to_have_count(3)
    inspect(page, language, "list")
    read_each(page, language)
    page.goto(f"{server.url}/audit/batches")
    pdf = as_pdf(draw_page(taps[0].text), draw_page(alter(taps[1].text)), draw_page(taps[2].text))
    page.set_input_files("#files", {"name": "1182.pdf", "mimeType": "application/pdf", "buffer": pdf})
    page.click("main form .button")
    expect(page.get_by_test_id("code")).to_have_count(3, timeout=60_000)
    inspect(page, language, "batch")
    page.goto(f"{server.url}/audit/batches")
    inspect(page, language, "batches")
    assert faults == []


def read_each(page: Page, language: str) -> None:
    for kind in ("genuine", "not_genuine", "cannot_verify"):
        page.click(f"[data-entries] > li[data-verdict={kind}] button")
        expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", kind)
        if kind == "genuine":
            look_closer(page, language)
        inspect(page, language, kind)
        page.click("[data-act=back]")
        expect(page.locator("[data-list]")).to_be_visible()


def look_closer(page: Page, language: str) -> None:
    page.click("[data-act=look]")
    page.fill("#reason", "청구 2026-1182와 찍은 곳 대조")
    inspect(page, language, "reason")
    page.click("#look-sheet .first")
    expect(page.get_by_test_id("exact-place")).to_be_visible()
