"""`/api/v1/remote-days/<day>`: what a phone posts, again and again, from two devices, with a wrong clock."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.remote_work import days
from tests.cast import Cast
from tests.clocks import HandClock
from tests.remote_days import LINES, ON, ROTATION, at, phone_id
from tests.web.conftest import Browser, ClientAs
from tests.web.problems import problem
from webapp.context import Parts

PATH = f"remote-days/{ON}"
PLAN: dict[str, Any] = {"id": phone_id(1).hex(), "version": 0, "lines": list(LINES)}
RESULT: dict[str, Any] = {
    "id": phone_id(4).hex(),
    "version": 0,
    "plan_id": PLAN["id"],
    "lines": [{"place": place, "is_done": True, "count": 2} for place in range(len(LINES))],
}


@pytest.fixture
def phone(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    clock.at = at(8)
    me = cast.traveller.staff_id
    with parts.database.writing() as session:
        days.open_day(session, me, ON, place=days.Place.HOME, origin=ROTATION, now=clock.now())
    return client_as(cast.traveller)


def post(phone: Browser, what: str, body: dict[str, Any], **headers: str) -> TestResponse:
    return phone.api("POST", f"{PATH}/{what}", body, headers=headers)


def tap(number: int, **more: str) -> dict[str, Any]:
    return {"id": phone_id(number).hex(), **more}


def test_the_day_as_a_phone_posts_it(phone: Browser, clock: HandClock) -> None:
    card = phone.api("GET", PATH).get_json()
    assert (card["step"], card["plan"], card["plan_revision"]) == ("plan", None, 0)
    card = post(phone, "plan", PLAN).get_json()
    assert (card["step"], card["plan_revision"], card["plan"]["state"]) == ("start", 1, "waiting")
    assert [line["text"] for line in card["plan"]["lines"]] == list(LINES)
    assert post(phone, "start", tap(2)).get_json()["started"]["received_at"] == at(8).isoformat()
    clock.at = at(18)
    assert post(phone, "end", tap(3)).get_json()["step"] == "result"
    card = post(phone, "result", RESULT).get_json()
    assert (card["step"], card["result"]["timing"]) == ("wait", "in_time")
    assert post(phone, "result", RESULT).get_json() == card


def test_the_clock_at_sending_sets_right_when_it_was_made(phone: Browser, clock: HandClock) -> None:
    clock.at = at(11)
    ahead = timedelta(hours=1)
    body = PLAN | {"made_at": (at(8.5) + ahead).isoformat()}
    response = post(phone, "plan", body, **{"Balgil-Sent-At": (at(11) + ahead).isoformat()})
    assert response.get_json()["plan"]["came"] == {
        "received_at": at(11).isoformat(),
        "stated_at": at(8.5).isoformat(),
        "clock_off_s": 3600,
    }
    assert response.get_json()["plan"]["timing"] == "stated"


def test_a_header_that_is_no_time_says_nothing(phone: Browser) -> None:
    for header in ("soon", "2026-09-30T11:00:00", "9999-99-99T00:00:00Z", ""):
        response = post(phone, "plan", PLAN, **{"Balgil-Sent-At": header})
        assert response.get_json()["plan"]["came"]["clock_off_s"] is None


def test_what_another_device_holds_comes_with_the_conflict(phone: Browser) -> None:
    post(phone, "plan", PLAN)
    other = post(phone, "plan", PLAN | {"id": phone_id(9).hex(), "lines": ["다른 기기"]})
    assert problem(other) == ("changed_elsewhere", 409, "park")
    current = other.get_json()["current"]
    assert (current["plan_revision"], current["plan"]["id"]) == (1, PLAN["id"])
    mine = post(phone, "plan", PLAN | {"id": phone_id(9).hex(), "lines": ["다른 기기"], "version": 1})
    assert mine.get_json()["plan_revision"] == 2


def test_what_cannot_be_taken_is_parked_without_a_choice(phone: Browser, clock: HandClock) -> None:
    refused = post(phone, "result", RESULT)
    assert problem(refused) == ("plan_missing", 409, "park")
    assert "current" not in refused.get_json()
    clock.at = at(8) + timedelta(days=1)
    assert problem(post(phone, "plan", PLAN)) == ("day_over", 409, "park")
    assert problem(phone.api("GET", "remote-days/2026-09-01")) == ("not_remote", 404, "park")
    assert phone.api("GET", "remote-days/2026-09-31").status_code == 404


def test_a_body_that_is_none_is_refused(phone: Browser) -> None:
    for change in (
        {"id": "1"},
        {"version": "0"},
        {"version": None},
        {"lines": "일"},
        {"lines": ["일"] * 31},
        {"lines": ["\x00"]},
        {"made_at": "오늘"},
        {"place": "seoul"},
    ):
        assert post(phone, "plan", PLAN | change).status_code == 422, change


def test_a_number_that_cannot_be_is_refused(phone: Browser, clock: HandClock) -> None:
    for version in (-1, 2**70):
        refused = post(phone, "plan", PLAN | {"version": version})
        assert problem(refused) == ("changed_elsewhere", 409, "park")
    post(phone, "plan", PLAN)
    post(phone, "start", tap(2))
    clock.at = at(18)
    post(phone, "end", tap(3))
    for count in (-1, 100_001, 2**70):
        lines = [line | {"count": count} for line in RESULT["lines"]]
        refused = post(phone, "result", RESULT | {"lines": lines})
        assert "lines.0.count" in refused.get_json()["fields"]


def test_everybody_has_her_own_card_alone(phone: Browser, client_as: ClientAs, cast: Cast) -> None:
    post(phone, "plan", PLAN)
    for member in (cast.lead, cast.colleague, cast.stranger, cast.auditor, cast.administrator):
        other = client_as(member)
        assert problem(other.api("GET", PATH)) == ("not_remote", 404, "park")
        assert problem(post(other, "plan", PLAN)) == ("not_remote", 404, "park")
    nobody = client_as(None)
    assert problem(nobody.api("GET", PATH)) == ("signed_out", 401, "pause")
    for what in ("plan", "start", "end", "result"):
        assert problem(post(nobody, what, PLAN)) == ("signed_out", 401, "pause")


def test_the_posts_of_another_person_wait_for_her(phone: Browser, client_as: ClientAs, cast: Cast) -> None:
    owner = {"Balgil-Owner": cast.traveller.number}
    other = client_as(cast.colleague)
    assert problem(post(other, "plan", PLAN, **owner)) == ("other_person", 409, "park")
    assert post(phone, "plan", PLAN, **owner).headers["Balgil-Owner"] == cast.traveller.number
