"""The pages of trips, evidences and approvals in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import watch
from tests.browser.conftest import Looker, app_beside, open_session
from tests.browser.looks import LANGUAGES, look_at, unfold
from tests.browser.server import Server, running_server
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
    path = folder / "balgil.db"
    path.write_bytes(sqlite_template.read_bytes())
    with running_server(folder, f"sqlite:///{path}") as server:
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
    who, path = pages[name]
    page = looker(server.url, language)
    faults = watch(page)
    open_session(page, server, who)
    page.goto(server.url + path)
    unfold(page)
    assert look_at(page, name, language) == {}
    assert faults == []
