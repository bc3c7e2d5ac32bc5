"""A newer version on a bad network: what the phone has stays whole until the newer one is whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.chromium import open_profile, wait_until
from tests.browser.conftest import cast_server
from tests.browser.format_page import WITHOUT_X25519
from tests.browser.gallery.app import NEWER_BUILD
from tests.browser.server import Server
from tests.browser.test_shell_offline import kept, open_home

UPDATE = "async () => { await (await navigator.serviceWorker.ready).update() }"
WAITING = "async () => Boolean((await navigator.serviceWorker.ready).waiting)"


@pytest.fixture
def own_server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    app = "tests.browser.gallery.wsgi:app"
    with cast_server(tmp_path, sqlite_template, app=app) as server:
        yield server


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    with open_profile(playwright, tmp_path / "profile") as context:
        yield context


def expect_ready_to_capture(page: Page) -> None:
    expect(page.get_by_test_id("capture")).to_be_enabled()


def test_a_page_whose_files_did_not_come_replaces_none_that_works(
    own_server: Server, phone: BrowserContext
) -> None:
    page = open_home(phone, own_server)
    (own_server.folder / "newer-build").touch()
    page.goto(f"{own_server.url}/", wait_until="networkidle")
    expect(page.locator("html")).to_have_attribute("data-build", NEWER_BUILD)
    expect(page.get_by_test_id("capture")).to_be_disabled()
    own_server.cable.cut()
    page.goto(f"{own_server.url}/")
    expect_ready_to_capture(page)


def test_a_server_that_is_ill_does_not_hinder_a_capture(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    (own_server.folder / "ill").touch()
    page.goto(f"{own_server.url}/")
    expect(page.get_by_text("서버가 답하지 않아요.")).to_be_visible()
    expect_ready_to_capture(page)


def test_the_files_of_a_worker_that_waits_stay(own_server: Server, phone: BrowserContext) -> None:
    page = open_home(phone, own_server)
    (own_server.folder / "newer-worker.js").write_text(f"\nBALGIL.build = '{NEWER_BUILD}'\n")
    page.evaluate(UPDATE)
    wait_until(page, WAITING)
    for name in kept(page):
        page.evaluate("(name) => name.startsWith('pages-') && caches.delete(name)", name)
    page.reload()
    wait_until(page, "() => caches.match('/outbox', { ignoreVary: true }).then(Boolean)")
    with page.expect_navigation():
        page.get_by_role("button", name="새로 고침").click()
    wait_until(page, "async () => !(await navigator.serviceWorker.ready).waiting")
    assert f"/static/{NEWER_BUILD}/whole" in kept(page)[f"static-{NEWER_BUILD}"]


@pytest.mark.parametrize("lacks_it", [True, False])
def test_a_browser_without_x25519_has_the_substitute_from_the_first_visit(
    own_server: Server, phone: BrowserContext, lacks_it: bool
) -> None:
    """Before it was enrolled: an enrolled phone's warm-up would fetch it too, but only with a network."""
    if lacks_it:
        (own_server.folder / "newer-worker.js").write_text(WITHOUT_X25519)
    page = open_home(phone, own_server)
    files = [address for found in kept(page).values() for address in found]
    assert any(address.endswith("/vendor/hpke/x25519.js") for address in files) is lacks_it


def test_a_page_that_was_loaded_past_the_worker_comes_into_its_care(
    own_server: Server, phone: BrowserContext
) -> None:
    """As one does that was on its way while the worker began its work."""
    page = open_home(phone, own_server)
    with page.expect_navigation():
        phone.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
    wait_until(page, "() => Boolean(navigator.serviceWorker.controller)")
