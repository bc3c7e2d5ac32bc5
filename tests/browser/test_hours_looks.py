"""Hours and meetings in every look: whole, readable, in reach, as axe likes it; and answers that come by
themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import watch
from tests.browser.conftest import Looker, open_session
from tests.browser.hours_world import Pages, build
from tests.browser.looks import LANGUAGES, Look, look_at, open_look, unfold
from tests.browser.server import Server, running_server

# The others are made of the same parts.
LOOKED_AT = ("hours-mine", "hours-new", "meeting-new", "meeting-running")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hours-looks")
    path = folder / "balgil.db"
    path.write_bytes(sqlite_template.read_bytes())
    with running_server(folder, f"sqlite:///{path}") as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    return build(server.database_url)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    who, path = pages[name]
    page = looker(server.url, language)
    faults = watch(page)
    open_session(page, server, who)
    page.goto(server.url + path)
    unfold(page)
    assert look_at(page, name, language) == {}
    assert faults == []


def test_an_answer_appears_on_the_page_of_the_caller(browser: Browser, server: Server, pages: Pages) -> None:
    """Nobody loads the page again: it asks, and shows what is new."""
    who, path = pages["meeting-running"]
    context = open_look(browser, server.url, Look())
    lead = context.new_page()
    thrown = watch(lead)
    open_session(lead, server, who)
    lead.goto(server.url + path)
    count = lead.locator("[data-count=coming]")
    expect(count).to_have_text("2")
    other = open_look(browser, server.url, Look())
    director = other.new_page()
    open_session(director, server, "director")
    director.goto(server.url + path)
    director.get_by_role("button", name="가요", exact=True).click()
    expect(director.get_by_role("button", name="가요", exact=True)).to_have_attribute("aria-pressed", "true")
    lead.evaluate("() => dispatchEvent(new Event('online'))")
    expect(count).to_have_text("3")
    expect(lead.locator("[data-list=coming]")).to_contain_text("최라온")
    assert thrown == []
    for each in (context, other):
        each.close()
