"""`/me/calendar` and the secret address: RFC 5545, the same bytes for the same slots, else nothing."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import icalendar
import pytest
from flask.testing import FlaskClient

from services import cafeteria, people, workdays
from services.cafeteria import SwapWish
from tests.clocks import HandClock
from tests.factories import NOW, TODAY
from tests.lunch_world import MONDAY, LunchTown, make_town, publish
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

TUESDAY = MONDAY + timedelta(days=1)
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def town(parts: Parts) -> LunchTown:
    with parts.database.writing() as session:
        town = make_town(session, NOW)
    publish(parts.database, town, NOW)
    return town


@pytest.fixture
def browser(client_as: ClientAs, town: LunchTown) -> Browser:
    return client_as(town.cast.traveller)


@pytest.fixture
def anybody(client_as: ClientAs) -> FlaskClient:
    return client_as(None).client


def make_address(browser: Browser) -> str:
    """The path of a new address, as the page shows it."""
    page = browser.submit("/me/calendar", 200, page="/me/calendar")
    return "/calendar/" + page.one(data_testid="calendar-address").text.split("/calendar/")[1]


def events(client: FlaskClient, address: str) -> dict[date, icalendar.Event]:
    body = client.get(address).data
    calendar = icalendar.Calendar.from_ical(body)
    assert [each for each in calendar.walk() if each.errors] == []
    return {event.decoded("dtstart").date(): event for event in calendar.walk("VEVENT")}


def swap_on_tuesday(parts: Parts, town: LunchTown, clock: HandClock) -> None:
    with parts.database.writing() as session:
        wish = SwapWish(b"calendar", town.roads, town.building, TUESDAY, TUESDAY)
        cafeteria.ask_swap(session, wish, town.roads_head, clock.now())
        cafeteria.answer_swap(session, wish.id, True, town.cast.lead.staff_id, clock.now())


def test_the_feed_holds_every_serving_day(browser: Browser, anybody: FlaskClient) -> None:
    response = anybody.get(make_address(browser))
    assert response.content_type == "text/calendar; charset=utf-8"
    lines = response.data.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert max(len(line.encode()) for line in lines) <= 75
    assert {"VERSION:2.0", "TZID:Asia/Seoul", "TZOFFSETTO:+0900", "METHOD:PUBLISH"} <= set(lines)
    found = events(anybody, response.request.path)
    assert len(found) == 18  # four weeks, and two holidays in the first
    assert MONDAY not in found
    event = found[TUESDAY]
    assert event.decoded("dtstart") == datetime(2026, 10, 6, 11, 0, tzinfo=SEOUL)
    assert event.decoded("dtend") == datetime(2026, 10, 6, 11, 30, tzinfo=SEOUL)
    assert str(event["dtstart"].params["TZID"]) == "Asia/Seoul"
    assert (str(event["summary"]), event["sequence"]) == ("점심 (1조)", int(NOW.timestamp() // 60))
    assert event.decoded("dtstamp") == NOW
    assert len({str(each["uid"]) for each in found.values()}) == len(found)


def test_the_uid_of_a_lunch_stays_what_it_was_before_other_subjects_had_events(
    browser: Browser, anybody: FlaskClient
) -> None:
    address = make_address(browser)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    mark = sha256(b"balgil-calendar\x00" + token.encode()).digest()[:8].hex()
    uid = sha256(f"{mark} 2026-10-06".encode()).hexdigest()[:32]
    assert events(anybody, address)[TUESDAY]["uid"] == f"{uid}@balgil"


def test_nothing_in_it_says_whose_it_is(browser: Browser, anybody: FlaskClient, town: LunchTown) -> None:
    body = anybody.get(make_address(browser)).data.decode()
    for secret in (town.cast.traveller.name, town.cast.traveller.number, "건축", "ATTENDEE", "ORGANIZER"):
        assert secret not in body


def test_the_same_slots_are_the_same_bytes(browser: Browser, anybody: FlaskClient, clock: HandClock) -> None:
    address = make_address(browser)
    first = anybody.get(address)
    clock.advance(minutes=50)
    again = anybody.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert anybody.get(address).data == first.data
    assert anybody.head(address).status_code == 200


def test_a_swap_moves_the_event_and_keeps_its_uid(
    browser: Browser, anybody: FlaskClient, parts: Parts, town: LunchTown, clock: HandClock
) -> None:
    address = make_address(browser)
    before, etag = events(anybody, address), anybody.get(address).headers["ETag"]
    at = clock.advance(hours=1)
    swap_on_tuesday(parts, town, clock)
    assert anybody.get(address, headers={"If-None-Match": etag}).status_code == 200
    after = events(anybody, address)
    event = after[TUESDAY]
    assert event["uid"] == before[TUESDAY]["uid"]
    assert (event["sequence"] - before[TUESDAY]["sequence"], event.decoded("dtstamp")) == (60, at)
    assert event.decoded("dtstart").hour == 11
    assert event.decoded("dtstart").minute == 30
    others = {day: e.to_ical() for day, e in after.items() if day != TUESDAY}
    assert others == {day: e.to_ical() for day, e in before.items() if day != TUESDAY}


def test_who_moves_to_another_department_sees_its_slots(
    browser: Browser, anybody: FlaskClient, parts: Parts, town: LunchTown
) -> None:
    address = make_address(browser)
    before, moved_on = events(anybody, address), MONDAY + timedelta(weeks=1)
    with parts.database.writing() as session:
        people.assign_person(session, town.cast.traveller.staff_id, town.audit, moved_on)
    after = events(anybody, address)
    assert after[moved_on]["uid"] == before[moved_on]["uid"]
    assert after[moved_on]["sequence"] == before[moved_on]["sequence"] + 1
    assert after[TUESDAY]["sequence"] == before[TUESDAY]["sequence"]
    assert str(after[moved_on]["summary"]) == "점심 (3조)"


def test_a_withdrawn_plan_leaves_the_calendar(
    browser: Browser, anybody: FlaskClient, parts: Parts, town: LunchTown
) -> None:
    address = make_address(browser)
    with parts.database.writing() as session:
        (plan,) = cafeteria.list_lunch_plans(session, town.cafeteria)
        cafeteria.withdraw_lunch_plan(session, plan.id, NOW)
    assert events(anybody, address) == {}


def test_a_plan_that_replaces_another_moves_the_events_and_doubles_none(
    browser: Browser, anybody: FlaskClient, parts: Parts, town: LunchTown
) -> None:
    address = make_address(browser)
    before = events(anybody, address)
    with parts.database.writing() as session:
        (plan,) = cafeteria.list_lunch_plans(session, town.cafeteria)
        cafeteria.withdraw_lunch_plan(session, plan.id, NOW)
    publish(parts.database, town, NOW + timedelta(minutes=5), slot_minutes=(665, 695, 725, 755))
    after = events(anybody, address)
    assert {day: event["uid"] for day, event in after.items()} == {d: e["uid"] for d, e in before.items()}
    assert all(after[day]["sequence"] > before[day]["sequence"] for day in before)
    assert after[TUESDAY].decoded("dtstart") != before[TUESDAY].decoded("dtstart")


def test_a_holiday_entered_later_leaves_the_calendar(
    browser: Browser, anybody: FlaskClient, parts: Parts, town: LunchTown
) -> None:
    address = make_address(browser)
    before = events(anybody, address)
    with parts.database.writing() as session:
        workdays.add_special_day(session, TUESDAY, "임시공휴일", None, NOW)
    assert events(anybody, address).keys() == before.keys() - {TUESDAY}


def test_a_wish_to_be_reminded_is_an_alarm(browser: Browser, anybody: FlaskClient) -> None:
    address = make_address(browser)
    assert "VALARM" not in anybody.get(address).text
    browser.post("/me/calendar/reminder", {"before_min": "15"}, page="/me/calendar")
    (alarm,) = events(anybody, address)[TUESDAY].walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-15)
    assert str(alarm["action"]) == "DISPLAY"
    browser.post("/me/calendar/reminder", {"before_min": "0"}, page="/me/calendar")
    assert "VALARM" not in anybody.get(address).text


@pytest.mark.parametrize("sent", ["7", "-5", "x", "99999999999999999999"])
def test_other_reminders_are_refused(browser: Browser, sent: str) -> None:
    browser.submit("/me/calendar/reminder", 422, {"before_min": sent}, page="/me/calendar")


def test_the_address_is_shown_once(browser: Browser) -> None:
    assert "내 주소 만들기" in browser.get("/me/calendar").text
    token = make_address(browser).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    assert token not in browser.get("/me/calendar").text
    assert browser.post("/me/calendar", page="/me/calendar").headers["Cache-Control"] == "no-store"


def test_unknown_and_revoked_addresses_are_one_neutral_answer(
    browser: Browser, anybody: FlaskClient, clock: HandClock
) -> None:
    first = make_address(browser)
    second = make_address(browser)
    never = "/calendar/" + "A" * 43 + ".ics"
    assert anybody.get(second).status_code == 200
    browser.post("/me/calendar/end", page="/me/calendar")
    answers = {anybody.get(path).data for path in (first, second, never)}
    assert len(answers) == 1
    assert {anybody.get(path).status_code for path in (first, second, never)} == {404}
    assert {anybody.get(path, headers={"If-None-Match": "*"}).status_code for path in (first, never)} == {404}
    for odd in ("/calendar/.ics", "/calendar/%00.ics", "/calendar/a%2fb.ics", "/calendar/é.ics"):
        assert anybody.get(odd).status_code == 404


def test_who_has_left_has_no_calendar(
    browser: Browser, anybody: FlaskClient, parts: Parts, town: LunchTown, clock: HandClock
) -> None:
    address = make_address(browser)
    with parts.database.writing() as session:
        people.end_service(session, town.cast.traveller.staff_id, TODAY)
    clock.advance(days=1)
    assert anybody.get(address).status_code == 404


def test_she_sees_when_it_was_read(browser: Browser, anybody: FlaskClient) -> None:
    address = make_address(browser)
    assert "아직 없음" in browser.get("/me/calendar").text
    anybody.get(address)
    assert "아직 없음" not in browser.get("/me/calendar").text


def test_the_calendar_speaks_its_owners_language(
    browser: Browser, anybody: FlaskClient, parts: Parts, town: LunchTown
) -> None:
    address = make_address(browser)
    with parts.database.writing() as session:
        people.choose_language(session, town.cast.traveller.staff_id, "en")
    assert "점심" not in anybody.get(address, headers={"Accept-Language": "ko"}).text.replace("구내식당", "")
