"""Every page of the shell and every component, in every look: whole, readable, free of what axe finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import watch
from tests.browser.conftest import Looker, cast_server, open_session
from tests.browser.looks import (
    LANGUAGES,
    look_at,
)
from tests.browser.server import Server

PAGES = {
    "parts": "/gallery/parts",
    "forms": "/gallery/forms",
    "states": "/gallery/states",
    "home": "/",
    "me": "/me",
    "not-found": "/nothing-here",
    "offline": "/offline",
}


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("gallery")
    with cast_server(folder, sqlite_template, app="tests.browser.gallery.wsgi:app") as server:
        yield server


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_in_every_look(looker: Looker, gallery: Server, name: str, language: str) -> None:
    page = looker(gallery.url, language)
    faults = watch(page)
    open_session(page, gallery, "lead")
    page.goto(gallery.url + PAGES[name])
    assert look_at(page, name, language) == {}
    assert faults == []
