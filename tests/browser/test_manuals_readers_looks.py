"""Tips, questions, statistics and words in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Looker, app_beside, empty_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.readers_world import Readers
from tests.browser.server import Server

PAGES = {
    "manuals-tips": ("colleague", "/manuals/1/tips"),
    "manuals-ask": ("stranger", "/manuals/questions/new?q=출장 여비는 며칠 안에 정산하나요"),
    "manuals-question": ("colleague", f"/manuals/questions/{b'question-0000001'.hex()}"),
    "manuals-statistics": ("administrator", "/manuals/statistics"),
    "manuals-search-words": ("administrator", "/manuals/search-words"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("readers-looks")
    with empty_server(folder, sqlite_template, has_worker=False) as server:
        world = Readers(app_beside(server.settings))
        assert world.manual_id == 1
        world.add_tips()
        world.ask()
        world.use()
        world.pair_words()
        yield server


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_in_every_look(looker: Looker, server: Server, name: str, language: str) -> None:
    assert look_around(looker, server, PAGES[name], name, language) == {}
