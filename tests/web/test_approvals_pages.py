"""`/approvals`, tried by the whole cast."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services import approvals, people, trips
from services.clock import local_day
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import GEOCHANG
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

PLACE = trips.DestinationPlan("거창군청", GEOCHANG, 300)


@pytest.fixture
def lead(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.lead)


@pytest.fixture
def ask(parts: Parts, cast: Cast, clock: HandClock) -> Callable[..., int]:
    """Puts a trip before the lead; the request's id."""

    def make(number: int = 1, owner: Member | None = None, **changes: Any) -> int:
        values: dict[str, Any] = {
            "id": b"trips%03d" % number,
            "purpose": f"현장 점검 {number}",
            "destinations": [PLACE],
            "starts_at": clock.now() + timedelta(hours=number),
            "ends_at": clock.now() + timedelta(hours=number + 4),
            "vehicle": "official",
        }
        plan = trips.TripPlan(**values | changes)
        owner_id = (owner or cast.traveller).staff_id
        trip = parts.database.write(lambda s: trips.plan_trip(s, owner_id, plan, clock.now()))
        assert trip.approval
        return trip.approval.id

    return make


def waiting(page: Node) -> list[int]:
    return [int(node.attrs["id"].removeprefix("request-")) for node in page.all(data_testid="approval")]


def state_of(parts: Parts, request_id: int, member: Member, clock: HandClock) -> str:
    with parts.database.reading() as session:
        request = approvals.find_request(session, request_id, member.staff_id, clock.now())
    assert request
    return request.state


def decide(browser: Browser, request_id: int, **data: str) -> Any:
    return browser.post(f"/approvals/{request_id}/decision", data, page="/trips/new")


def test_with_nothing_to_decide_the_page_says_so(lead: Browser) -> None:
    assert "결재할 건이 없어요" in lead.get("/approvals").text


def test_what_is_asked_stands_in_words_without_a_position(lead: Browser, ask: Any, cast: Cast) -> None:
    request_id = ask(companion_ids=[cast.colleague.staff_id])
    (card,) = lead.get("/approvals").all(data_testid="approval")
    assert card.attrs["data-green"] == "yes"
    for words in (
        "김가람",
        "건축과 건축허가팀 주무관",
        "현장 점검 1",
        "2026. 9. 29. 16:20 ~ 20:20",
        "거창군청",
    ):
        assert words in card.text
    assert "교통편 관용차" in card.text
    assert "동행 이나루" in card.text
    assert "35.68" not in card.text
    assert card.attrs["id"] == f"request-{request_id}"


def test_one_tap_approves(lead: Browser, ask: Any, parts: Parts, cast: Cast, clock: HandClock) -> None:
    request_id = ask()
    response = decide(lead, request_id, decision="approve")
    assert (response.status_code, response.location) == (303, "/approvals")
    page = lead.get("/approvals")
    assert waiting(page) == []
    assert "승인했어요." in page.text
    assert "김가람 · 거창군청" in page.text
    assert state_of(parts, request_id, cast.traveller, clock) == approvals.APPROVED


def test_a_refusal_needs_its_reason(
    lead: Browser, ask: Any, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    request_id = ask()
    page = lead.submit(f"/approvals/{request_id}/decision", 422, {"decision": "refuse", "reason": " "})
    assert page.one(id=f"reason-{request_id}-error").text == "반려할 때는 사유를 적어 주세요."
    assert state_of(parts, request_id, cast.traveller, clock) == approvals.WAITING
    assert decide(lead, request_id, decision="refuse", reason="<b>예산</b> 부족").status_code == 303
    assert "<b>예산</b> 부족" in lead.get("/approvals").text
    assert state_of(parts, request_id, cast.traveller, clock) == approvals.REFUSED


def test_whatever_is_not_an_approval_needs_a_reason(lead: Browser, ask: Any) -> None:
    for decision in ("", "APPROVE", "approved", "yes"):
        assert decide(lead, ask(), decision=decision).status_code == 422


@pytest.mark.parametrize(
    "name", ["colleague", "stranger", "other_lead", "auditor", "administrator", "director"]
)
def test_nobody_else_sees_or_decides(client_as: ClientAs, cast: Cast, ask: Any, name: str) -> None:
    request_id = ask()
    other = client_as(cast.everybody()[name])
    assert waiting(other.get("/approvals")) == []
    assert decide(other, request_id, decision="approve").status_code == 404


def test_nobody_approves_her_own(client_as: ClientAs, cast: Cast, ask: Any) -> None:
    request_id = ask()
    own = client_as(cast.traveller)
    assert waiting(own.get("/approvals")) == []
    assert decide(own, request_id, decision="approve").status_code == 403
    assert own.post("/approvals/bulk", {"requests": str(request_id)}, page="/trips/new").status_code == 303
    assert waiting(client_as(cast.lead).get("/approvals")) == [request_id]


def test_cautions_are_marked_and_left_out_of_the_bulk(
    lead: Browser, ask: Any, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    green = [ask(1), ask(2, cast.colleague)]
    amber = ask(3, destinations=[trips.DestinationPlan("어느 마을", None, 300)])
    page = lead.get("/approvals")
    assert waiting(page) == [*green, amber]
    card = page.one(id=f"request-{amber}")
    assert (card.attrs["data-green"], "위치를 정하지 않은 목적지가 있어요." in card.text) == ("no", True)
    form = page.one("form", action="/approvals/bulk")
    offered = [node.attrs["value"] for node in form.all("input", name="requests")]
    assert offered == [str(number) for number in green]
    response = lead.post("/approvals/bulk", {"requests": [*offered, str(amber)]}, page="/approvals")
    assert response.status_code == 303
    page = lead.get("/approvals")
    assert waiting(page) == [amber]
    assert "2건을 승인했어요." in page.text
    assert "1건은 그 사이 바뀌어 남겨 두었어요." in page.text
    assert {state_of(parts, number, cast.lead, clock) for number in green} == {approvals.APPROVED}


@pytest.mark.parametrize("wanted", [[], ["abc"], ["-1"], ["9" * 30], ["999999"], ["1", "1", "1"]])
def test_a_strange_bulk_changes_nothing_else(lead: Browser, wanted: list[str]) -> None:
    assert lead.post("/approvals/bulk", {"requests": wanted}, page="/trips/new").status_code == 303
    assert "0건" not in lead.get("/approvals").text


def test_a_lead_who_goes_along_finds_it_with_the_one_above(
    client_as: ClientAs, cast: Cast, ask: Any, parts: Parts, clock: HandClock
) -> None:
    request_id, today = ask(companion_ids=[cast.lead.staff_id]), local_day(clock.now())
    with parts.database.writing() as session:
        people.appoint_deputy(
            session, cast.director.staff_id, cast.other_lead.staff_id, today, today,
            by_id=cast.director.staff_id, now=clock.now(),
        )  # fmt: skip
    deputy = client_as(cast.other_lead).get("/approvals")
    assert f"{cast.director.name} 대결" in deputy.one(id=f"request-{request_id}").text
    assert waiting(client_as(cast.lead).get("/approvals")) == []
    above = client_as(cast.director)
    page = above.get("/approvals")
    assert waiting(page) == [request_id]
    assert "대결" not in page.one(id=f"request-{request_id}").text
    assert decide(client_as(cast.lead), request_id, decision="approve").status_code in (403, 404)
    assert decide(above, request_id, decision="approve").status_code == 303
    trip = client_as(cast.traveller).get("/trips/" + b"trips001".hex())
    assert f"{cast.director.name} " in trip.text


def test_who_comes_second_learns_who_was_first(
    client_as: ClientAs, lead: Browser, ask: Any, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    request_id, today = ask(), local_day(clock.now())
    with parts.database.writing() as session:
        people.appoint_deputy(
            session,
            cast.lead.staff_id,
            cast.other_lead.staff_id,
            today,
            today,
            by_id=cast.lead.staff_id,
            now=clock.now(),
        )
    deputy = client_as(cast.other_lead)
    assert "박다온 대결" in deputy.get("/approvals").one(id=f"request-{request_id}").text
    assert decide(deputy, request_id, decision="approve").status_code == 303
    assert decide(lead, request_id, decision="refuse", reason="안 돼요").status_code == 303
    assert "조새벽님이 먼저 승인한 건이에요." in lead.get("/approvals").text
    assert "대결" in deputy.get("/approvals").text
    trip = client_as(cast.traveller).get("/trips/" + b"trips001".hex())
    assert f"{cast.lead.name} 대결" in trip.text


def test_the_same_button_twice_is_one_decision(lead: Browser, ask: Any, parts: Parts, cast: Cast) -> None:
    request_id = ask()
    for _ in range(2):
        assert decide(lead, request_id, decision="approve").status_code == 303
    with parts.database.reading() as session:
        assert len(approvals.list_done(session, cast.lead.staff_id)) == 1


@pytest.mark.parametrize("address", ["0", "999999", "99999999999999999999", "-1", "x"])
def test_there_is_no_such_request(lead: Browser, address: str) -> None:
    assert decide(lead, address, decision="approve").status_code == 404  # type: ignore[arg-type]


def test_who_is_signed_out_decides_nothing(client_as: ClientAs, ask: Any) -> None:
    request_id = ask()
    answer = client_as(None).client.post(f"/approvals/{request_id}/decision", data={"decision": "approve"})
    assert answer.status_code in (302, 400, 401)
    assert client_as(None).client.get("/approvals").status_code in (302, 401)
