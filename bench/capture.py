"""How long a traveller waits between the tap and the code, on a phone a quarter as fast as this machine.

Chromium with its CPU throttled four times, the position given at once, the product's own server behind it.
The time runs from the tap's event to the frame that shows the code; the baseline is what the design allows.
Not in it: the seconds that a receiver needs.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import Result, say
from services import migrate
from services.db import Database
from tests.browser.chromium import launch
from tests.browser.conftest import add_cast
from tests.browser.phone import hold_phone
from tests.browser.server import Server, running_server

TAPS = 21
THROTTLING = 4
LIMIT_MS = 300.0
# Notes the tap and the first frame after the code is to be seen; a frame is only shown when its task is over.
WATCH = """() => {
  const result = document.querySelector('[data-testid=capture-result]')
  addEventListener('click', ({ target, timeStamp }) => {
    if (target.closest('[data-testid=capture]')) window.tappedAt = timeStamp
  }, true)
  new MutationObserver(() => {
    if (result.hidden) return
    requestAnimationFrame(() => setTimeout(() => { window.waitedMs = performance.now() - window.tappedAt }))
  }).observe(result, { attributeFilter: ['hidden'] })
}"""


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder, _running(Path(folder)) as server, _phone(server) as page:
        for case in ("online", "offline"):
            say(f"{case}: {TAPS} taps")
            page.context.set_offline(case == "offline")
            waits = [_tap(page) for _ in range(TAPS)]
            say(f"{case}: {min(waits):.0f} to {max(waits):.0f} ms")
            yield Result("capture", case, round(statistics.median(waits), 1), "ms", LIMIT_MS)


def _tap(page: Page) -> float:
    """One tap on home, and the wait for its code in milliseconds; the screen is closed again."""
    page.evaluate("() => { window.waitedMs = 0 }")
    page.get_by_test_id("capture").click()
    page.wait_for_function("() => window.waitedMs > 0")
    waited: float = page.evaluate("() => window.waitedMs")
    page.locator("#capture-screen [data-act=close]").first.click()
    # What follows a tap, sending and proving, is over before the next one.
    page.wait_for_timeout(700)
    return waited


@contextmanager
def _running(folder: Path) -> Iterator[Server]:
    url = f"sqlite:///{folder / 'balgil.db'}"
    database = Database(url)
    migrate.upgrade(database.engine)
    database.dispose()
    add_cast(url)
    with running_server(folder, url) as server:
        yield server


@contextmanager
def _phone(server: Server) -> Iterator[Page]:
    """An enrolled phone with home open, after the moment in which it makes itself ready."""
    with sync_playwright() as playwright:
        browser = launch(playwright, whole=True)
        page = browser.new_page(viewport={"width": 360, "height": 800}, has_touch=True)
        hold_phone(page, server)
        page.wait_for_timeout(2000)
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLING})
        page.evaluate(WATCH)
        yield page
        browser.close()
