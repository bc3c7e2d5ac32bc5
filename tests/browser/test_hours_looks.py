"""Hours and meetings in every look: whole, readable, in reach, as axe likes it; and answers that come by
themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import watch
from tests.browser.conftest import Looker, empty_server, look_around, open_session
from tests.browser.hours_world import Pages, build
from tests.browser.looks import LANGUAGES, Look, open_look
from tests.browser.server import Server

# The others are made of the same parts.
LOOKED_AT = ("hours-mine", "hours-compressed", "hours-team", "meeting-new", "meeting-running")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hours-looks")
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
