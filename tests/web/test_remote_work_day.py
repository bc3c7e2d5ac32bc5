"""The card of a remote day by its forms, without a script: plan, start, end, result, and what is refused."""

from functools import partial

import pytest

from services import approvals, keeping
from services.remote_work import days
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.remote_days import DAY, PATH, at, form_of, open_day, send
from webapp.context import Parts


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> Browser:
    open_day(parts, cast.traveller)
    clock.at = at("08:30")
    return client_as(cast.traveller)


def step_of(browser: Browser, path: str = PATH) -> str:
    return browser.get(path).one("div", data_testid="remote-day").attrs["data-step"]


def test_a_day_grows_from_plan_to_result(browser: Browser, clock: HandClock) -> None:
    assert step_of(browser, "/remote-work") == "plan"
    text = send(browser, "plan", {"lines": "도로점용 허가 검토\n\n 예산 변경 초안 "})
    assert "계획서를 냈어요" in text
    assert "계획 2건을 냈어요" in text
    clock.at = at("08:58")
    assert "08:58 시작" in send(browser, "start")
    clock.at = at("18:01")
    assert step_of(browser) == "end"
    send(browser, "end")
    assert step_of(browser) == "result"
    result = {"done": ["0"], "count": ["3", ""], "note": ["문서 외", ""], "besides": "급한 민원"}
    text = send(browser, "result", result)
    assert "3건 중 2건 끝냄" in text
    assert "3건 · 문서 외" in text
    assert step_of(browser) == "wait"


def test_a_plan_without_lines_comes_back(browser: Browser) -> None:
    response = browser.client.post(f"{PATH}/plan", data=form_of(browser, "plan") | {"lines": " \n "})
    assert response.status_code == 422
    assert step_of(browser) == "plan"


def test_a_result_with_a_wrong_count_keeps_what_was_typed(browser: Browser, clock: HandClock) -> None:
    send(browser, "plan", {"lines": "하나"})
    clock.at = at("09:00")
    send(browser, "start")
    clock.at = at("18:00")
    send(browser, "end")
    fields = form_of(browser, "result") | {"count": ["셋"], "note": [""], "besides": "급한 민원"}
    response = browser.client.post(f"{PATH}/result", data=fields)
    assert response.status_code == 422
    assert "건수는 숫자로" in response.text
    assert "급한 민원</textarea>" in response.text


def test_lines_are_chosen_from_the_last_plan(
    browser: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    send(browser, "plan", {"lines": "수위계 점검\n민원 회신"})
    later = DAY.replace(month=10, day=1)
    open_day(parts, cast.traveller, later)
    path = f"/remote-work/{later}"
    picks = [pick.attrs["value"] for pick in browser.get(path).all("input", name="pick")]
    assert set(picks) == {"수위계 점검", "민원 회신"}
    text = send(browser, "plan", {"pick": "민원 회신", "lines": "새 일"}, path)
    assert "계획 2건" in text


def test_a_refused_plan_is_written_again_with_the_leads_reason(
    browser: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    send(browser, "plan", {"lines": "이것저것"})
    with parts.database.writing() as session:
        card = days.load_card(session, cast.traveller.staff_id, DAY, clock.now())
        assert card.plan
        decision = approvals.Decision(approve=False, reason="무엇을 할지 적어 주세요")
        approvals.decide_request(
            session, parts.desk, card.plan.request_id, cast.lead.staff_id, decision, clock.now()
        )
    page = browser.get(PATH)
    assert "무엇을 할지 적어 주세요" in page.text
    assert step_of(browser) == "plan_again"
    assert page.one("textarea", name="lines").text.strip() == "이것저것"
    send(browser, "plan", {"lines": "도로점용 허가 검토"})
    assert step_of(browser) == "start"


def test_a_plan_is_changed_on_request(browser: Browser) -> None:
    send(browser, "plan", {"lines": "하나"})
    text = send(browser, "plan", {"lines": "하나\n둘"}, f"{PATH}?again=plan")
    assert "계획 2건을 냈어요" in text


def test_a_form_of_an_older_page_changes_nothing(browser: Browser) -> None:
    old = form_of(browser, "plan")
    send(browser, "plan", {"lines": "하나"})
    second = old | {"lines": "둘", "post_id": "ab" * 16}
    assert browser.client.post(f"{PATH}/plan", data=second).status_code == 303
    assert "계획 1건을 냈어요" in browser.get(PATH).text
    assert browser.client.post(f"{PATH}/plan", data=old | {"post_id": "x"}).status_code == 422


def test_nobody_else_opens_the_card_but_the_lead(
    browser: Browser, client_as: ClientAs, cast: Cast, clock: HandClock
) -> None:
    send(browser, "plan", {"lines": "하나"})
    path = f"/remote-work/people/{cast.traveller.staff_id}/{DAY}"
    lead = client_as(cast.lead).get(path)
    assert "하나" in lead.text
    assert not lead.all("form", action=f"{PATH}/start")
    for who in (cast.colleague, cast.stranger, cast.auditor, cast.administrator):
        client_as(who).get(path, status=404)
        client_as(who).get(PATH, status=404)
    get = partial(client_as(None).client.get, headers={"Accept": "text/html"})
    assert get(PATH).status_code == get("/remote-work").status_code == 302


def test_a_late_plan_leads_the_lead_to_the_card(
    browser: Browser, client_as: ClientAs, cast: Cast, clock: HandClock
) -> None:
    clock.at = at("11:30")
    path = f"/remote-work/people/{cast.traveller.staff_id}/{DAY}"
    lead = client_as(cast.lead)
    assert cast.traveller.name in lead.get("/approvals").one("a", href=path).text
    assert step_of(lead, path) == "plan"
    assert not lead.get(path).all("form", data_form="plan")


def test_the_lead_sees_the_emergency_contact_only_by_a_logged_look(
    browser: Browser, client_as: ClientAs, cast: Cast
) -> None:
    contact = {
        "desk_phone": "055-211-2114",
        "own_phone": "010-1234-5678",
        "emergency_who": "배우자",
        "emergency_phone": "010-8765-4321",
    }
    assert browser.post("/remote-work/contact", contact, page="/remote-work/contact").status_code == 303
    path = f"/remote-work/people/{cast.traveller.staff_id}/{DAY}"
    lead = client_as(cast.lead)
    assert "010-8765-4321" not in lead.get(path).text
    assert lead.post(f"{path}/emergency", {"reason": ""}, page=path).status_code == 303
    assert (
        "010-8765-4321"
        in lead.submit(f"{path}/emergency", 200, {"reason": "연락이 닿지 않음"}, page=path).text
    )
    assert (
        client_as(cast.colleague)
        .post(f"{path}/emergency", {"reason": "궁금"}, page="/remote-work/pledge")
        .status_code
        == 404
    )
    mine = browser.get("/me/points").one("section", id="looks")
    assert "연락이 닿지 않음" in mine.text
    assert "비상연락처" in mine.text
    assert "정확한 위치" not in mine.text


def test_a_day_whose_texts_were_destroyed_is_shown_all_the_same(
    browser: Browser, client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    send(browser, "plan", {"lines": "도로점용 허가 검토"})
    (request,) = parts.database.write(lambda s: approvals.list_own_requests(s, cast.traveller.staff_id, 1))
    decision = approvals.Decision(approve=False, reason="다시 적어 주세요", version=request.version)
    lead = cast.lead.staff_id
    parts.database.write(
        lambda s: approvals.decide_request(s, parts.desk, request.id, lead, decision, clock.now())
    )
    clock.advance(days=1100)
    keeping.destroy_what_is_over(parts.database, parts.ledger, parts.settings, clock.now())
    for owner in (True, False):
        reader = client_as(cast.traveller if owner else cast.lead)
        for path in (f"/approvals/{request.id}", *((PATH, "/approvals/mine") if owner else ["/approvals"])):
            text = reader.get(path).text
            assert "도로점용" not in text
            assert "다시 적어" not in text
