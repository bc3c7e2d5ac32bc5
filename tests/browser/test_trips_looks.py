"""The pages of trips, evidences and approvals in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Looker, app_beside, empty_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.server import Server
from tests.browser.trips_world import Pages, Season, add_people

NAMES = (
    "home-running",
    "trips",
    "trips-empty",
    "trip-new",
    "trip-again",
    "trip-running",
    "trip-refused",
    "evidence",
    "evidence-free",
    "approvals",
    "approvals-empty",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("trips-looks")
    with empty_server(folder, sqlite_template) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    cast = add_people(server.database_url)
    return Season(app_beside(server.settings), cast, tmp_path_factory.mktemp("geography")).play()


def test_every_page_has_a_name(pages: Pages) -> None:
    assert sorted(pages) == sorted(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}
