"""A remote day for a browser test: opened on the server, seen on a phone."""

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from services.clock import local_day
from services.remote_work import days
from tests.browser.conftest import open_session
from tests.browser.phone import parts_of, staff_id_of, wait_until
from tests.browser.server import Server
from tests.browser.test_capture_offline import kept_pages


def open_remote_day(server: Server, who: str = "traveller", ahead: int = 0) -> date:
    """A day at home from now on; today, or so many days ahead."""
    parts = parts_of(server)
    now = parts.clock.now()
    on = local_day(now) + timedelta(days=ahead)
    origin = days.Origin("ask", b"browser-test")
    with parts.database.writing() as session:
        days.open_day(session, staff_id_of(server, who), on, place=days.Place.HOME, origin=origin, now=now)
    return on


def load_card(server: Server, on: date, who: str = "traveller") -> days.Card:
    parts = parts_of(server)
    with parts.database.reading() as session:
        return days.load_card(session, staff_id_of(server, who), on, parts.clock.now())


def install(page: Page, server: Server, who: str = "traveller") -> None:
    """The first visits of a phone: its worker has the app, home, and today's page."""
    open_session(page, server, who)
    page.goto(server.url)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wait_until(page, lambda: bool(page.evaluate("() => Boolean(navigator.serviceWorker.controller)")))
    page.goto(f"{server.url}/remote-work")
    wait_until(page, lambda: "/remote-work" in kept_pages(page))


def card_of(page: Page) -> Locator:
    return page.get_by_test_id("remote-day")


def expect_step(page: Page, step: str) -> None:
    expect(card_of(page)).to_have_attribute("data-step", step, timeout=15_000)
