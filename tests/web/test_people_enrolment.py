"""`/api/v1/devices`: a browser's key becomes a device of its person."""

import pytest

from services import approvals, people
from services.crypto import base64url
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.people import NewPhone, add_passkey, enrol, new_passkey
from webapp.context import Parts


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def ask(browser: Browser, phone: NewPhone, **more: object) -> dict[str, object]:
    asked = browser.api("POST", "devices/options", {"public_key": phone.public_key, **more}).get_json()
    assert isinstance(asked, dict)
    return asked


def state_of(browser: Browser, phone: NewPhone) -> str:
    return str(browser.api("GET", f"devices/{phone.id}").get_json()["state"])


def test_without_a_passkey_one_is_made_in_the_same_act(browser: Browser) -> None:
    phone = enrol(browser)
    assert state_of(browser, phone) == "pending"
    assert "새 휴대전화" in browser.get("/me/passkeys").text


def test_with_a_passkey_that_one_answers(browser: Browser) -> None:
    passkey = add_passkey(browser)
    phone = NewPhone(passkey)
    assert ask(browser, phone)["proof"] == "assertion"
    enrol(browser, phone)
    assert state_of(browser, phone) == "pending"


def test_a_phone_may_get_a_passkey_of_its_own(browser: Browser) -> None:
    add_passkey(browser)
    assert ask(browser, NewPhone(), with_new_passkey=True)["proof"] == "registration"


def test_the_same_again_gives_the_first_answer(browser: Browser) -> None:
    phone = NewPhone()
    body = phone.answer(ask(browser, phone))
    first, second = (browser.api("POST", "devices", body) for _ in range(2))
    assert first.get_json() == second.get_json() == {"id": phone.id, "state": "pending"}


def test_the_browser_remembers_which_device_it_is(browser: Browser) -> None:
    phone = enrol(browser)
    cookie = browser.client.get_cookie("device")
    assert cookie
    assert (cookie.value, cookie.http_only) == (phone.id, True)


def test_a_question_to_one_person_is_no_good_for_another(
    browser: Browser, client_as: ClientAs, cast: Cast
) -> None:
    phone = NewPhone()
    body = phone.answer(ask(browser, phone))
    answer = client_as(cast.stranger).api("POST", "devices", body)
    assert answer.get_json()["code"] == "challenge_over"


def test_a_question_about_one_key_is_no_good_for_another(browser: Browser) -> None:
    phone, other = NewPhone(), NewPhone()
    body = phone.answer(ask(browser, phone), public_key=other.public_key)
    assert browser.api("POST", "devices", body).status_code == 422


def test_who_does_not_hold_the_key_enrols_nothing(browser: Browser) -> None:
    phone = NewPhone()
    body = phone.answer(ask(browser, phone), possession=NewPhone().sign(b"something else"))
    assert browser.api("POST", "devices", body).get_json()["code"] == "bad_signature"
    assert browser.api("GET", f"devices/{phone.id}").status_code == 404


def test_a_colleagues_key_cannot_be_taken(browser: Browser, client_as: ClientAs, cast: Cast) -> None:
    phone = enrol(browser)
    answer = client_as(cast.colleague).api("POST", "devices/options", {"public_key": phone.public_key})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "device_key_taken")


def test_a_colleagues_device_cannot_be_replaced(browser: Browser, client_as: ClientAs, cast: Cast) -> None:
    colleagues = enrol(client_as(cast.colleague))
    phone = NewPhone()
    answer = browser.api("POST", "devices", phone.answer(ask(browser, phone), replaces=colleagues.id))
    assert answer.status_code == 404


def test_a_wrong_passkey_enrols_nothing(browser: Browser) -> None:
    add_passkey(browser)
    phone = NewPhone(new_passkey())
    answer = browser.api("POST", "devices", phone.answer(ask(browser, phone)))
    assert answer.get_json()["code"] == "passkey_rejected"


def test_an_old_question_is_over(browser: Browser, clock: HandClock) -> None:
    phone = NewPhone()
    body = phone.answer(ask(browser, phone))
    clock.advance(minutes=11)
    assert browser.api("POST", "devices", body).get_json()["code"] == "challenge_over"


@pytest.mark.parametrize("key", ["", "!", "AAAA", base64url.encode(b"\x04" * 65), "A" * 5000, None, 1])
def test_a_key_must_be_one(browser: Browser, key: object) -> None:
    answer = browser.api("POST", "devices/options", {"public_key": key})
    assert answer.status_code == 422
    assert answer.get_json()["detail"]


@pytest.mark.parametrize(
    "change",
    [
        {"label": ""}, {"label": "x" * 61}, {"possession": "!"}, {"possession": ""}, {"credential": {}},
        {"replaces": "zz"}, {"replaces": "00" * 8}, {"credential": None}, {"label": 1}, {"more": 1},
    ],
)  # fmt: skip
def test_each_wrong_field_is_refused(browser: Browser, change: dict[str, object]) -> None:
    phone = NewPhone()
    answer = browser.api("POST", "devices", phone.answer(ask(browser, phone), **change))
    assert answer.status_code in (404, 422)
    assert browser.api("GET", f"devices/{phone.id}").status_code == 404


def test_only_its_owner_sees_how_far_it_is(browser: Browser, client_as: ClientAs, cast: Cast) -> None:
    phone = enrol(browser)
    for member in (cast.colleague, cast.lead, cast.administrator, cast.auditor, cast.stranger):
        assert client_as(member).api("GET", f"devices/{phone.id}").status_code == 404
    assert client_as(None).api("GET", f"devices/{phone.id}").status_code == 401


def test_nobody_enrols_without_a_session(client_as: ClientAs, cast: Cast) -> None:
    for path, body in (("devices/options", {"public_key": "x"}), ("devices", {})):
        assert client_as(None).api("POST", path, body).status_code == 401


class TestEarlierDevice:
    """A new device is let in by the signature of one that is already there."""

    @pytest.fixture
    def earlier(self, browser: Browser, cast: Cast, parts: Parts, clock: HandClock) -> NewPhone:
        phone = enrol(browser)
        with parts.database.writing() as session:
            device = bytes.fromhex(phone.id)
            people.confirm_device(
                session, parts.ledger, device, cast.lead.staff_id, clock.now(), approvals.load_lineup
            )
        return phone

    @pytest.fixture
    def new(self, browser: Browser, earlier: NewPhone) -> NewPhone:
        return enrol(browser, NewPhone(earlier.passkey))

    def confirm(self, browser: Browser, new: NewPhone, by: NewPhone, signer: NewPhone | None = None) -> int:
        page = browser.get("/me/devices")
        challenge = page.one(data_behaviour="people/confirm-device").attrs["data-challenge"]
        message = people.confirmation_message(base64url.decode(challenge))
        body = {"device": by.id, "signature": (signer or by).sign(message)}
        return browser.api("POST", f"devices/{new.id}/confirmations", body).status_code

    def test_its_signature_is_enough(self, browser: Browser, new: NewPhone, earlier: NewPhone) -> None:
        assert self.confirm(browser, new, earlier) == 200
        assert state_of(browser, new) == "active"
        assert "내 다른 기기 ‘새 휴대전화’의 서명" in browser.get(f"/me/devices/{new.id}").text

    def test_a_new_device_cannot_let_itself_in(self, browser: Browser, new: NewPhone) -> None:
        assert self.confirm(browser, new, new) == 409
        assert state_of(browser, new) == "pending"

    def test_another_keys_signature_is_not(self, browser: Browser, new: NewPhone, earlier: NewPhone) -> None:
        assert self.confirm(browser, new, earlier, signer=new) == 422
        assert state_of(browser, new) == "pending"

    def test_a_retired_one_signs_nothing(
        self, browser: Browser, cast: Cast, parts: Parts, clock: HandClock, new: NewPhone, earlier: NewPhone
    ) -> None:
        page = browser.get("/me/devices")
        challenge = page.one(data_behaviour="people/confirm-device").attrs["data-challenge"]
        with parts.database.writing() as session:
            device, owner = bytes.fromhex(earlier.id), cast.traveller.staff_id
            people.retire_device(session, parts.ledger, device, by_id=owner, now=clock.now())
        message = people.confirmation_message(base64url.decode(challenge))
        body = {"device": earlier.id, "signature": earlier.sign(message)}
        assert browser.api("POST", f"devices/{new.id}/confirmations", body).status_code == 409

    def test_somebody_else_cannot_use_it(
        self, browser: Browser, client_as: ClientAs, cast: Cast, new: NewPhone, earlier: NewPhone
    ) -> None:
        body = {"device": earlier.id, "signature": earlier.sign(b"x")}
        answer = client_as(cast.colleague).api("POST", f"devices/{new.id}/confirmations", body)
        assert answer.status_code == 404
