"""What people try with the layer before Flask: addresses, cookies and questions without end."""

import pytest
from flask import Flask, request
from sqlalchemy import text

from tests.cast import Cast
from tests.clocks import HandClock
from tests.lunch import NOON, PLAN
from tests.web.cafeteria import ask, make_cafeteria
from tests.web.conftest import Browser, ClientAs, Ticks
from webapp.context import Parts
from webapp.crowd_admission import ADMITTED_S
from webapp.crowd_watch import EXTENSION, LOOK_EVERY_S


@pytest.fixture
def hall_id(parts: Parts, clock: HandClock, ticks: Ticks) -> int:
    clock.at = NOON
    return make_cafeteria(parts.database, NOON, PLAN)


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.mark.parametrize("path", ["{}/level", "0{}", "0{}/level", "999/level"])
def test_who_asks_for_what_is_not_there_does_not_keep_sessions_from_being_looked_up(
    browser: Browser, client_as: ClientAs, hall_id: int, seen_by_flask: list[str], ticks: Ticks, path: str
) -> None:
    stranger = client_as(None)
    ask(browser, hall_id)
    for _ in range(10):
        ticks.at += 10
        stranger.api("GET", f"cafeterias/{path.format(hall_id)}")
        assert ask(browser, hall_id).status_code == 200
    assert seen_by_flask.count(f"/api/v1/cafeterias/{hall_id}") == 1


def test_who_was_let_in_is_not_held_up_by_a_look_that_hangs(
    browser: Browser, client_as: ClientAs, hall_id: int, app: Flask, ticks: Ticks, cast: Cast
) -> None:
    ask(browser, hall_id)
    ticks.at += LOOK_EVERY_S
    with app.extensions[EXTENSION]._looking:
        assert ask(browser, hall_id).status_code == 200
        assert ask(client_as(cast.colleague), hall_id).status_code == 200


def test_one_number_has_one_answer_however_it_is_written(browser: Browser, hall_id: int) -> None:
    usual = ask(browser, hall_id)
    other = browser.api("GET", f"cafeterias/00{hall_id}")
    assert (other.status_code, other.data) == (200, usual.data)


@pytest.mark.parametrize(
    "cookies",
    ["{name}={value} ", "{name}={value}; {name}=x", "a=b; {name}={value}", "{name}=x; {name}={value}",
     "{name}={value}x", "{name}=", "{name}", "x" * 5000, "{name}={value}; a=" + "x" * 5000],
)  # fmt: skip
def test_a_header_of_cookies_is_read_in_one_way(
    browser: Browser, app: Flask, hall_id: int, cookies: str
) -> None:
    """Whatever Flask makes of it the first time holds for exactly this header the second time."""
    ask(browser, hall_id)
    cookie = browser.client.get_cookie("balgil")
    assert cookie
    header = cookies.format(name="balgil", value=cookie.value)
    with app.test_request_context(headers={"Cookie": header}):
        is_hers = request.cookies.get("balgil") == cookie.value
    stranger = app.test_client(use_cookies=False)
    statuses = [
        stranger.get(f"/api/v1/cafeterias/{hall_id}", headers={"Cookie": header}).status_code
        for _ in range(2)
    ]
    assert statuses == [200 if is_hers else 401] * 2


def test_while_nobody_can_say_who_is_signed_in_staff_wait_after_a_minute_and_the_lobby_goes_on(
    browser: Browser, client_as: ClientAs, hall_id: int, parts: Parts, ticks: Ticks
) -> None:
    lobby = f"cafeterias/{hall_id}/level"
    assert [ask(browser, hall_id).status_code, client_as(None).api("GET", lobby).status_code] == [200, 200]
    with parts.database.writing() as session:
        session.execute(text("ALTER TABLE sessions RENAME TO gone"))
    statuses = []
    for _ in range(3):
        ticks.at += ADMITTED_S / 3
        statuses.append(ask(browser, hall_id).status_code)
    assert statuses == [200, 200, 503]
    assert client_as(None).api("GET", lobby).status_code == 200
