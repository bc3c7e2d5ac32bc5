"""The pages of flexible hours: asking, the lead's decision, a second look, the team, and the rules."""

from datetime import date, timedelta
from typing import Any

import pytest

from services import approvals
from services.clock import local_day
from services.remote_work import hours
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import TODAY
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

NEW = "/hours/new"
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def staff(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def lead(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.lead)


@pytest.fixture
def administrator(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.administrator)


def form(browser: Browser, page: str = NEW) -> dict[str, str]:
    return browser.get(page).one("form", action="/hours").fields()


def ask(browser: Browser, status: int = 303, **changes: Any) -> Any:
    response = browser.post("/hours", form(browser) | {"every": "480"} | changes, page=NEW)
    assert response.status_code == status, response.text[:2000]
    return response


def states(page: Node) -> list[str]:
    return [node.attrs["data-state"] for node in page.all(data_testid="hours")]


def decide(parts: Parts, cast: Cast, clock: HandClock, *, approve: bool, by: str = "lead") -> None:
    """The lead's decision; its page is tested with approvals."""
    with parts.database.writing() as session:
        decider = cast.everybody()[by].staff_id
        (request,) = approvals.list_waiting(session, decider, clock.now())
        decision = approvals.Decision(approve, "" if approve else "창구가 비어요")
        approvals.decide_request(session, parts.desk, request.id, decider, decision, clock.now())


def test_one_time_for_the_whole_week_is_one_choice(
    staff: Browser, lead: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    assert 'href="/hours"' in staff.client.get("/me").text
    page = staff.get("/hours")
    assert "09:00–18:00" in page.text
    assert form(staff)["from_on"] == TOMORROW.isoformat()
    ask(staff)
    page = staff.get("/hours")
    assert states(page) == ["waiting"]
    assert "월–금 08:00–17:00" in page.text
    inbox = lead.get("/approvals").text
    assert "유연근무" in inbox
    decide(parts, cast, clock, approve=True)
    page = staff.get("/hours")
    assert states(page) == ["coming"]
    assert [
        f.attrs["action"].rpartition("/")[2] for f in page.all("form") if "/hours/" in f.attrs["action"]
    ] == ["end"]


def test_days_differ_and_a_day_may_stay_ordinary(staff: Browser) -> None:
    ask(staff, day_2="600", day_4="off")
    assert "월·화·목 08:00–17:00" in staff.get("/hours").text
    assert "수 10:00–19:00" in staff.get("/hours").text


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"every": ""}, 422, "요일마다 시작하는 시각을"),
        ({"every": "485"}, 422, "시작 시각이 아니에요"),
        ({"every": "x"}, 422, "목록에서"),
        ({"from_on": ""}, 422, "날짜를"),
        ({"from_on": TODAY.isoformat()}, 422, "시작하기 전까지만"),
        ({"until_on": "2029-01-01"}, 422, "1년 안에서"),
        ({"reason": "가" * 201}, 422, "200자 안에서"),
        ({"id": "zz"}, 422, "새로 고친 뒤"),
    ],
)
def test_what_makes_no_sense_comes_back_as_it_was_typed(
    staff: Browser, changes: dict[str, str], status: int, words: str
) -> None:
    assert words in ask(staff, status, **changes).text
    assert states(staff.get("/hours")) == []


def test_a_type_that_is_not_offered_leads_to_those_that_are(staff: Browser) -> None:
    assert ask(staff, code="ordinary").headers["Location"] == NEW


def test_the_same_form_twice_is_one_wish_and_a_changed_one_gets_a_new_id(staff: Browser) -> None:
    sent = form(staff) | {"every": "480"}
    for _ in range(2):
        assert staff.post("/hours", sent, page=NEW).status_code == 303
    page = staff.submit("/hours", 409, sent | {"every": "600"}, page=NEW)
    assert page.one("form", action="/hours").fields()["id"] != sent["id"]
    assert states(staff.get("/hours")) == ["waiting"]


def test_a_refusal_says_why_and_is_looked_at_once_more(
    staff: Browser, client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    ask(staff, reason="아이 등원")
    decide(parts, cast, clock, approve=False)
    page = staff.get("/hours")
    assert states(page) == ["refused"]
    assert "창구가 비어요" in page.text
    (action,) = [f.attrs["action"] for f in page.all("form") if f.attrs["action"].endswith("/review")]
    again = next(a.attrs["href"] for a in page.all("a") if "like=" in a.attrs["href"])
    assert form(staff, again)["reason"] == "아이 등원"
    assert form(staff, again)["day_0"] == "480"
    staff.submit(action, 422, {"review_reason": " "}, page="/hours")
    for who in ("colleague", "lead"):
        client_as(cast.everybody()[who]).submit(action, 404, {"review_reason": "남의 것"}, page=NEW)
    assert staff.post(action, {"review_reason": "등원을 맡길 곳이 없어요"}, page="/hours").status_code == 303
    decide(parts, cast, clock, approve=True, by="director")
    assert states(staff.get("/hours")) == ["coming"]


def test_what_waits_is_taken_back_and_what_holds_is_ended(
    staff: Browser, client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    ask(staff)
    withdrawal = next(
        f.attrs["action"] for f in staff.get("/hours").all("form") if "withdrawal" in f.attrs["action"]
    )
    client_as(cast.colleague).submit(withdrawal, 404, page=NEW)
    staff.post(withdrawal, page="/hours")
    assert states(staff.get("/hours")) == ["withdrawn"]
    ask(staff)
    decide(parts, cast, clock, approve=True)
    end = next(
        f.attrs["action"] for f in staff.get("/hours").all("form") if f.attrs["action"].endswith("/end")
    )
    staff.submit(end, 422, {"from_on": TODAY.isoformat()}, page="/hours")
    staff.post(end, {"from_on": TOMORROW.isoformat()}, page="/hours")
    assert sorted(states(staff.get("/hours"))) == ["ended", "withdrawn"]


def test_a_team_sees_when_everybody_is_there(
    staff: Browser, lead: Browser, client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    ask(staff, every="600")
    decide(parts, cast, clock, approve=True)
    for browser in (lead, client_as(cast.colleague)):
        page = browser.get("/hours/team")
        assert "10:00–19:00" in page.text
        assert "10:00–18:00" in page.one("tr", class_="hours-together").text
    assert "김가람" not in client_as(cast.stranger).get("/hours/team").text
    lead.get("/hours/team?week=yesterday", 422)


def test_an_administrator_enters_a_day_of_duty(
    staff: Browser, administrator: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    ask(staff)
    decide(parts, cast, clock, approve=True)
    path = "/admin/duty-days"
    plan = {"kind": "emergency", "name": "호우 비상 2단계", "from_on": TOMORROW.isoformat(), "unit_id": ""}
    assert administrator.post(path, plan, page=path).status_code == 303
    page = administrator.get(path)
    assert "호우 비상 2단계" in page.one(data_testid="duty-day").text
    assert "1명에게 알렸어요" in page.text
    assert "비상근무" in staff.get("/hours").text
    assert "호우 비상 2단계" in staff.get("/me/notices").text
    for changes, words in (
        ({"from_on": "2026-09-01"}, "지난 날은"),
        ({"until_on": "2026-12-31"}, "31일 안에서"),
        ({"kind": "party"}, "교육인지"),
        ({"name": ""}, "이름을"),
        ({"unit_id": "999"}, "없는 부서"),
    ):
        assert words in administrator.submit(path, 422, plan | changes, page=path).text
    removal = next(f.attrs["action"] for f in page.all("form") if f.attrs["action"].endswith("/removal"))
    for _ in range(2):
        administrator.post(removal, page=path)
    assert administrator.get(path).all(data_testid="duty-day") == []


def test_an_administrator_rules_the_types(staff: Browser, administrator: Browser, clock: HandClock) -> None:
    path = "/admin/hours-rules"
    sent = administrator.get(path).one("form", action=path).fields()
    rule = {
        "code": "",
        "name": "근무시간 선택형",
        "from_on": TOMORROW.isoformat(),
        "earliest": "06:00",
        "latest": "19:00",
        "shortest": "4",
        "longest": "12",
        "week": "40",
        "basis": "지방공무원 복무규정 제3조",
        "offered": "yes",
    }
    assert administrator.post(path, sent | rule, page=path).status_code == 303
    assert "근무시간 선택형" in administrator.get(path).text
    assert staff.get(NEW).all("select", name="every_length") == []
    clock.advance(days=1)
    page = staff.get(f"{NEW}?type=type-1")
    sent_form = page.one("form", action="/hours").fields()
    assert "한 주에 모두 40시간을 채워요" in page.text
    short = sent_form | {"every": "480", "every_length": "420"}
    assert "한 주 근무시간의 합" in staff.submit("/hours", 422, short, page=NEW).text
    late = short | {"every": "1140", "every_length": "480"}
    assert "자정을 넘겨" in staff.submit("/hours", 422, late, page=NEW).text
    fitting = short | {"length_0": "600", "length_1": "540"}
    fitting |= {f"length_{n}": "420" for n in (2, 3, 4)}
    assert staff.post("/hours", fitting, page=NEW).status_code == 303
    assert "월 08:00–19:00" in staff.get("/hours").text
    for changes, words in (
        ({"from_on": TODAY.isoformat()}, "뒤의 날짜부터"),
        ({"shortest": "13"}, "하루 근무시간을"),
        ({"latest": "19:30"}, "하루 근무시간을"),
        ({"earliest": "x"}, "시작 시각을"),
        ({"week": "10"}, "한 주 근무시간이"),
        ({"basis": ""}, "근거 규정을"),
        ({"code": "ordinary", "week": ""}, "정규 근무는 시작 시각이 하나"),
        ({"code": "nobody"}, "목록에서"),
    ):
        later = {"from_on": "2027-01-01"}
        response = administrator.post(path, sent | rule | later | changes, page=path)
        assert response.status_code in (409, 422)
        assert words in response.text
    removal = {"code": "type-1", "from_on": TOMORROW.isoformat()}
    administrator.post(f"{path}/removal", removal, page=path)
    assert "시행하지 않은 기준만" in administrator.get(path).text


def test_only_administrators_rule(client_as: ClientAs, cast: Cast) -> None:
    for who, member in cast.everybody().items():
        if who != "administrator":
            browser = client_as(member)
            for path in ("/admin/duty-days", "/admin/hours-rules"):
                browser.get(path, 403)
                browser.submit(path, 403)


def test_today_is_offered_while_it_has_not_begun(staff: Browser, clock: HandClock) -> None:
    clock.advance(hours=15, minutes=30)  # 06:50 of the next morning
    assert local_day(clock.now()) == TOMORROW
    assert form(staff)["from_on"] == TOMORROW.isoformat()
    ask(staff, until_on=TOMORROW.isoformat())
    clock.advance(minutes=20)
    assert form(staff)["from_on"] == (TOMORROW + timedelta(days=1)).isoformat()


def test_the_types_of_the_seed_are_law(parts: Parts) -> None:
    with parts.database.reading() as session:
        ordinary, staggered, compressed, own_time = hours.list_all_types(session)
        offered = hours.list_offered_types(session, date(2026, 9, 29))
    assert (ordinary.earliest_minute, ordinary.presence_min(480)) == (540, 540)
    assert list(staggered.starts) == list(range(420, 601, 30))
    assert offered == [staggered, compressed, own_time]
    assert (compressed.week_min, compressed.work_days, own_time.presence_min(480)) == (2400, 4, 540)
