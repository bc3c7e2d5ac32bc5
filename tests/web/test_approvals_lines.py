"""The pages around the inbox: rules, standing deputies, one request in full, drafts, taking back."""

from datetime import timedelta

import pytest

from services import absences, approvals, trips
from services.absences import AbsenceKind, Source, Span
from services.clock import local_day
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import GEOCHANG
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

RULES = "/admin/approval-rules"


@pytest.fixture
def administrator(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


@pytest.fixture
def lead(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.lead)


@pytest.fixture
def request_id(parts: Parts, cast: Cast, clock: HandClock) -> int:
    return ask(parts, cast.traveller, clock)


def ask(parts: Parts, owner: Member, clock: HandClock, days: int = 0) -> int:
    starts_at = clock.now() + timedelta(hours=1)
    places = [trips.DestinationPlan("거창군청", GEOCHANG, 300)]
    ends_at = starts_at + timedelta(hours=4, days=days)
    plan = trips.TripPlan(b"trips%03d" % days, "현장 점검", places, starts_at, ends_at)
    trip = parts.database.write(lambda s: trips.plan_trip(s, owner.staff_id, plan, clock.now()))
    assert trip.approval
    return trip.approval.id


def send_away(parts: Parts, member: Member, clock: HandClock) -> None:
    span = Span(member.staff_id, AbsenceKind.LEAVE, clock.now(), clock.now() + timedelta(days=2))
    with parts.database.writing() as session:
        absences.set_absences(session, Source("test", b"x"), [span], is_approved=True)


def rule(clock: HandClock, **changes: str) -> dict[str, str]:
    today = local_day(clock.now()).isoformat()
    return {
        "subject_kind": "trip",
        "fact": "days",
        "at_least": "4",
        "review_level": "lead",
        "level": "department",
        "from_on": today,
        "basis": "사무전결 처리 규칙 별표 1",
    } | changes


def test_a_rule_changes_the_line_from_its_day_on(
    administrator: Browser, client_as: ClientAs, lead: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    assert administrator.post(RULES, rule(clock), page=RULES).status_code == 303
    assert "출장 신청 · 출장 날수 4 이상 팀장 검토 → 부서장 전결" in administrator.get(RULES).text
    request_id = ask(parts, cast.traveller, clock, days=4)
    page = lead.get("/approvals")
    assert page.one("button", value="approve").text == "검토"
    data = {"decision": "approve", "version": "1"}
    lead.post(f"/approvals/{request_id}/decision", data, page="/approvals")
    assert "검토했어요. 다음 단계로 올라갔어요." in lead.get("/approvals").text
    director = client_as(cast.director)
    card = director.get("/approvals").one(id=f"request-{request_id}")
    assert "전결" in card.text
    traveller = client_as(cast.traveller)
    shown = traveller.get(f"/approvals/{request_id}").text
    assert f"검토 · {cast.lead.name}" in shown
    assert f"결재 · {cast.director.name}" in shown
    director.post(f"/approvals/{request_id}/decision", data | {"version": "2"}, page="/approvals")
    assert f"{cast.director.name} 과장 · 전결 · " in traveller.get("/trips/" + b"trips004".hex()).text


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"level": "king"}, 422, "level"),
        ({"subject_kind": "coffee"}, 422, "subject_kind"),
        ({"fact": "weight"}, 422, "fact"),
        ({"at_least": "0"}, 422, "at_least"),
        ({"at_least": "-3"}, 422, "at_least"),
        ({"review_level": "department"}, 422, "review_level"),
        ({"basis": ""}, 422, "basis"),
        ({"from_on": "2020-01-01"}, 422, "from_on"),
        ({"from_on": ""}, 422, "from_on"),
    ],
)
def test_a_wrong_rule_is_said_at_its_field(
    administrator: Browser, parts: Parts, clock: HandClock, changes: dict[str, str], status: int, field: str
) -> None:
    page = administrator.submit(RULES, status, rule(clock, **changes), page=RULES)
    assert page.one(id=f"{field}-error")
    with parts.database.reading() as session:
        assert approvals.list_rules(session) == []


def test_a_rule_is_ended(administrator: Browser, parts: Parts, clock: HandClock) -> None:
    administrator.post(RULES, rule(clock), page=RULES)
    with parts.database.reading() as session:
        (found,) = approvals.list_rules(session)
    clock.advance(days=1)
    administrator.post(f"{RULES}/{found.id}/end", page=RULES)
    assert "끝남" in administrator.get(RULES).text


def test_which_absences_count_is_a_rule_too(administrator: Browser, parts: Parts, clock: HandClock) -> None:
    today = local_day(clock.now())
    data = {"kinds": ["leave", "trip"], "kinds_from_on": today.isoformat(), "kinds_basis": "내부 지침"}
    assert administrator.post(f"{RULES}/absences", data, page=RULES).status_code == 303
    assert "휴가, 출장" in administrator.get(RULES).text
    wrong = administrator.submit(f"{RULES}/absences", 422, data | {"kinds_basis": ""}, page=RULES)
    assert wrong.one(id="kinds_basis-error")
    with parts.database.reading() as session:
        assert approvals.load_deputy_kinds(session, today) == {"leave", "trip"}


def test_an_administrator_names_who_decides_where_nobody_is_above(
    administrator: Browser, cast: Cast, clock: HandClock
) -> None:
    assert administrator.get("/admin").one("a", href=f"{RULES}#last-decider")
    assert f"{cast.mayor.name}님이 올린 것을" in administrator.get(RULES).one(id="last-decider").text
    sent = {"last_number": cast.director.number, "last_basis": "사무전결 처리 규칙 별표 1"}
    sent["last_from_on"] = local_day(clock.now()).isoformat()
    for wrong in ({"last_number": "999999"}, {"last_number": ""}, {"last_basis": ""}):
        administrator.submit(f"{RULES}/last-decider", 422, sent | wrong, page=RULES)
    administrator.post(f"{RULES}/last-decider", sent, page=RULES)
    card = administrator.get(RULES).one(id="last-decider").text
    assert cast.director.name in card
    assert "결재할 사람이 없어요" not in card
    assert administrator.get("/admin").all("a", href=f"{RULES}#last-decider") == []


@pytest.mark.parametrize("name", ["lead", "traveller", "auditor"])
def test_only_administrators_see_or_change_rules(
    client_as: ClientAs, cast: Cast, clock: HandClock, name: str
) -> None:
    other = client_as(cast.everybody()[name])
    other.get(RULES, 403)
    assert other.post(RULES, rule(clock)).status_code == 403
    assert other.post(f"{RULES}/1/end").status_code == 403
    assert other.post(f"{RULES}/absences").status_code == 403
    assert other.post(f"{RULES}/last-decider").status_code == 403


def test_the_standing_deputy_finds_it_when_the_lead_is_away(
    lead: Browser, client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock, request_id: int
) -> None:
    data = {"standing_id": str(cast.other_lead.staff_id)}
    assert lead.post("/me/deputies/standing", data, page="/me/deputies").status_code == 303
    assert cast.other_lead.name in lead.get("/me/deputies").text
    deputy = client_as(cast.other_lead)
    assert "결재할 건이 없어요" in deputy.get("/approvals").text
    send_away(parts, cast.lead, clock)
    page = deputy.get("/approvals")
    assert f"{cast.lead.name} 대결" in page.one(id=f"request-{request_id}").text
    asked = client_as(cast.traveller).get(f"/approvals/{request_id}").text
    assert f"결재 · {cast.other_lead.name} 동장 · {cast.lead.name} 대결" in asked
    assert cast.lead.name in deputy.get("/me/deputies").text
    deputy.post(f"/approvals/{request_id}/decision", {"decision": "approve"}, page="/approvals")
    shown = client_as(cast.traveller).get(f"/approvals/{request_id}").text
    assert f"{cast.other_lead.name} 동장 · {cast.lead.name} 대결" in shown
    lead.post("/me/deputies/standing/end", page="/me/deputies")
    assert "끝내기" not in lead.get("/me/deputies").text


def test_the_lead_above_decides_where_nobody_stands_in_and_it_says_so(
    client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock, request_id: int
) -> None:
    send_away(parts, cast.lead, clock)
    traveller = client_as(cast.traveller)
    assert (
        f"결재 · {cast.director.name} 과장 · {cast.lead.name} 부재"
        in traveller.get(f"/approvals/{request_id}").text
    )
    client_as(cast.director).post(
        f"/approvals/{request_id}/decision", {"decision": "approve"}, page="/approvals"
    )
    trip = traveller.get("/trips/" + b"trips000".hex()).text
    assert f"{cast.director.name} 과장 · {cast.lead.name} 부재로 상급자 결재 · " in trip


def test_two_may_stand_in_for_each_other_and_the_page_says_what_happens_when_both_are_away(
    lead: Browser, client_as: ClientAs, cast: Cast
) -> None:
    other = client_as(cast.other_lead)
    for browser, deputy in ((lead, cast.other_lead), (other, cast.lead)):
        data = {"standing_id": str(deputy.staff_id)}
        assert browser.post("/me/deputies/standing", data, page="/me/deputies").status_code == 303
    page = lead.get("/me/deputies").text
    assert "둘 다 자리를 비우면 대리의 대리가, 아무도 없으면 바로 위 상급자가 결재해요." in page
    assert f"{cast.other_lead.name} 동장 새벽동 · 자리를 비울 때" in page


@pytest.mark.parametrize(("who", "status"), [("lead", 422), ("", 422), ("999999", 422), ("x", 422)])
def test_a_strange_standing_deputy_is_refused(lead: Browser, cast: Cast, who: str, status: int) -> None:
    number = str(cast.lead.staff_id) if who == "lead" else who
    page = lead.submit("/me/deputies/standing", status, {"standing_id": number}, page="/me/deputies")
    assert page.one(id="standing_id-error")


def test_a_decision_is_taken_back_from_the_list(
    lead: Browser, cast: Cast, clock: HandClock, request_id: int
) -> None:
    lead.post(f"/approvals/{request_id}/decision", {"decision": "approve"}, page="/approvals")
    assert lead.get("/approvals").one("form", action=f"/approvals/{request_id}/undo")
    lead.post(f"/approvals/{request_id}/undo", page="/approvals")
    assert lead.get("/approvals").one(id=f"request-{request_id}")
    lead.post(f"/approvals/{request_id}/decision", {"decision": "approve"}, page="/approvals")
    clock.advance(minutes=6)
    assert lead.get("/approvals").all("form", action=f"/approvals/{request_id}/undo") == []
    lead.post(f"/approvals/{request_id}/undo", page="/approvals")
    assert "5분이 지나 되돌릴 수 없어요." in lead.get("/approvals").text


@pytest.mark.parametrize(
    ("name", "status"),
    [("traveller", 200), ("lead", 200), ("colleague", 404), ("director", 404), ("administrator", 404)],
)
def test_a_request_in_full_is_for_those_who_have_to_do_with_it(
    client_as: ClientAs, cast: Cast, request_id: int, name: str, status: int
) -> None:
    page = client_as(cast.everybody()[name]).get(f"/approvals/{request_id}", status)
    assert ("거창군청" in page.text) == (status == 200)


def test_the_inbox_is_filtered_by_kind(lead: Browser, parts: Parts, cast: Cast, clock: HandClock) -> None:
    ask(parts, cast.traveller, clock)
    other = approvals.Submission("remote_plan", b"a plan", "계획서", b"\x80", [("line", "보고서")])
    parts.database.write(lambda s: approvals.submit_request(s, other, cast.colleague.staff_id, clock.now()))
    assert len(lead.get("/approvals").all(data_testid="approval")) == 2
    assert len(lead.get("/approvals?kind=trip").all(data_testid="approval")) == 1
    assert len(lead.get("/approvals?kind=nothing&page=7").all(data_testid="approval")) == 0
