"""The browser is killed between any two steps: nothing is lost, and nothing is there twice.

Once in some hundred kills Chromium finds its database damaged at the next start and deletes it, key and all.
What was shown as kept comes all the same; what needs the key cannot be told then, and is left out.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.browser.chromium import open_profile
from tests.browser.phone import (
    ask_phone,
    expect_empty_queue,
    expect_state,
    give_position,
    list_stored,
    tap,
    wait_until,
)
from tests.browser.server import Server
from tests.browser.test_capture_offline import first_page, install
from tests.browser.test_capture_offline import server as server
from tests.factories import NUMBERS


def kill(context: BrowserContext) -> None:
    """SIGKILL to the browser process, as the system does to an app that it wants the memory of."""
    assert context.browser
    session = context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    os.kill(next(p["id"] for p in processes if p["type"] == "browser"), signal.SIGKILL)
    with suppress(Error):
        context.pages[0].wait_for_event("close", timeout=5000)


@pytest.fixture
def folder(playwright: Playwright, server: Server, tmp_path: Path) -> Path:
    """The profile of a phone that is ready to capture."""
    folder = tmp_path / "profile"
    with open_profile(playwright, folder) as context:
        install(first_page(context), server)
    return folder


@contextmanager
def held(playwright: Playwright, server: Server, folder: Path, accuracy: float = 8) -> Iterator[Page]:
    """The phone after a cold start, home open."""
    with open_profile(playwright, folder) as context:
        yield open_home(context, server, accuracy)


@contextmanager
def doomed(playwright: Playwright, server: Server, folder: Path, accuracy: float = 8) -> Iterator[Page]:
    """The same, and its browser is killed at the end of the block."""
    with ExitStack() as stack:
        context = stack.enter_context(open_profile(playwright, folder))
        yield open_home(context, server, accuracy)
        kill(context)
        with suppress(Error):
            stack.close()


def open_home(context: BrowserContext, server: Server, accuracy: float) -> Page:
    give_position(context, accuracy)
    page = first_page(context)
    page.goto(server.url)
    return page


def keeps_key(page: Page, folder: Path) -> bool:
    """False only where the browser has deleted its own damaged database at this start, as its log says."""
    if ask_phone(page, "hasKey"):
        return True
    (log,) = (folder / "Default" / "IndexedDB").glob("*/LOG")
    assert "since it was missing" in log.read_text()
    return False


def test_killed_right_after_the_code_was_shown(playwright: Playwright, server: Server, folder: Path) -> None:
    server.cable.cut()
    shown = 0
    for _ in range(3):
        with doomed(playwright, server, folder) as page:
            if not keeps_key(page, folder):
                break
            tap(page)
            shown += 1
    assert shown
    server.cable.mend()
    with held(playwright, server, folder) as page:
        wait_until(page, lambda: len(list_stored(server)) == shown)
        expect_empty_queue(page)
    assert [one.payload.sequence for one in list_stored(server)] == list(range(1, shown + 1))


def test_a_database_that_the_browser_deletes_takes_no_capture_with_it(
    playwright: Playwright, server: Server, folder: Path
) -> None:
    server.cable.cut()
    with held(playwright, server, folder) as page:
        tap(page)
        tapped = ask_phone(page, "list")[0]
    shutil.rmtree(folder / "Default" / "IndexedDB")
    with held(playwright, server, folder) as page:
        wait_until(page, lambda: len(ask_phone(page, "list")) == 1)
        assert not keeps_key(page, folder)
        assert [ask_phone(page, "list")[0][name] for name in ("id", "frame", "context")] == [
            tapped[name] for name in ("id", "frame", "context")
        ]
        expect(page.get_by_test_id("outbox-status")).to_have_text("보관 중 1")
    server.cable.mend()
    with held(playwright, server, folder) as page:
        expect_empty_queue(page)
    assert [one.id.hex() for one in list_stored(server)] == [tapped["id"]]


def test_killed_between_the_servers_storing_and_its_yes(
    playwright: Playwright, server: Server, folder: Path
) -> None:
    with doomed(playwright, server, folder) as page:
        page.wait_for_load_state("networkidle")  # what the opened page asks for would keep the upload waiting
        server.cable.hold_answers()
        tap(page)
        wait_until(page, lambda: len(list_stored(server)) == 1)
        assert ask_phone(page, "list")[0]["state"] == "kept"
    server.cable.mend()
    with held(playwright, server, folder) as page:
        expect_empty_queue(page)
        if not keeps_key(page, folder):
            assert len(list_stored(server)) == 1
            return
        tap(page)
        expect_state(page, "sent")
        expect_empty_queue(page)
    first, second = list_stored(server)
    assert (second.payload.sequence, second.payload.previous) == (2, first.id)


def test_killed_between_the_yes_and_the_proof(playwright: Playwright, server: Server, folder: Path) -> None:
    with doomed(playwright, server, folder) as page:
        tap(page)
        expect_state(page, "sent")
        assert ask_phone(page, "counts") == {"unsent": 0, "sent": 1, "parked": 0, "unproven": 0, "others": 0}
    with held(playwright, server, folder) as page:
        expect_empty_queue(page)
        expect(page.get_by_test_id("outbox-status")).to_have_attribute("data-state", "sent")
    assert len(list_stored(server)) == 1


def test_killed_while_it_measures_keeps_nothing_and_uses_no_number(
    playwright: Playwright, server: Server, folder: Path
) -> None:
    with doomed(playwright, server, folder, accuracy=500) as page:
        page.get_by_test_id("capture").click()
        expect(page.get_by_text("± 500 m", exact=True)).to_be_visible()
    with held(playwright, server, folder) as page:
        if not keeps_key(page, folder):
            assert ask_phone(page, "list") == list_stored(server) == []
            return
        tap(page)
        expect_empty_queue(page)
    assert [one.payload.sequence for one in list_stored(server)] == [1]


def test_the_key_survives_and_stays_inside(playwright: Playwright, server: Server, folder: Path) -> None:
    with held(playwright, server, folder) as page:
        extracted = page.evaluate(
            """async (owner) => {
              const { build } = document.documentElement.dataset
              const { loadDeviceKey } = await import(`/static/${build}/js/lib/device_key.js`)
              const { privateKey } = await loadDeviceKey(owner)
              return crypto.subtle.exportKey('pkcs8', privateKey).then(() => 'out', (error) => error.name)
            }""",
            NUMBERS["traveller"],
        )
        assert extracted == "InvalidAccessError"
