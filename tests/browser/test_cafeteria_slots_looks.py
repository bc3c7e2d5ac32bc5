"""The planner, swaps, my slots and the calendar in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import watch
from tests.browser.conftest import open_session
from tests.browser.looks import LANGUAGES, Look, look_at, open_look, unfold
from tests.browser.lunch_slots_world import Pages, build
from tests.browser.server import Server, running_server

NAMES = (
    "slots-plans",
    "slots-draft",
    "slots-problems",
    "slots-mine",
    "slots-none",
    "swaps",
    "calendar",
    "holidays",
    "lunch-rules",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("slots-looks")
    path = folder / "balgil.db"
    path.write_bytes(sqlite_template.read_bytes())
    with running_server(folder, f"sqlite:///{path}") as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    return build(server.database_url)[1]


def test_every_page_has_a_name(pages: Pages) -> None:
    assert sorted(pages) == sorted(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_in_order_in_every_look(
    browser: Browser, server: Server, pages: Pages, language: str
) -> None:
    found = {name: _look_at(browser, server, language, name, *place) for name, place in pages.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def _look_at(
    browser: Browser, server: Server, language: str, name: str, who: str, path: str
) -> dict[str, list[str]]:
    """Takes its pictures; what is wrong with the page."""
    with open_look(browser, server.url, Look(language=language)) as context:
        page = context.new_page()
        faults = watch(page)
        open_session(page, server, who)
        page.goto(server.url + path)
        unfold(page)
        found = look_at(page, name, language)
        return found | {"page": faults} if faults else found
