"""What is not noted of people: that a page lies open, and when somebody has told of the queue."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from services import people
from tests.cast import Cast
from tests.clocks import HandClock
from tests.lunch import NOON, PLAN
from tests.web.cafeteria import make_cafeteria
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts
from webapp.sessions import UNNOTED

REPORT = f"{1:032x}"


@pytest.fixture
def hall_id(parts: Parts, clock: HandClock) -> int:
    clock.at = NOON
    return make_cafeteria(parts.database, NOON, PLAN)


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast, hall_id: int) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def last_seen(parts: Parts, cast: Cast, clock: HandClock) -> Callable[[], datetime]:
    def read() -> datetime:
        with parts.database.reading() as session:
            return people.list_sessions(session, cast.traveller.staff_id, None, clock.now())[0].last_seen_at

    return read


def test_a_page_that_lies_open_does_not_say_that_somebody_was_there(
    browser: Browser, hall_id: int, clock: HandClock, last_seen: Callable[[], datetime]
) -> None:
    before = last_seen()
    clock.advance(days=1)
    assert browser.api("GET", f"cafeterias/{hall_id}").status_code == 200
    assert last_seen() == before
    browser.get("/trips")
    assert last_seen() == clock.now()


@pytest.mark.parametrize("ending", ["serving", "withdrawal"])
def test_no_tap_in_the_queue_is_noted_beside_a_name(
    browser: Browser, hall_id: int, clock: HandClock, last_seen: Callable[[], datetime], ending: str
) -> None:
    """Else the instant of a report would be in the list of browsers, with who it was."""
    before = last_seen()
    path = f"cafeterias/{hall_id}/queue-reports"
    clock.advance(minutes=10)
    assert browser.api("POST", path, {"id": REPORT}).status_code == 200
    clock.advance(minutes=10)
    assert browser.api("POST", f"{path}/{REPORT}/{ending}").status_code == 200
    assert last_seen() == before


def test_nor_is_one_without_scripts(
    browser: Browser, hall_id: int, clock: HandClock, last_seen: Callable[[], datetime]
) -> None:
    page = f"/cafeteria/{hall_id}"
    token, before = browser.token(page), last_seen()
    for path in ("queue-reports", f"queue-reports/{REPORT}/serving"):
        clock.advance(minutes=10)
        answer = browser.client.post(f"{page}/{path}", data={"csrf_token": token, "id": REPORT})
        assert answer.status_code == 303
        browser.get(answer.headers["Location"])
    assert last_seen() == before


def test_what_is_not_noted_is_there(app: Flask) -> None:
    assert set(app.view_functions) >= UNNOTED
