"""`/leave` and `/team`, tried by the cast; the leave in the calendar and in the lead's list."""

import secrets

import icalendar
import pytest

from services import approvals, leave
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

FORM = {
    "kind": "sick",
    "from_on": "2026-10-06",
    "until_on": "2026-10-08",
    "part": "day",
    "reason": "수술 뒤 회복",
}
SECRETS = ("병가", "수술 뒤 회복", "sick")


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def lead(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.lead)


def ask(browser: Browser, **changes: str) -> str:
    """The address of a new leave."""
    form = FORM | {"leave_id": secrets.token_hex(8)} | changes
    response = browser.post("/leave", form, page="/leave/new")
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def refuse(browser: Browser, status: int, **changes: str) -> Node:
    form = FORM | {"leave_id": secrets.token_hex(8)} | changes
    return browser.submit("/leave", status, form, page="/leave/new")


def approve(parts: Parts, cast: Cast, clock: HandClock, member: Member) -> None:
    with parts.database.writing() as session:
        (view,) = leave.list_leaves(session, member.staff_id)
        assert view.request
        decision = approvals.Decision(approve=True)
        ids = (view.request.id, cast.lead.staff_id)
        approvals.decide_request(session, parts.desk, *ids, decision, clock.now())


def states(page: Node) -> list[str]:
    return [node.attrs["data-state"] for node in page.all(data_testid="leave")]


def test_leave_is_asked_for_seen_by_the_lead_and_approved(
    browser: Browser, lead: Browser, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    address = ask(browser)
    assert states(browser.get(address)) == ["waiting"]
    inbox = lead.get("/approvals").text
    for words in ("휴가 신청", "병가", "3일", "수술 뒤 회복"):
        assert words in inbox
    approve(parts, cast, clock, cast.traveller)
    told = browser.get("/me/notices").text
    assert "승인됐어요" in told
    assert not any(word in told for word in SECRETS)  # it goes by mail too
    page = browser.get(address)
    assert states(page) == ["approved"]
    assert "박다온님이 승인했어요." in page.text
    assert states(browser.get("/leave")) == ["approved"]


def test_a_form_that_is_wrong_keeps_what_was_typed(browser: Browser) -> None:
    page = refuse(browser, 422, reason="")
    assert "사유를 적어 주세요." in page.text
    assert page.one(id="from_on").attrs["value"] == "2026-10-06"
    for changes in ({"from_on": "x"}, {"part": "x"}, {"kind": "x"}, {"leave_id": "x"}, {"reason": "가\x00"}):
        refuse(browser, 422, **changes)


def test_days_that_are_taken_are_told(browser: Browser) -> None:
    ask(browser)
    assert "그 기간에 이미 올린 휴가가 있어요." in refuse(browser, 409).text


def test_a_form_that_comes_back_makes_another_leave(browser: Browser) -> None:
    number = secrets.token_hex(8)
    ask(browser, leave_id=number)
    page = refuse(browser, 409, leave_id=number, from_on="2026-10-13", until_on="2026-10-14")
    assert page.one(name="leave_id").attrs["value"] != number


def test_one_day_and_half_a_day_need_no_last_day(browser: Browser) -> None:
    assert "2026. 10. 6." in browser.get(ask(browser, until_on="")).text
    page = browser.get(ask(browser, kind="half", until_on="", from_on="2026-10-13", part="am", reason=""))
    assert "오전" in page.text


def test_leave_is_nobody_elses(browser: Browser, client_as: ClientAs, cast: Cast) -> None:
    address = ask(browser)
    for who, member in cast.everybody().items():
        if who != "traveller":
            other = client_as(member)
            other.get(address, 404)
            assert other.post(f"{address}/cancellation", page="/leave/new").status_code == 404
            assert not any(word in other.get("/leave").text for word in SECRETS)


def test_leave_is_taken_back(
    browser: Browser, parts: Parts, cast: Cast, clock: HandClock, lead: Browser
) -> None:
    address = ask(browser)
    approve(parts, cast, clock, cast.traveller)
    clock.advance(days=8)  # Wednesday
    page = browser.get(address)
    assert page.one(id="back_on").attrs["value"] == "2026-10-07"
    browser.submit(f"{address}/cancellation", 422, {"back_on": "2026-10-09"}, page=address)
    browser.post(f"{address}/cancellation", {"back_on": "2026-10-08"}, page=address)
    assert "취소하고 남은 기간" in browser.get(address).text
    told = lead.get("/me/notices").text
    assert "휴가를 취소했어요" in told
    assert not any(word in told for word in SECRETS)


def test_an_earlier_leave_fills_the_form(browser: Browser, lead: Browser) -> None:
    address = ask(browser)
    like = f"/leave/new?like={address.removeprefix('/leave/')}"
    assert browser.get(like).one(id="reason").attrs["value"] == "수술 뒤 회복"
    assert "수술" not in lead.get(like).text


def test_the_calendar_says_that_she_is_away_and_not_why(
    browser: Browser, client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    address = ask(browser)
    page = browser.submit("/me/calendar", 200, page="/me/calendar")
    feed = "/calendar/" + page.one(data_testid="calendar-address").text.split("/calendar/")[1]
    anybody = client_as(None).client
    assert "VEVENT" not in anybody.get(feed).text
    approve(parts, cast, clock, cast.traveller)
    first = anybody.get(feed)
    (event,) = icalendar.Calendar.from_ical(first.data).walk("VEVENT")
    assert (str(event["summary"]), event["dtstart"].to_ical(), event["dtend"].to_ical()) == (
        "휴가",
        b"20261006",
        b"20261009",
    )
    assert not any(word in first.text for word in SECRETS)
    assert anybody.get(feed, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    clock.advance(days=8)
    browser.post(f"{address}/cancellation", {"back_on": "2026-10-08"}, page=address)
    (moved,) = icalendar.Calendar.from_ical(anybody.get(feed).data).walk("VEVENT")
    assert moved["uid"] == event["uid"]
    assert int(moved.decoded("sequence")) > int(event.decoded("sequence"))
    assert moved["dtend"].to_ical() == b"20261008"


def test_the_team_sees_that_she_is_away_and_not_why(
    browser: Browser, client_as: ClientAs, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    ask(browser, from_on="2026-09-29", until_on="2026-10-01")
    approve(parts, cast, clock, cast.traveller)
    for member in (cast.colleague, cast.director):
        page = client_as(member).get("/team")
        assert "김가람" in page.one(data_place="leave").text
        assert "10. 1.(목)까지" in page.one(data_place="leave").text
        assert not any(word in page.text for word in SECRETS)
    assert "병가" in client_as(cast.lead).get("/team").text
    assert "김가람" not in client_as(cast.stranger).get("/team").text


def test_a_team_is_shown_by_place_with_its_time(client_as: ClientAs, cast: Cast) -> None:
    page = client_as(cast.mayor).get("/team")
    assert "9. 29.(화) 15:20 기준" in page.text
    assert page.one("li", data_count_of="office").text.startswith("사무실 9")
    client_as(cast.traveller).get("/team?unit=99", 404)
    client_as(cast.traveller).get("/team?unit=x", 422)


def test_both_are_found_from_home(browser: Browser) -> None:
    paths = {link.attrs.get("href") for link in browser.get("/").all("a")}
    assert {"/leave", "/team"} <= paths
