"""Manuals in every look: front page, one of them, the editor, the difference, the list of editors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Looker, empty_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.manuals_world import change, stock
from tests.browser.server import Server

Pages = dict[str, tuple[str, str]]
NAMES = ("manuals", "manual", "manual-edit", "manual-changes", "manual-results")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("manuals-looks")
    with empty_server(folder, sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    shelf = stock(server)
    change(shelf)
    root = f"/manuals/{shelf.manual_id}"
    return {
        "manuals": ("traveller", "/manuals"),
        "manual": ("colleague", root),
        "manual-edit": ("colleague", f"{root}/edit"),
        "manual-changes": ("traveller", f"{root}/changes/2"),
        "manual-results": ("traveller", "/manuals?q=정산"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}
