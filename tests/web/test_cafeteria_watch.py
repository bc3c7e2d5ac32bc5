"""Answers from memory, before Flask: the same bytes and headers, and only for whom the rule has admitted."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import brotli
import pytest
from flask import Flask
from sqlalchemy import text, update

from services import cafeteria, people
from services.cafeteria import Level
from services.clock import local_day
from services.db import Database
from services.people.models import Password, Staff
from tests.cast import Cast
from tests.clocks import HandClock
from tests.lunch import NOON, PLAN
from tests.web.cafeteria import ask, make_cafeteria
from tests.web.conftest import Browser, ClientAs, Ticks
from webapp.context import Parts
from webapp.crowd_admission import ADMITTED_S, CONFIRM_AFTER_S
from webapp.crowd_watch import LOOK_EVERY_S


@pytest.fixture
def hall_id(parts: Parts, clock: HandClock, ticks: Ticks) -> int:
    clock.at = NOON
    return make_cafeteria(parts.database, NOON, PLAN)


@pytest.fixture
def other_database(parts: Parts) -> Iterator[Database]:
    """What another process of the product has."""
    database = Database(parts.settings.database)
    yield database
    database.dispose()


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def tap_elsewhere(database: Database, hall_id: int, clock: HandClock, number: int = 1) -> None:
    with database.writing() as session:
        cafeteria.record_level(session, hall_id, Level.BUSY, number.to_bytes(16, "big"), clock.now())


def test_the_first_request_of_a_cookie_goes_through_the_access_rule(
    browser: Browser, client_as: ClientAs, hall_id: int, seen_by_flask: list[str]
) -> None:
    first = ask(browser, hall_id)
    second = ask(browser, hall_id)
    assert len(seen_by_flask) == 1
    assert (first.status_code, first.data) == (200, second.data)
    assert sorted(first.headers) == sorted(second.headers)
    stranger = client_as(None)
    assert [ask(stranger, hall_id).status_code for _ in range(2)] == [401, 401]
    assert len(seen_by_flask) == 3


def test_a_304_is_the_same_from_both(browser: Browser, hall_id: int, seen_by_flask: list[str]) -> None:
    tag = ask(browser, hall_id).headers["ETag"]
    from_memory = ask(browser, hall_id, If_None_Match=tag)
    browser.api("POST", "trips", {})
    from_flask = ask(browser, hall_id, If_None_Match=tag)
    assert [path.count("cafeterias") for path in seen_by_flask] == [1, 0, 1]
    assert [from_memory.status_code, from_flask.status_code] == [304, 304]
    assert from_memory.data == from_flask.data == b""
    assert sorted(from_memory.headers) == sorted(from_flask.headers)


def test_it_carries_the_headers_of_every_answer(browser: Browser, hall_id: int) -> None:
    other = browser.api("GET", "beacon").headers
    mine = [ask(browser, hall_id).headers for _ in range(2)][1]
    kept = set(other.keys()) - {"Content-Type", "Content-Length", "Cache-Control", "Vary"}
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} <= kept
    assert {name: mine.get(name) for name in kept} == {name: other[name] for name in kept}
    assert mine["Cache-Control"] == "private, no-cache"


def test_after_a_minute_the_access_rule_is_asked_again(
    browser: Browser, hall_id: int, seen_by_flask: list[str], ticks: Ticks, parts: Parts, cast: Cast
) -> None:
    """Where nothing could be looked up meanwhile, as here, because nobody asked."""
    ask(browser, hall_id)
    end_sessions(parts, cast)
    ticks.at += ADMITTED_S
    assert ask(browser, hall_id).status_code == 401
    assert len(seen_by_flask) == 2


@pytest.mark.parametrize("end", ["session", "service", "password"])
def test_what_ended_elsewhere_is_known_after_a_third_of_a_minute(
    browser: Browser, hall_id: int, ticks: Ticks, parts: Parts, cast: Cast, clock: HandClock, end: str
) -> None:
    ask(browser, hall_id)
    if end == "session":
        end_sessions(parts, cast)
    with parts.database.writing() as session:
        if end == "service":
            yesterday = local_day(clock.now()) - timedelta(days=1)
            session.execute(update(Staff).values(left_on=yesterday))
        if end == "password":
            session.execute(update(Password).values(must_change=True))
    ticks.at += CONFIRM_AFTER_S - 1
    assert ask(browser, hall_id).status_code == 200
    ticks.at += 1
    # This request still comes in, and it is the one that looks.
    ask(browser, hall_id)
    assert ask(browser, hall_id).status_code == 401


def test_who_goes_on_watching_does_not_go_through_flask_again(
    browser: Browser, hall_id: int, seen_by_flask: list[str], ticks: Ticks
) -> None:
    for _ in range(100):
        assert ask(browser, hall_id).status_code == 200
        ticks.at += 10
    assert len(seen_by_flask) == 1


def end_sessions(parts: Parts, cast: Cast) -> None:
    """As another process does it."""
    with parts.database.writing() as session:
        people.end_other_sessions(session, cast.traveller.staff_id, None)


def test_a_sign_out_is_known_at_once(browser: Browser, hall_id: int, app: Flask) -> None:
    ask(browser, hall_id)
    cookie = browser.client.get_cookie("balgil")
    assert cookie
    stolen = app.test_client()
    stolen.set_cookie("balgil", cookie.value)
    assert stolen.get(f"/api/v1/cafeterias/{hall_id}").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert stolen.get(f"/api/v1/cafeterias/{hall_id}").status_code == 401
    assert ask(browser, hall_id).status_code == 401


def test_ending_another_browser_is_known_at_once(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    phone, desk = client_as(cast.traveller), client_as(cast.traveller)
    assert [ask(each, hall_id).status_code for each in (phone, desk)] == [200, 200]
    assert desk.post("/me/sessions/end-others", page="/me/sessions").status_code == 303
    assert [ask(each, hall_id).status_code for each in (phone, desk)] == [401, 200]


def test_a_person_who_must_change_her_password_is_not_let_in(
    browser: Browser, hall_id: int, parts: Parts, cast: Cast
) -> None:
    with parts.database.writing() as session:
        session.execute(text("UPDATE passwords SET must_change = :yes"), {"yes": True})
    answers = [ask(browser, hall_id) for _ in range(2)]
    assert [(a.status_code, a.get_json()["code"]) for a in answers] == [(401, "password_change_needed")] * 2


def test_what_another_process_has_read_is_seen_within_a_moment(
    browser: Browser, hall_id: int, ticks: Ticks, other_database: Database, clock: HandClock
) -> None:
    tag = ask(browser, hall_id).headers["ETag"]
    tap_elsewhere(other_database, hall_id, clock)
    assert ask(browser, hall_id, If_None_Match=tag).status_code == 304
    ticks.at += LOOK_EVERY_S
    after = ask(browser, hall_id, If_None_Match=tag)
    assert after.status_code == 200
    assert after.get_json()["sources"]["kitchen"] == 1
    assert ask(browser, hall_id, If_None_Match=after.headers["ETag"]).status_code == 304


def test_without_a_worker_whoever_asks_looks_anew(
    browser: Browser, hall_id: int, ticks: Ticks, clock: HandClock
) -> None:
    assert ask(browser, hall_id).get_json()["state"] == "open"
    clock.advance(hours=2)
    ticks.at += LOOK_EVERY_S
    assert ask(browser, hall_id).get_json()["state"] == "after"


def test_while_the_database_is_away_the_last_answer_is_sent_with_its_age(
    browser: Browser, hall_id: int, ticks: Ticks, parts: Parts, clock: HandClock
) -> None:
    tap_elsewhere(parts.database, hall_id, clock)
    before = ask(browser, hall_id)
    with parts.database.writing() as session:
        session.execute(text("ALTER TABLE cafeteria_snapshots RENAME TO gone"))
    ticks.at += LOOK_EVERY_S
    after = ask(browser, hall_id)
    assert (after.status_code, after.data) == (200, before.data)
    assert after.get_json()["as_of"]


def test_the_lobby_answers_everybody_from_memory(
    client_as: ClientAs, hall_id: int, seen_by_flask: list[str]
) -> None:
    anybody = client_as(None)
    path = f"cafeterias/{hall_id}/level"
    first, second = (anybody.api("GET", path) for _ in range(2))
    assert (first.status_code, first.data, len(seen_by_flask)) == (200, second.data, 1)
    assert sorted(first.headers) == sorted(second.headers)
    again = anybody.api("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_lobby_that_is_closed_is_not_there(
    client_as: ClientAs, hall_id: int, parts: Parts, ticks: Ticks, clock: HandClock
) -> None:
    anybody = client_as(None)
    path = f"cafeterias/{hall_id}/level"
    assert anybody.api("GET", path).status_code == 200
    with parts.database.writing() as session:
        cafeteria.change_cafeteria(session, hall_id, replace(PLAN, has_lobby=False))
        cafeteria.refresh_snapshot(session, hall_id, clock.now())
    ticks.at += LOOK_EVERY_S
    answers = [anybody.api("GET", path) for _ in range(2)]
    assert [(a.status_code, a.get_json()["code"]) for a in answers] == [(404, "no_lobby")] * 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD"])
def test_only_questions_are_answered_from_memory(
    browser: Browser, hall_id: int, seen_by_flask: list[str], method: str
) -> None:
    ask(browser, hall_id)
    assert browser.api(method, f"cafeterias/{hall_id}").status_code == (200 if method == "HEAD" else 405)
    assert len(seen_by_flask) == 2


def test_compressed_answers_say_the_same(browser: Browser, hall_id: int) -> None:
    plain = ask(browser, hall_id)
    tags = {plain.headers["ETag"]}
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = ask(browser, hall_id, Accept_Encoding=f"{coding}, zstd;q=0.5")
        assert packed.headers["Content-Encoding"] == coding
        assert unpack(packed.data) == plain.data
        assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data)
        tags.add(packed.headers["ETag"])
        assert ask(browser, hall_id, If_None_Match=packed.headers["ETag"]).status_code == 304
    assert len(tags) == 3


def test_those_who_run_it_see_when_nobody_looks_after_the_answers(
    browser: Browser, hall_id: int, clock: HandClock
) -> None:
    ask(browser, hall_id)
    clock.advance(minutes=7)
    line = f'balgil_cafeteria_check_age_seconds{{cafeteria="{hall_id}"}} 420.0'
    assert line in browser.client.get("/metrics").text
