"""Seats in every look: mine, the picture of a floor, check-in, and the page of who runs a centre."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Looker, cast_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.seats_world import SeatsWorld, build, fill
from tests.browser.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("seats-looks")
    with cast_server(folder, sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def world(server: Server) -> SeatsWorld:
    world = build(server.database_url)
    fill(server.database_url, world)
    return world


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_in_order_in_every_look(
    looker: Looker, server: Server, world: SeatsWorld, language: str
) -> None:
    root, centre = "/remote-work/seats", world.centre
    day = f"on={world.days[0]}&part=pm&floor={centre.floor}"
    pages = {
        "seats-mine": ("traveller", root),
        "seats-plan": ("director", f"{root}/centres/{centre.id}?{day}&seat={centre['A-02']}"),
        "seats-check-in": ("traveller", f"{root}/check-in"),
        "seats-manage": ("administrator", f"{root}/manage/centres/{centre.id}?on={world.days[0]}"),
    }
    found = {name: look_around(looker, server, place, name, language) for name, place in pages.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}
