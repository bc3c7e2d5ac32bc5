"""The rotation in every look: whole, readable, in reach, as axe likes it; a solution appears by itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.db import Database
from services.remote_work import rotation
from tests.browser.chromium import watch
from tests.browser.conftest import Looker, empty_server, look_around, open_session
from tests.browser.looks import LANGUAGES
from tests.browser.rotation_world import Pages, build
from tests.browser.server import Server

# A4 across within its margins, in CSS pixels.
PAPER = {"width": 1032, "height": 703}
# The others are made of the same parts.
LOOKED_AT = ("rotation-mine", "rotation-unit", "rotation-plan", "rotation-swaps")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("rotation-looks")
    with empty_server(folder, sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    return build(server.database_url)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}


def test_twelve_weeks_of_a_department_are_printed_on_three_sheets(
    looker: Looker, server: Server, pages: Pages
) -> None:
    """Four weeks a sheet, across, with nothing cut off at its right; each has its own heading."""
    who, path = pages["rotation-plan-unit"]
    page = looker(server.url, "ko")
    open_session(page, server, who)
    page.goto(server.url + path)
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == page.locator(".rotation-sheet").count() == 3
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    widths = page.locator(".rotation-grid").evaluate_all("tables => tables.map((one) => one.scrollWidth)")
    assert max(widths) <= PAPER["width"]


def test_who_waits_for_a_solution_is_told_without_a_tap(looker: Looker, server: Server, pages: Pages) -> None:
    """The page asks how far it is, and shows what became of it."""
    who, path = pages["rotation-waiting"]
    page = looker(server.url, "ko")
    faults = watch(page)
    open_session(page, server, who)
    page.goto(server.url + path)
    expect(page.locator("[data-testid=waiting] progress")).to_be_visible()
    database = Database(server.database_url)
    database.write(lambda session: rotation.cancel_preview(session, int(path.split("/")[-1])))
    database.dispose()
    expect(page.locator("[data-testid=plan-head][data-work=none]")).to_be_visible()
    expect(page.get_by_role("button", name="순환안 찾기")).to_be_visible()
    assert faults == []
