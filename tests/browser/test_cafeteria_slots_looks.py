"""The planner, swaps, my slots and the calendar in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Looker, empty_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.lunch_slots_world import Pages, build
from tests.browser.server import Server

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
    with empty_server(folder, sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    return build(server.database_url)[1]


def test_every_page_has_a_name(pages: Pages) -> None:
    assert sorted(pages) == sorted(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}
