"""`/sign-in` with staff number and password."""

from datetime import timedelta

import pytest
from flask import Flask

from services import people
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import PASSWORD
from tests.web.conftest import Browser, ClientAs
from tests.web.page import read_page
from tests.web.people import give_password
from webapp.context import Parts


@pytest.fixture
def door(client_as: ClientAs) -> Browser:
    return client_as(None)


def enter(browser: Browser, number: str, password: str, **fields: str) -> tuple[int, str, str]:
    response = browser.post("/sign-in", {"number": number, "password": password, **fields}, page="/sign-in")
    return response.status_code, response.headers.get("Location", ""), response.text


def alert_of(html: str) -> str:
    """What the page says aloud."""
    (alert,) = [node for node in read_page(html).all(role="alert") if "hidden" not in node.attrs]
    return alert.text


def test_the_right_password_leads_home(door: Browser, cast: Cast, parts: Parts, clock: HandClock) -> None:
    give_password(parts, cast.traveller, clock)
    assert enter(door, cast.traveller.number, PASSWORD)[:2] == (303, "/")
    assert cast.traveller.name in door.get("/me").text


def test_no_page_after_it_changes_the_cookie(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    """Pages come side by side: a late answer's cookie would put back an older one."""
    give_password(parts, cast.traveller, clock)
    enter(door, cast.traveller.number, PASSWORD)
    assert "Set-Cookie" not in door.client.get("/trips/new").headers


def test_a_number_typed_with_spaces_is_the_same(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    give_password(parts, cast.traveller, clock)
    number = cast.traveller.number
    assert enter(door, f" {number[:4]} {number[4:]} ", PASSWORD)[0] == 303


def test_an_answer_does_not_tell_what_was_wrong(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    give_password(parts, cast.traveller, clock)
    said = set()
    for number in (cast.traveller.number, cast.colleague.number, "99999999", "'; DROP TABLE staff; --"):
        status, _, text = enter(door, number, "틀린 비밀번호예요")
        assert status == 422
        said.add(alert_of(text))
    assert len(said) == 1


def test_the_number_stays_and_the_password_does_not(door: Browser, cast: Cast) -> None:
    page = read_page(enter(door, cast.traveller.number, "비밀스러운 낱말")[2])
    assert page.one("input", id="number").attrs["value"] == cast.traveller.number
    assert "비밀스러운" not in str(page)


@pytest.mark.parametrize("number", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_was_typed_is_text(door: Browser, cast: Cast, number: str) -> None:
    page = read_page(enter(door, number, "x")[2])
    assert page.one("input", id="number").attrs["value"] == number


@pytest.mark.parametrize("number", ["a\x00b", "1" * 5000, "\ud800"])
def test_what_no_database_takes_is_refused_in_words(door: Browser, cast: Cast, number: str) -> None:
    response = door.client.post(
        "/sign-in",
        data={"csrf_token": door.token("/sign-in"), "number": number.encode("utf-8", "surrogatepass")},
    )
    assert response.status_code == 422


def test_too_many_attempts_name_the_time(door: Browser, cast: Cast, parts: Parts, clock: HandClock) -> None:
    give_password(parts, cast.traveller, clock)
    for _ in range(people_free_attempts()):
        enter(door, cast.traveller.number, "틀린 비밀번호예요")
    status, _, text = enter(door, cast.traveller.number, PASSWORD)
    assert status == 429
    assert "15:2" in alert_of(text)  # the clock of the test stands at 15:20
    clock.advance(minutes=1)
    assert enter(door, cast.traveller.number, PASSWORD)[0] == 303


def people_free_attempts() -> int:
    """More than anybody is given."""
    return 6


def test_a_known_browser_is_not_locked_out_by_strangers(
    door: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    give_password(parts, cast.traveller, clock)
    assert enter(door, cast.traveller.number, PASSWORD)[0] == 303
    door.post("/sign-out", page="/me")
    stranger = client_as(None)
    for _ in range(people_free_attempts()):
        enter(stranger, cast.traveller.number, "틀린 비밀번호예요")
    assert enter(stranger, cast.traveller.number, PASSWORD)[0] == 429
    assert enter(door, cast.traveller.number, PASSWORD)[0] == 303


@pytest.mark.parametrize("way_on", ["/trips", "/me/consent?next=%2F", "/audit/scan#x"])
def test_it_leads_on_to_where_one_wanted_to_go(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock, way_on: str
) -> None:
    give_password(parts, cast.traveller, clock)
    assert enter(door, cast.traveller.number, PASSWORD, next=way_on)[1] == way_on


@pytest.mark.parametrize(
    "way_on",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "javascript:alert(1)", "evil.example", "/%0d%0aSet-Cookie:x", " /trips", "",
        "http:evil.example", "//[", "/" + "x" * 2000,
    ],
)  # fmt: skip
def test_it_never_leads_to_another_site(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock, way_on: str
) -> None:
    give_password(parts, cast.traveller, clock)
    location = enter(door, cast.traveller.number, PASSWORD, next=way_on)[1]
    assert location == ("/%0d%0aSet-Cookie:x" if way_on.startswith("/%0d") else "/")


def test_a_form_without_token_changes_nothing(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    password = give_password(parts, cast.traveller, clock)
    response = door.client.post("/sign-in", data={"number": cast.traveller.number, "password": password})
    assert response.status_code == 400
    assert door.client.get("/me").status_code == 302


def test_another_site_cannot_sign_anybody_in(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    give_password(parts, cast.traveller, clock)
    data = {"csrf_token": door.token("/sign-in"), "number": cast.traveller.number, "password": PASSWORD}
    response = door.client.post("/sign-in", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_cookies_are_for_this_site_and_for_no_script(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    password = give_password(parts, cast.traveller, clock)
    token = door.token("/sign-in")
    response = door.client.post(
        "/sign-in", data={"csrf_token": token, "number": cast.traveller.number, "password": password}
    )
    cookies = response.headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"balgil", "browser"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_a_session_cookie_that_was_planted_is_not_taken_over(
    app: Flask, door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    give_password(parts, cast.traveller, clock)
    with door.client.session_transaction() as cookie:
        cookie["planted"] = "yes"
    enter(door, cast.traveller.number, PASSWORD)
    with door.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_who_is_signed_in_is_led_on(client_as: ClientAs, cast: Cast) -> None:
    response = client_as(cast.traveller).client.get("/sign-in?next=/trips")
    assert (response.status_code, response.headers["Location"]) == (302, "/trips")


def test_who_has_left_is_told_nothing_special(
    door: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    give_password(parts, cast.stranger, clock)
    with parts.database.writing() as session:
        people.end_service(session, cast.stranger.staff_id, clock.now().date() - timedelta(days=1))
    assert enter(door, cast.stranger.number, PASSWORD)[0] == 422


def test_a_seen_browser_is_noted_now_and_then(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    browser = client_as(cast.traveller)
    clock.advance(minutes=20)
    browser.get("/me")
    with parts.database.reading() as session:
        (seen,) = people.list_sessions(session, cast.traveller.staff_id, None, clock.now())
    assert seen.last_seen_at == clock.now()


@pytest.mark.parametrize("next_one", ["traveller", "colleague"])
def test_a_sign_in_over_a_live_session_ends_that_session(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock, next_one: str
) -> None:
    """From a tab that lay open: the session before would be nobody's to end, and its pushes would go on."""
    browser, member = client_as(cast.traveller), getattr(cast, next_one)
    give_password(parts, member, clock)
    form = {"number": member.number, "password": PASSWORD}
    assert browser.post("/sign-in", form, page="/me").status_code == 303
    with parts.database.reading() as session:
        staff_ids = {cast.traveller.staff_id, member.staff_id}
        left = [each for one in staff_ids for each in people.list_sessions(session, one, None, clock.now())]
    assert len(left) == 1
    assert member.name in browser.get("/me").text
