"""How one wants to be told, in every look: whole, readable, in reach, as axe likes it. (The inbox is one of
people's pages.)"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from services import notifications, people
from tests.browser.chromium import watch
from tests.browser.conftest import cast_server, open_session
from tests.browser.looks import LANGUAGES, Look, look_at, open_look
from tests.browser.phone import parts_of, staff_id_of
from tests.browser.server import Server
from tests.push_endpoint import BrowserKeys

pytestmark = pytest.mark.whole_browser

SETTINGS = {
    "BALGIL_PUSH": "1",
    "BALGIL_SMTP_URL": "smtp://127.0.0.1:9",
    "BALGIL_MAIL_FROM": "balgil@garam.example",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("notifications-looks")
    with cast_server(folder, sqlite_template, extra=SETTINGS, has_worker=False) as server:
        yield server


def take_pushes_elsewhere(server: Server) -> None:
    parts, keys, staff_id = parts_of(server), BrowserKeys(), staff_id_of(server, "traveller")
    at = parts.clock.now()
    with parts.database.writing() as session:
        browser = people.list_sessions(session, staff_id, None, at)[-1].id
        address = "https://push.example/one"
        notifications.subscribe(session, staff_id, browser, address, (keys.public, keys.secret), at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_are_in_order_in_every_look(browser: Browser, server: Server, language: str) -> None:
    with open_look(browser, server.url, Look(language=language)) as context:
        page = context.new_page()
        faults = watch(page)
        open_session(page, server, "traveller")
        take_pushes_elsewhere(server)
        open_session(page, server, "traveller")
        page.goto(f"{server.url}/me/notices/settings")
        expect(page.get_by_test_id("push")).to_have_attribute("data-state", "off")
        assert look_at(page, "notice-settings", language) == {}
        assert faults == []
