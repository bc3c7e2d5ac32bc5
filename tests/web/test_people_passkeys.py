"""`/me/passkeys`, and the interface that makes them."""

import pytest

from services import people
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.people import add_passkey, give_password, new_passkey
from webapp.context import Parts

PAGE = "/me/passkeys"


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def ids_of(parts: Parts, member: Member) -> list[int]:
    with parts.database.reading() as session:
        return [passkey.id for passkey in people.list_passkeys(session, member.staff_id)]


def test_a_new_one_is_listed_under_its_name(browser: Browser) -> None:
    add_passkey(browser, "회사 <b>노트북</b>")
    assert "회사 <b>노트북</b>" in browser.get(PAGE).text


@pytest.mark.parametrize("label", ["", "   ", "x" * 61, "줄\n바꿈\x07"])
def test_a_name_must_be_one(browser: Browser, label: str) -> None:
    options = browser.api("POST", "passkeys/options").get_json()["options"]
    answer = browser.api("POST", "passkeys", {"credential": new_passkey().create(options), "label": label})
    assert answer.status_code == 422
    assert answer.get_json()["fields"]


def test_one_made_for_somebody_else_is_refused(browser: Browser, client_as: ClientAs, cast: Cast) -> None:
    options = browser.api("POST", "passkeys/options").get_json()["options"]
    body = {"credential": new_passkey().create(options), "label": "남의 것"}
    answer = client_as(cast.stranger).api("POST", "passkeys", body)
    assert answer.get_json()["code"] == "challenge_over"


def test_the_same_answer_is_good_once(browser: Browser) -> None:
    options = browser.api("POST", "passkeys/options").get_json()["options"]
    body = {"credential": new_passkey().create(options), "label": "한 번"}
    assert browser.api("POST", "passkeys", body).status_code == 201
    assert browser.api("POST", "passkeys", body).get_json()["code"] == "challenge_over"


def test_it_can_be_called_something_else(browser: Browser, parts: Parts, cast: Cast) -> None:
    add_passkey(browser)
    (passkey_id,) = ids_of(parts, cast.traveller)
    path = f"{PAGE}/{passkey_id}/label"
    assert browser.post(path, {"label": "새 이름"}, page="/me").status_code == 303
    assert "새 이름" in browser.get(PAGE).text
    assert browser.post(path, {"label": ""}, page="/me").status_code == 422


def test_it_can_be_removed_while_there_is_another_way_in(
    browser: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    give_password(parts, cast.traveller, clock)
    add_passkey(browser)
    (passkey_id,) = ids_of(parts, cast.traveller)
    assert browser.post(f"{PAGE}/{passkey_id}/removal", page="/me").status_code == 303
    assert ids_of(parts, cast.traveller) == []
    assert browser.post(f"{PAGE}/{passkey_id}/removal", page="/me").status_code == 404


def test_the_last_way_in_stays(client_as: ClientAs, parts: Parts, cast: Cast) -> None:
    add_passkey(client_as(cast.traveller))
    with parts.database.writing() as session:
        people.withdraw_password(session, cast.traveller.staff_id)
    browser = client_as(cast.traveller)
    (passkey_id,) = ids_of(parts, cast.traveller)
    page = browser.submit(f"{PAGE}/{passkey_id}/removal", 409, page="/me")
    assert "마지막" in page.text
    assert ids_of(parts, cast.traveller) == [passkey_id]


def test_somebody_elses_is_nobodys(browser: Browser, client_as: ClientAs, parts: Parts, cast: Cast) -> None:
    add_passkey(browser)
    (passkey_id,) = ids_of(parts, cast.traveller)
    for member in (cast.colleague, cast.lead, cast.administrator, cast.auditor):
        other = client_as(member)
        assert other.post(f"{PAGE}/{passkey_id}/removal", page="/me").status_code == 404
        assert other.post(f"{PAGE}/{passkey_id}/label", {"label": "x"}, page="/me").status_code == 404
    assert ids_of(parts, cast.traveller) == [passkey_id]
