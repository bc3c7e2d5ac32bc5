"""Laws and amounts in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services import rates
from services.db import Database
from services.rates import Certainty, RateView, Unit
from tests.browser.conftest import Looker, cast_server, look_around
from tests.browser.laws_world import build
from tests.browser.looks import LANGUAGES
from tests.browser.server import Server

Pages = dict[str, tuple[str, str]]
NAMES = ("laws", "law", "law-article", "law-changes", "law-uploads", "rates")
RATES = (("일비", 25_000, Certainty.MIDDLE), ("숙박비 상한 그 밖의 시·군·구", 70_000, Certainty.LOW))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("laws-looks")
    with cast_server(folder, sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    world = build(server.database_url)
    database = Database(server.database_url)
    with database.writing() as session:
        begin = date(2026, 1, 2)
        basis = "「공무원 여비 규정」 별표 2"
        views = [RateView(name, begin, won, Unit.WON, basis, sure) for name, won, sure in RATES]
        rates.add_missing_rates(session, views, datetime.now(UTC))
    database.dispose()
    return {
        "laws": ("traveller", "/laws"),
        "law": ("administrator", f"/laws/{world.law_id}"),
        "law-article": ("traveller", f"/laws/{world.law_id}/articles/8-2"),
        "law-changes": ("traveller", f"/laws/changes/{world.manual_id}"),
        "law-uploads": ("administrator", "/laws/uploads"),
        "rates": ("administrator", "/admin/rates"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}
