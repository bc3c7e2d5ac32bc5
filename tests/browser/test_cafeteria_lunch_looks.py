"""Lunch in every look and every state: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services import cafeteria
from services.cafeteria import Level
from tests.browser.chromium import watch
from tests.browser.conftest import Looker
from tests.browser.crowd_world import (
    TUESDAY,
    Lunch,
    open_hall,
    publish_slots,
    remember,
    running_lunch,
    tell,
    write_menu,
)
from tests.browser.looks import LANGUAGES, look_at

# By a page's name: who looks, the cafeteria's state, and what its address ends in.
PAGES = {
    "home": ("traveller", "", "/"),
    "busy": ("traveller", "busy", ""),
    "quiet": ("traveller", "quiet", ""),
    "stale": ("traveller", "stale", ""),
    "unread": ("traveller", "unread", ""),
    "closed": ("traveller", "closed", ""),
    "kitchen": ("administrator", "busy", "/kitchen"),
    "lobby": ("", "busy", "/lobby"),
}


@pytest.fixture(scope="module")
def lunch(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Lunch]:
    with running_lunch(tmp_path_factory.mktemp("lunch-looks"), sqlite_template) as lunch:
        busy = open_hall(lunch, "busy", "본관 구내식당")
        remember(lunch, busy)
        publish_slots(lunch, busy)
        write_menu(lunch, busy)
        tell(lunch, busy, (30, Level.QUIET), (20, Level.NORMAL), (11, Level.NORMAL), (2, Level.BUSY))
        tell(lunch, open_hall(lunch, "quiet", "별관 구내식당"), (1, Level.QUIET))
        tell(lunch, open_hall(lunch, "stale", "의회 구내식당"), (25, Level.NORMAL), (14, Level.PACKED))
        remember(lunch, open_hall(lunch, "unread", "보건소 구내식당"))
        closed = open_hall(lunch, "closed", "농업기술센터 구내식당")
        with lunch.database.writing() as session:
            cafeteria.add_closure(session, closed, TUESDAY, "가스 점검")
        yield lunch


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_in_every_look(looker: Looker, lunch: Lunch, name: str, language: str) -> None:
    who, state, end = PAGES[name]
    path = f"/cafeteria/{lunch.halls[state]}{end}" if state else end
    page = looker(lunch.url, language)
    faults = watch(page)
    if who:
        lunch.sign_in(page, getattr(lunch.cast, who))
    page.goto(lunch.url + path, wait_until="networkidle")
    assert look_at(page, f"lunch-{name}", language) == {}
    assert faults == []
