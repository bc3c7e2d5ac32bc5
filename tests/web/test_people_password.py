"""`/me/password`: the password that only its owner knows."""

import pytest

from services import people
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.factories import PASSWORD
from tests.web.conftest import Browser, ClientAs
from tests.web.people import give_password
from webapp.context import Parts

NEW = "가을 바람에 흔들리는 갈대"


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    give_password(parts, cast.traveller, clock)
    return client_as(cast.traveller)


def change(browser: Browser, current: str, new: str, again: str | None = None) -> int:
    data = {"current": current, "new": new, "again": new if again is None else again}
    return browser.post("/me/password", data, page="/me/password").status_code


def issue(parts: Parts, member: Member, clock: HandClock) -> str:
    with parts.database.writing() as session:
        return people.issue_passwords(session, [member.staff_id], clock.now())[0].password


def sign_in(browser: Browser, member: Member, password: str) -> int:
    data = {"number": member.number, "password": password}
    return browser.post("/sign-in", data, page="/sign-in").status_code


def test_a_new_password_opens_and_the_old_one_does_not(
    browser: Browser, client_as: ClientAs, cast: Cast
) -> None:
    elsewhere = client_as(cast.traveller)
    assert change(browser, PASSWORD, NEW) == 303
    assert browser.client.get("/me").status_code == 200
    assert elsewhere.client.get("/me").status_code == 302
    assert sign_in(client_as(None), cast.traveller, PASSWORD) == 422
    assert sign_in(client_as(None), cast.traveller, NEW) == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "field"),
    [
        ("틀린 비밀번호", NEW, NEW, "current"),
        (PASSWORD, "짧아요", "짧아요", "new"),
        (PASSWORD, NEW, NEW + "!", "again"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
        (PASSWORD, "x" * 129, "x" * 129, "new"),
        (PASSWORD, "password123!", "password123!", "new"),
        (PASSWORD, "", "", "new"),
    ],
)
def test_each_wrong_field_is_named(browser: Browser, current: str, new: str, again: str, field: str) -> None:
    data = {"current": current, "new": new, "again": again}
    page = browser.submit("/me/password", 422, data, page="/me/password")
    assert page.one("input", id=field).attrs["aria-invalid"] == "true"
    assert page.one(id=f"{field}-error").text
    assert "value" not in page.one("input", id="new").attrs


def test_guessing_here_is_slowed_down_too(browser: Browser) -> None:
    statuses = [change(browser, f"틀린 비밀번호 {number}", NEW) for number in range(12)]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_a_first_password_must_be_changed_before_anything_else(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    issued = issue(parts, cast.traveller, clock)
    browser = client_as(None)
    assert sign_in(browser, cast.traveller, issued) == 303
    response = browser.client.get("/me/devices?x=1")
    assert response.headers["Location"] == "/me/password?next=/me/devices?x%3D1"
    page = browser.get("/me/password")
    assert not page.all("nav")
    assert change(browser, issued, NEW) == 303
    assert browser.client.get("/me/devices").status_code == 200


def test_a_first_password_may_be_typed_from_paper(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    issued = issue(parts, cast.traveller, clock).replace("-", " ").upper()
    browser = client_as(None)
    assert sign_in(browser, cast.traveller, issued) == 303
    assert change(browser, issued, NEW) == 303


def test_until_then_the_queue_waits_and_loses_nothing(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    issued = issue(parts, cast.traveller, clock)
    browser = client_as(None)
    sign_in(browser, cast.traveller, issued)
    problem = browser.api("POST", "evidences", {"text": "x", "owner": cast.traveller.number})
    assert problem.status_code == 401
    assert (problem.get_json()["code"], problem.get_json()["outbox"]) == ("password_change_needed", "pause")


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/offline", "/sw.js", "/manifest.webmanifest"])
def test_what_is_open_to_everybody_stays_open(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock, path: str
) -> None:
    browser = client_as(None)
    sign_in(browser, cast.traveller, issue(parts, cast.traveller, clock))
    location = browser.client.get(path).headers.get("Location", "")
    assert "/me/password" not in location


def test_language_and_sign_out_work_before_it(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    browser = client_as(None)
    sign_in(browser, cast.traveller, issue(parts, cast.traveller, clock))
    response = browser.post("/preferences", {"language": "en", "next": "/me/password"}, page="/me/password")
    assert response.headers["Location"] == "/me/password"
    assert browser.post("/sign-out", page="/me/password").headers["Location"] == "/sign-in"


def test_an_expired_first_password_says_so(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    issued = issue(parts, cast.traveller, clock)
    clock.advance(days=15)
    assert sign_in(client_as(None), cast.traveller, issued) == 422


def test_a_stranger_needs_to_sign_in(client_as: ClientAs, cast: Cast) -> None:
    assert client_as(None).client.get("/me/password").headers["Location"].startswith("/sign-in")
    assert client_as(None).post("/me/password", page="/sign-in").status_code == 401
