"""What stands around the card: two weeks, wishes, the pledge, the contact, call forwarding, the rules."""

from datetime import timedelta

import icalendar
import pytest

from services import people
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.remote_days import DAY, PATH, at, open_day, send
from webapp.context import Parts

CONTACT = {
    "desk_phone": "055-211-2114",
    "own_phone": "010-1234-5678",
    "emergency_who": "배우자",
    "emergency_phone": "010-8765-4321",
}


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def test_without_a_remote_day_the_page_says_what_can_be_done(browser: Browser) -> None:
    page = browser.get("/remote-work")
    assert "오늘은 재택이 아니에요" in page.text
    assert page.all("a", href="/remote-work/wishes/new")
    assert not browser.get("/").all("a", data_testid="remote-card")


def test_two_weeks_and_home_show_the_days(browser: Browser, parts: Parts, cast: Cast) -> None:
    open_day(parts, cast.traveller)
    page = browser.get("/remote-work")
    assert page.one("section", data_testid="fortnight").all("a", href=PATH)
    assert "추석" not in page.one("section", data_testid="fortnight").text
    home = browser.get("/").one("a", data_testid="remote-card")
    assert "내일 재택" in home.text
    assert "계획서 쓰기" in home.text
    assert home.attrs["href"] == PATH


def test_a_pledge_is_signed_once_and_holds(browser: Browser) -> None:
    page = browser.get("/remote-work/pledge")
    version = page.one("input", name="version").attrs["value"]
    unread = browser.post("/remote-work/pledge", {"version": version}, page="/remote-work/pledge")
    assert unread.location == "/remote-work/pledge"
    signed = browser.post(
        "/remote-work/pledge", {"version": version, "agree": "yes"}, page="/remote-work/pledge"
    )
    assert signed.location == "/remote-work"
    page = browser.get("/remote-work/pledge")
    assert "서약을 마쳤어요" in page.text
    assert not page.all("input", name="version")


def test_a_contact_is_checked_and_confirmed(browser: Browser) -> None:
    path = "/remote-work/contact"
    wrong = browser.submit(path, 422, CONTACT | {"own_phone": "전화"}, page=path)
    assert wrong.one("input", name="own_phone").attrs["value"] == "전화"
    assert browser.post(path, CONTACT, page=path).status_code == 303
    page = browser.get(path)
    assert page.one("input", name="desk_phone").attrs["value"] == "055-211-2114"
    assert "이대로 확인하기" in page.text


def test_the_office_phone_is_forwarded_tried_and_undone(
    browser: Browser, client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    browser.post("/remote-work/contact", CONTACT, page="/remote-work/contact")
    open_day(parts, cast.traveller)
    clock.at = at("08:50")
    card = browser.get(PATH).one("section", data_testid="forwarding")
    assert any("01012345678" in link.attrs["href"] for link in card.all("a"))
    address = f"{PATH}/forwarding"
    browser.post(address, {"act": "dialled"}, page=PATH)
    browser.post(address, {"act": "ask", "colleague_id": cast.colleague.staff_id}, page=PATH)
    colleague = client_as(cast.colleague)
    call = colleague.get("/remote-work").one("section", data_testid="test-call")
    assert "055-211-2114" in call.text
    answer = f"/remote-work/test-calls/{cast.traveller.staff_id}/{DAY}"
    colleague.post(answer, {"heard": "yes"}, page="/remote-work")
    assert "켜짐 확인" in browser.get(PATH).text
    send(browser, "plan", {"lines": "하나"})
    send(browser, "start")
    clock.at = at("18:00")
    send(browser, "end")
    browser.post(address, {"act": "undone"}, page=PATH)
    assert "되돌림" in browser.get(PATH).text


def test_a_day_that_is_over_asks_for_nothing_to_be_prepared(
    browser: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    browser.post("/remote-work/contact", CONTACT, page="/remote-work/contact")
    open_day(parts, cast.traveller)
    clock.at = at("10:30")
    send(browser, "plan", {"lines": "하나"})
    assert "계획서를 늦게 냈어요." in browser.get(PATH).text
    send(browser, "start")
    for path in (PATH, "/remote-work"):
        assert browser.get(path).one("section", data_testid="readiness").all("a", href="#forwarding")
        assert browser.get(path).all("section", data_testid="forwarding")
    clock.at = at("18:00")
    send(browser, "end")
    for path in (PATH, "/remote-work"):
        assert not browser.get(path).all("section", data_testid="readiness")
        assert not browser.get(path).all("section", data_testid="forwarding")


def test_the_phone_is_asked_for_only_where_it_can_be_forwarded(browser: Browser) -> None:
    for path in ("/remote-work", "/remote-work/wishes/new"):
        readiness = browser.get(path).one("section", data_testid="readiness")
        assert readiness.all("a", href="/remote-work/pledge")
        assert not readiness.all("a", href="#forwarding")


def test_who_was_not_asked_and_sits_elsewhere_answers_no_test_call(
    client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    open_day(parts, cast.traveller)
    clock.at = at("08:50")
    stranger = client_as(cast.stranger)
    answer = f"/remote-work/test-calls/{cast.traveller.staff_id}/{DAY}"
    stranger.post(answer, {"heard": "yes"}, page="/remote-work/pledge")
    assert "켜짐 확인" not in client_as(cast.traveller).get(PATH).text


def test_a_day_is_asked_for_once_everything_is_there(browser: Browser) -> None:
    path = "/remote-work/wishes/new"
    on = (DAY + timedelta(days=6)).isoformat()
    fields = {"post_id": "cd" * 16, "on": on, "why": "병원"}
    missing = browser.submit("/remote-work/wishes", 409, fields, page=path)
    assert "보안 서약" in missing.text
    past = browser.submit("/remote-work/wishes", 422, fields | {"on": "2026-09-01"}, page=path)
    assert past.one("input", name="on").attrs["value"] == "2026-09-01"


def test_what_is_missing_for_a_wish_is_that_of_its_day(
    browser: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    me, on = cast.traveller.staff_id, DAY + timedelta(days=6)
    browser.post("/remote-work/pledge", {"version": 1, "agree": "yes"}, page="/remote-work/pledge")
    browser.post("/remote-work/contact", CONTACT, page="/remote-work/contact")
    deputy = cast.colleague.staff_id
    with parts.database.writing() as session:
        people.appoint_deputy(session, me, deputy, DAY - timedelta(days=1), DAY, by_id=me, now=clock.now())
    fields = {"post_id": "cd" * 16, "on": on.isoformat(), "why": ""}
    page = browser.submit("/remote-work/wishes", 409, fields, page="/remote-work/wishes/new")
    assert page.one("section", data_testid="readiness").all("a", href="/me/deputies")


def test_rules_are_added_from_a_day_on_by_the_administrator(
    client_as: ClientAs, cast: Cast, browser: Browser
) -> None:
    path = "/admin/remote-rules"
    browser.get(path, status=403)
    browser.get("/admin/remote-pledge", status=403)
    admin = client_as(cast.administrator)
    page = admin.get(path)
    numbers = {f.attrs["name"]: f.attrs["value"] for f in page.all("input", inputmode="numeric")}
    codes = {name: page.one("input", name=name).attrs["value"] for name in ("forward_code", "undo_code")}
    fields = numbers | codes | {"from_on": "2026-11-01", "basis": "복무조례 제3조", "needs": ["pledge"]}
    wrong = admin.submit(path, 422, fields | {"grace_min": "열"}, page=path)
    assert wrong.all("input", name="grace_min", aria_invalid="true")
    assert admin.post(path, fields, page=path).status_code == 303
    assert "2026. 11. 1.부터" in admin.get(path).text
    admin.post(f"{path}/removal", {"from_on": "2026-11-01"}, page=path)
    assert "2026. 11. 1.부터" not in admin.get(path).text


def test_another_wording_asks_for_another_pledge(client_as: ClientAs, cast: Cast) -> None:
    path = "/admin/remote-pledge"
    admin = client_as(cast.administrator)
    fields = {"from_on": "2026-10-05", "title": "재택근무 보안 서약", "text": "한 가지만 지키겠습니다."}
    assert admin.post(path, fields, page=path).status_code == 303
    assert "한 가지만 지키겠습니다." in admin.get(path).text
    admin.submit(path, 422, fields | {"title": ""}, page=path)


def test_my_calendar_holds_my_days_at_home(browser: Browser, parts: Parts, cast: Cast) -> None:
    open_day(parts, cast.traveller)
    open_day(parts, cast.colleague, DAY + timedelta(days=1))
    page = browser.submit("/me/calendar", 200, page="/me/calendar")
    address = "/calendar/" + page.one(data_testid="calendar-address").text.split("/calendar/")[1]
    (event,) = icalendar.Calendar.from_ical(browser.client.get(address).data).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (DAY, DAY + timedelta(days=1))
    assert str(event["summary"]) == "재택"
