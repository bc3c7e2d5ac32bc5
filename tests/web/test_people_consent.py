"""`/me/consent`: given, refused, paused, withdrawn; and what each does."""

from collections.abc import Callable

import pytest

from services import people, trips
from services.people import ConsentState
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import Phone
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/me/consent"


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def decide(browser: Browser, state: str, **fields: str) -> int:
    return browser.post(PAGE, {"state": state, **fields}, page=PAGE).status_code


def current(parts: Parts, member: Member) -> ConsentState | None:
    with parts.database.reading() as session:
        found = people.current_consent(session, member.staff_id)
    return found.state if found else None


def test_yes_and_no_weigh_the_same(browser: Browser) -> None:
    form = browser.get(PAGE).one("form", action=PAGE)
    yes, no = form.all("button")
    assert (yes.text, no.text) == ("동의", "동의하지 않음")
    assert yes.attrs["class"] == no.attrs["class"]


def test_it_says_what_when_why_who_and_how_long(browser: Browser) -> None:
    terms = [node.text for node in browser.get(PAGE).all("dt")]
    assert terms == ["무엇을", "언제", "왜", "누가 보나요", "얼마 동안"]


def test_each_choice_says_what_it_means_before_it_is_made(browser: Browser) -> None:
    asked = browser.get("/me/consent").text
    assert "동의: 누를 때만 위치를 확인해요." in asked
    assert "동의하지 않음: 위치를 확인하지 않아요. 사진, 카드 전표," in asked
    browser.post("/me/consent", {"state": "given"}, page="/me/consent")
    assert "잠시 멈추기: 다시 켤 때까지 위치를 확인하지 않아요." in browser.get("/me/consent").text
    assert "바로 파기해요" in browser.get("/me/consent/withdrawal").text


@pytest.mark.parametrize("state", ["given", "refused"])
def test_a_first_decision_is_kept_with_its_wording(
    browser: Browser, cast: Cast, parts: Parts, state: str
) -> None:
    assert decide(browser, state) == 303
    with parts.database.reading() as session:
        (decision,) = people.list_consents(session, cast.traveller.staff_id)
    assert decision.state == state
    assert decision.wording


def test_the_same_twice_is_one_decision(browser: Browser, cast: Cast, parts: Parts) -> None:
    decide(browser, "given")
    assert decide(browser, "given") == 303
    with parts.database.reading() as session:
        assert len(people.list_consents(session, cast.traveller.staff_id)) == 1


def test_it_can_be_paused_and_taken_up_again(browser: Browser, cast: Cast, parts: Parts) -> None:
    for state in ("given", "paused", "given"):
        assert decide(browser, state) == 303
        assert current(parts, cast.traveller) == state
    assert "내가 정한 기록 3건" in browser.get(PAGE).text


@pytest.mark.parametrize("state", ["", "withdrawn", "paused", "yes", "GIVEN"])
def test_a_step_that_makes_no_sense_changes_nothing(
    browser: Browser, cast: Cast, parts: Parts, state: str
) -> None:
    assert decide(browser, state) == 422
    assert current(parts, cast.traveller) is None


def test_it_leads_back_to_the_capture_and_to_no_other_site(browser: Browser) -> None:
    page = browser.get(f"{PAGE}?next=/%3Fcapture%3D1")
    assert page.all("input", name="next", value="/?capture=1")
    response = browser.post(PAGE, {"state": "given", "next": "/?capture=1"}, page=PAGE)
    assert response.headers["Location"] == "/?capture=1"
    response = browser.post(PAGE, {"state": "given", "next": "//evil.example"}, page=PAGE)
    assert response.headers["Location"] == PAGE


class TestWithdrawal:
    PATH = f"{PAGE}/withdrawal"

    @pytest.fixture
    def points(
        self,
        browser: Browser,
        cast: Cast,
        parts: Parts,
        clock: HandClock,
        phone_of: Callable[[Member], Phone],
    ) -> int:
        """How many points are kept."""
        decide(browser, "given")
        phone = phone_of(cast.traveller)
        for _ in range(3):
            body = phone.tap(clock.now()).body(cast.traveller.number)
            assert browser.api("POST", "evidences", body).status_code == 201
        return 3

    def test_it_says_first_what_it_destroys(self, browser: Browser, points: int) -> None:
        assert f"위치 기록 {points}건을 바로 파기해요" in browser.get(self.PATH).text

    def test_it_destroys_in_the_same_step(
        self, browser: Browser, cast: Cast, parts: Parts, points: int
    ) -> None:
        assert browser.post(self.PATH, page="/me").status_code == 303
        assert current(parts, cast.traveller) is ConsentState.WITHDRAWN
        with parts.database.reading() as session:
            assert trips.count_unbound_taps(session, cast.traveller.staff_id) == 0
        text = browser.get("/me/points").text
        assert f"파기된 기록 {points}건" in text

    def test_a_second_tap_changes_nothing(
        self, browser: Browser, cast: Cast, parts: Parts, points: int
    ) -> None:
        browser.post(self.PATH, page="/me")
        assert browser.post(self.PATH, page="/me").status_code == 303
        with parts.database.reading() as session:
            assert len(people.list_consents(session, cast.traveller.staff_id)) == 2

    def test_nobody_elses_points_go(
        self, browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts, points: int
    ) -> None:
        other = client_as(cast.colleague)
        decide(other, "given")
        other.post(self.PATH, page="/me")
        with parts.database.reading() as session:
            assert trips.count_unbound_taps(session, cast.traveller.staff_id) == points

    def test_without_consent_there_is_nothing_to_withdraw(
        self, browser: Browser, cast: Cast, parts: Parts
    ) -> None:
        assert browser.client.get(self.PATH).headers["Location"] == PAGE
        assert browser.post(self.PATH, page="/me").status_code == 422
        assert current(parts, cast.traveller) is None

    def test_a_form_without_token_destroys_nothing(
        self, browser: Browser, cast: Cast, parts: Parts, points: int
    ) -> None:
        assert browser.client.post(self.PATH).status_code == 400
        with parts.database.reading() as session:
            assert trips.count_unbound_taps(session, cast.traveller.staff_id) == points
