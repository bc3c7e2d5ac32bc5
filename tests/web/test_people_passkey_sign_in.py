"""`POST /api/v1/sign-in` with a passkey."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services import people
from tests.authenticator import Authenticator
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.people import add_passkey, new_passkey
from webapp.context import Parts


@pytest.fixture
def passkey(client_as: ClientAs, cast: Cast) -> Authenticator:
    return add_passkey(client_as(cast.traveller))


@pytest.fixture
def door(client_as: ClientAs) -> Browser:
    return client_as(None)


def ask(door: Browser) -> dict[str, object]:
    options = door.api("POST", "sign-in/options").get_json()["options"]
    assert isinstance(options, dict)
    return options


def test_a_passkey_lets_its_owner_in(door: Browser, passkey: Authenticator, cast: Cast) -> None:
    answer = door.api("POST", "sign-in", {"credential": passkey.get(ask(door)), "next": "/me/points"})
    assert (answer.status_code, answer.get_json()) == (200, {"next": "/me/points"})
    assert cast.traveller.name in door.get("/me").text


def test_nobody_learns_who_has_a_passkey(door: Browser, passkey: Authenticator) -> None:
    assert ask(door)["allowCredentials"] == []


@pytest.mark.parametrize("way_on", ["https://evil.example", "//evil.example", "/\\evil", "", "x"])
def test_it_never_leads_to_another_site(door: Browser, passkey: Authenticator, way_on: str) -> None:
    answer = door.api("POST", "sign-in", {"credential": passkey.get(ask(door)), "next": way_on})
    assert answer.get_json() == {"next": "/"}


def test_an_answer_is_good_once(door: Browser, passkey: Authenticator, client_as: ClientAs) -> None:
    credential = passkey.get(ask(door))
    assert door.api("POST", "sign-in", {"credential": credential}).status_code == 200
    again = client_as(None).api("POST", "sign-in", {"credential": credential})
    assert (again.status_code, again.get_json()["code"]) == (422, "challenge_over")


def test_an_old_question_is_over(door: Browser, passkey: Authenticator, clock: HandClock) -> None:
    credential = passkey.get(ask(door))
    clock.advance(minutes=11)
    assert door.api("POST", "sign-in", {"credential": credential}).get_json()["code"] == "challenge_over"


def wrong_origin(passkey: Authenticator) -> None:
    passkey.origin = "http://evil.localhost:8000"


def wrong_party(passkey: Authenticator) -> None:
    passkey.rp_id = "evil.example"


def without_verification(passkey: Authenticator) -> None:
    passkey.verifies_user = False


def from_a_foreign_frame(passkey: Authenticator) -> None:
    passkey.client_extras = {"crossOrigin": True}


def with_another_key(passkey: Authenticator) -> None:
    passkey.key = new_passkey().key


@pytest.mark.parametrize(
    "spoil", [wrong_origin, wrong_party, without_verification, from_a_foreign_frame, with_another_key]
)
def test_a_wrong_answer_lets_nobody_in(
    door: Browser, passkey: Authenticator, spoil: Callable[[Authenticator], None]
) -> None:
    spoil(passkey)
    answer = door.api("POST", "sign-in", {"credential": passkey.get(ask(door))})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "passkey_rejected")
    assert door.client.get("/me").status_code == 302


def test_a_passkey_of_nobody_is_refused(door: Browser, cast: Cast) -> None:
    assert door.api("POST", "sign-in", {"credential": new_passkey().get(ask(door))}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {}, {"credential": []}, {"credential": None}, {"credential": {}}, {"credential": {"id": 1}},
        {"credential": {"response": {"clientDataJSON": "!"}}}, {"credential": {}, "next": 1},
        {"credential": {"response": {"clientDataJSON": "e30"}}}, {"credential": {}, "more": 1},
        {"credential": {"response": {"clientDataJSON": "A" * 5000}}},
    ],
)  # fmt: skip
def test_garbage_is_refused_in_words(door: Browser, cast: Cast, body: dict[str, object]) -> None:
    answer = door.api("POST", "sign-in", body)
    assert answer.status_code == 422
    assert answer.get_json()["detail"]


def test_a_flood_is_not_read(door: Browser, cast: Cast) -> None:
    body = {"credential": {"x": "y" * 100_000}}
    assert door.api("POST", "sign-in", body).status_code == 413


def test_another_site_cannot_sign_anybody_in(door: Browser, passkey: Authenticator) -> None:
    credential = passkey.get(ask(door))
    headers = {"Origin": "https://evil.example"}
    assert door.api("POST", "sign-in", {"credential": credential}, headers=headers).status_code == 403


def test_a_form_cannot_pass_for_json(door: Browser, cast: Cast) -> None:
    response = door.client.post("/api/v1/sign-in", data='{"credential": {}}', content_type="text/plain")
    assert response.status_code == 422


def test_who_has_left_stays_outside(
    door: Browser, passkey: Authenticator, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        people.end_service(session, cast.traveller.staff_id, clock.now().date() - timedelta(days=1))
    answer = door.api("POST", "sign-in", {"credential": passkey.get(ask(door))})
    assert answer.get_json()["code"] == "sign_in_failed"
