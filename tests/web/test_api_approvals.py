"""Decisions as the phone's queue posts them: repeats, versions, and a 409 that shows both."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services import approvals, people, trips
from services.clock import local_day
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import GEOCHANG
from tests.web.conftest import ClientAs
from tests.web.problems import problem
from webapp.context import Parts

ID, OTHER_ID = "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"
APPROVE = {"id": ID, "version": 1, "decision": "approve"}
REFUSE = {"id": OTHER_ID, "version": 1, "decision": "refuse", "reason": "날짜가 겹쳐요"}


@pytest.fixture
def request_id(parts: Parts, cast: Cast, clock: HandClock) -> int:
    starts_at = clock.now() + timedelta(hours=1)
    places = [trips.DestinationPlan("거창군청", GEOCHANG, 300)]
    plan = trips.TripPlan(b"trips001", "현장 점검", places, starts_at, starts_at + timedelta(hours=4))
    owner_id = cast.traveller.staff_id
    trip = parts.database.write(lambda s: trips.plan_trip(s, owner_id, plan, clock.now()))
    assert trip.approval
    return trip.approval.id


@pytest.fixture
def post(client_as: ClientAs, request_id: int) -> Any:
    def send(member: Member, body: dict[str, object], what: str = "decision") -> TestResponse:
        return client_as(member).api("POST", f"approvals/{request_id}/{what}", body)

    return send


def test_a_decision_posted_twice_gets_the_first_answer(post: Any, cast: Cast) -> None:
    first = post(cast.lead, APPROVE)
    assert first.status_code == 200
    told = first.get_json()
    assert (told["state"], told["version"], told["decided_by"]) == ("approved", 2, cast.lead.name)
    assert post(cast.lead, APPROVE).get_json() == told


def test_who_comes_second_gets_both(post: Any, parts: Parts, cast: Cast, clock: HandClock) -> None:
    today = local_day(clock.now())
    with parts.database.writing() as session:
        people.appoint_deputy(
            session, cast.lead.staff_id, cast.other_lead.staff_id, today, today,
            by_id=cast.lead.staff_id, now=clock.now(),
        )  # fmt: skip
    post(cast.other_lead, REFUSE)
    answer = post(cast.lead, APPROVE)
    assert problem(answer) == ("decided", 409, "park")
    current = answer.get_json()["current"]
    assert (current["state"], current["decided_by"], current["reason"]) == (
        "refused",
        cast.other_lead.name,
        "날짜가 겹쳐요",
    )
    assert current["as_deputy"]


def test_what_has_changed_since_is_shown_and_can_be_sent_again(post: Any, cast: Cast) -> None:
    post(cast.lead, APPROVE)
    undone = post(cast.lead, {"id": OTHER_ID}, "undo")
    assert (undone.get_json()["state"], undone.get_json()["version"]) == ("waiting", 3)
    answer = post(cast.lead, REFUSE)
    assert problem(answer) == ("changed", 409, "park")
    current = answer.get_json()["current"]
    assert (current["state"], current["version"]) == ("waiting", 3)
    assert post(cast.lead, REFUSE | {"version": current["version"]}).get_json()["state"] == "refused"


def test_it_cannot_be_taken_back_later(post: Any, cast: Cast, clock: HandClock) -> None:
    post(cast.lead, APPROVE)
    clock.advance(minutes=6)
    answer = post(cast.lead, {"id": OTHER_ID}, "undo")
    assert problem(answer) == ("undo_late", 409, "park")
    assert answer.get_json()["current"]["state"] == "approved"


@pytest.mark.parametrize(("name", "status"), [("traveller", 403), ("colleague", 404), ("director", 404)])
def test_nobody_else_decides_or_undoes(post: Any, cast: Cast, name: str, status: int) -> None:
    member = cast.everybody()[name]
    assert post(member, APPROVE).status_code == status
    assert post(member, {"id": ID}, "undo").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"decision": "maybe"},
        {"version": -1},
        {"version": "1"},
        {"version": 2**40},
        {"id": "x"},
        {"id": ID.upper()},
        {"reason": 7},
        {"reason": "가" * 2001},
        {"more": 1},
    ],
)
def test_a_strange_body_is_refused(post: Any, parts: Parts, cast: Cast, change: dict[str, object]) -> None:
    assert post(cast.lead, APPROVE | change).status_code == 422
    with parts.database.reading() as session:
        assert approvals.list_done(session, cast.lead.staff_id) == []


def test_a_refusal_needs_its_reason_here_too(post: Any, cast: Cast) -> None:
    answer = post(cast.lead, REFUSE | {"reason": " \u202e"})
    assert problem(answer) == ("reason_missing", 422, "park")


def test_who_is_signed_out_waits_for_the_next_sign_in(client_as: ClientAs, request_id: int) -> None:
    answer = client_as(None).api("POST", f"approvals/{request_id}/decision", APPROVE)
    assert problem(answer) == ("signed_out", 401, "pause")
