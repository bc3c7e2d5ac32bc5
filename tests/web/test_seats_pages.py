"""`/remote-work/seats`: a seat by the picture or the list, check-in, cancelling; for its person alone."""

from typing import Any

import icalendar
import pytest

from services.remote_work import seats
from tests.cast import Cast
from tests.clocks import HandClock
from tests.factories import NOW
from tests.seat_centres import TUESDAY, WEDNESDAY, Centre, at, codes_of, make_centre, states_of
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

PAGE = "/remote-work/seats"


@pytest.fixture
def centre(parts: Parts, cast: Cast) -> Centre:
    with parts.database.writing() as session:
        return make_centre(session, NOW)


@pytest.fixture
def traveller(client_as: ClientAs, cast: Cast, centre: Centre) -> Browser:
    return client_as(cast.traveller)


def plan_of(centre: Centre, query: str = f"on={WEDNESDAY}&part=day") -> str:
    return f"{PAGE}/centres/{centre.id}?{query}"


def book(browser: Browser, centre: Centre, label: str = "A-01", look: str = "day", **changes: Any) -> Any:
    """Taps the seat in the picture, then the button."""
    page = browser.get(plan_of(centre, f"on={WEDNESDAY}&part={look}"))
    path = page.one(None, data_seat=label).attrs["href"].partition("#")[0]
    form = browser.get(path).one("form", action=f"{PAGE}/bookings")
    return browser.post(f"{PAGE}/bookings", form.fields() | changes, page=path)


def test_a_seat_is_found_tapped_and_booked(traveller: Browser, centre: Centre) -> None:
    first = traveller.get(f"{PAGE}?on={WEDNESDAY}&part=day")
    assert "6/6 비어 있음" in first.text
    assert book(traveller, centre).headers["Location"] == PAGE
    mine = traveller.get(PAGE)
    assert "A-01 자리를 예약했어요" in mine.text
    assert "9. 30.(수) · A-01" in mine.one(data_testid="my-seats").text
    assert "하루 09:00–18:00 · 동부 센터 3층" in mine.text


def test_the_picture_says_every_seat_in_words_and_so_does_the_list(
    traveller: Browser, client_as: ClientAs, cast: Cast, centre: Centre
) -> None:
    book(client_as(cast.colleague), centre, "A-02", "am")
    book(traveller, centre, "A-03")
    page = traveller.get(plan_of(centre, f"on={WEDNESDAY}&part=day&floor={centre.floor}"))
    said = {
        node.attrs["data-seat"]: node.attrs["aria-label"] for node in page.walk() if "data-seat" in node.attrs
    }
    assert said == {
        "A-01": "A-01, 비어 있음, 창가, 모니터 2대",
        "A-02": "A-02, 오후만 비어 있음",
        "A-03": "A-03, 내 자리",
        "A-04": "A-04, 비어 있음",
    }
    assert [node.tag for node in page.walk() if "data-seat" in node.attrs] == ["a", "a", "g", "a"]
    listed = traveller.get(plan_of(centre, f"on={WEDNESDAY}&part=day&floor={centre.floor}&view=list"))
    assert "A-02 오후만 비어 있음 고르기" in listed.text
    assert listed.all("svg", role="group") == []
    assert "이나루" not in page.text + listed.text


def test_a_half_that_is_left_is_booked_by_the_same_tap(
    traveller: Browser, client_as: ClientAs, cast: Cast, centre: Centre
) -> None:
    book(client_as(cast.colleague), centre, "A-02", "am")
    book(traveller, centre, "A-02")
    assert "오후 13:00–18:00" in traveller.get(PAGE).text


def test_who_was_slower_sees_the_picture_as_it_is_now(
    traveller: Browser, client_as: ClientAs, cast: Cast, centre: Centre
) -> None:
    other = client_as(cast.colleague)
    path = plan_of(centre, f"on={WEDNESDAY}&part=day&seat={centre['A-01']}")
    form = other.get(path).one("form", action=f"{PAGE}/bookings").fields()
    book(traveller, centre)
    answer = other.post(f"{PAGE}/bookings", form, page=path)
    assert answer.headers["Location"] == plan_of(centre)
    page = other.get(plan_of(centre))
    assert "방금 다른 사람이 예약한 자리예요" in page.text
    assert page.one(None, data_seat="A-01").tag == "g"


def test_the_same_form_twice_is_one_booking(
    traveller: Browser, parts: Parts, cast: Cast, centre: Centre
) -> None:
    path = plan_of(centre, f"on={WEDNESDAY}&part=day&seat={centre['A-01']}")
    form = traveller.get(path).one("form", action=f"{PAGE}/bookings").fields()
    elsewhere = plan_of(centre, f"on={WEDNESDAY}&part=day&seat={centre['A-02']}")
    for _ in range(2):
        assert traveller.post(f"{PAGE}/bookings", form, page=elsewhere).headers["Location"] == PAGE
    with parts.database.reading() as session:
        assert states_of(session, cast.traveller.staff_id) == [(WEDNESDAY, "day", "booked")]


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""}, {"id": "zz"}, {"seat_id": ""}, {"seat_id": "x"}, {"seat_id": "9" * 18}, {"on": ""},
        {"on": "2026-02-30"}, {"on": "2026-09-28"}, {"part": "night"}, {"part": ""}, {"centre_id": "<b>"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_books_nothing(
    traveller: Browser, parts: Parts, cast: Cast, centre: Centre, changes: dict[str, str]
) -> None:
    status = book(traveller, centre, **changes).status_code
    assert status in (303, 404)
    with parts.database.reading() as session:
        expected = 1 if "centre_id" in changes else 0
        assert len(states_of(session, cast.traveller.staff_id)) == expected


@pytest.mark.parametrize("query", ["on=x", "seat=x", "floor=x", "on=1900-01-01"])
def test_an_address_that_makes_no_sense_is_told(traveller: Browser, centre: Centre, query: str) -> None:
    traveller.get(plan_of(centre, query), 422)
    traveller.get(f"{PAGE}/centres/999", 404)


def test_a_day_before_there_was_any_rule_can_be_looked_at_and_not_booked(
    traveller: Browser, centre: Centre
) -> None:
    assert "6/6 비어 있음" in traveller.get(f"{PAGE}?on=1950-01-01").text
    book(traveller, centre, on="1950-01-01")
    assert "지난 날은 예약할 수 없어요" in traveller.get(PAGE).text


def test_a_booking_is_its_persons_alone(
    traveller: Browser, client_as: ClientAs, parts: Parts, cast: Cast, centre: Centre
) -> None:
    book(traveller, centre, id="ab" * 16)
    for who in ("colleague", "lead", "administrator", "stranger"):
        browser = client_as(cast.everybody()[who])
        path = f"{PAGE}/bookings/{'ab' * 16}/cancellation"
        browser.submit(path, 404, page=plan_of(centre, f"on={WEDNESDAY}&seat={centre['A-04']}"))
    assert client_as(None).client.get(PAGE).status_code == 302
    with parts.database.reading() as session:
        assert states_of(session, cast.traveller.staff_id) == [(WEDNESDAY, "day", "booked")]


def test_one_is_cancelled_and_a_range(traveller: Browser, centre: Centre) -> None:
    book(traveller, centre, id="ab" * 16)
    traveller.post(f"{PAGE}/bookings/{'ab' * 16}/cancellation", page=PAGE)
    assert "예약을 취소했어요" in traveller.get(PAGE).text
    book(traveller, centre)
    sent = {"from_on": str(WEDNESDAY), "until_on": str(WEDNESDAY)}
    traveller.post(f"{PAGE}/cancellations", sent, page=PAGE)
    page = traveller.get(PAGE)
    assert "예약 1건을 취소했어요" in page.text
    assert page.all(data_testid="my-seats") == []
    where = plan_of(centre, f"on={WEDNESDAY}&seat={centre['A-04']}")
    traveller.post(f"{PAGE}/cancellations", sent | {"until_on": "2026-09-01"}, page=where)
    assert "끝나는 날이 시작하는 날보다" in traveller.get(PAGE).text


def test_the_paper_checks_in_by_a_tap_and_not_by_its_address(
    traveller: Browser, client_as: ClientAs, parts: Parts, clock: HandClock, cast: Cast, centre: Centre
) -> None:
    with parts.database.writing() as session:
        code = codes_of(session, centre)["A-01"].hex()
        wish = seats.SeatWish(b"k" * 16, centre["A-01"], TUESDAY, "pm")
        seats.book_seat(session, cast.traveller.staff_id, wish, NOW)
    assert "체크인하지 않으면 자리가 풀려요" in traveller.get(PAGE).text
    paper = f"{PAGE}/check-in/{code}"
    form = traveller.get(paper).one("form", action=f"{PAGE}/check-ins")
    assert "예약" in traveller.get(PAGE).one(data_testid="seat-today").text
    assert traveller.post(f"{PAGE}/check-ins", form.fields(), page=paper).status_code == 303
    assert traveller.get(PAGE).one(data_testid="seat-today").attrs["data-state"] == "here"
    stranger = client_as(cast.stranger)
    page = stranger.submit(f"{PAGE}/check-ins", 409, {"text": code}, page=paper)
    assert "오늘 이 자리에 예약이 없어요" in page.text
    assert stranger.submit(f"{PAGE}/check-ins", 422, {"text": "BG1:X"}, page=paper)
    assert stranger.submit(f"{PAGE}/check-ins", 404, {"text": "0" * 16}, page=paper)
    stranger.get(f"{PAGE}/check-in/{'0' * 16}", 404)


def test_an_offer_is_answered_with_one_tap(
    traveller: Browser, parts: Parts, cast: Cast, centre: Centre
) -> None:
    with parts.database.writing() as session:
        unit = next(iter(seats_unit(session)))
        plan = seats.EmergencyPlan(b"e" * 16, "본관 누수", WEDNESDAY, WEDNESDAY, [unit])
        seats.offer_seats(session, plan, cast.administrator.staff_id, NOW)
    page = traveller.get(PAGE)
    assert "본관 누수" in page.one(data_testid="seat-offer").text
    traveller.post(f"{PAGE}/offers/{(b'e' * 16).hex()}/answer", {"answer": "yes"}, page=PAGE)
    page = traveller.get(PAGE)
    assert page.all(data_testid="seat-offer") == []
    assert "9. 30.(수)" in page.one(data_testid="my-seats").text


def seats_unit(session: Any) -> list[int]:
    from services import people
    from tests.factories import LONG_AGO

    return [unit.id for unit in people.list_units(session, LONG_AGO) if unit.name == "건축과"]


def test_my_seats_stand_in_my_calendar(traveller: Browser, client_as: ClientAs, centre: Centre) -> None:
    book(traveller, centre, look="pm")
    page = traveller.submit("/me/calendar", 200, page="/me/calendar")
    path = "/calendar/" + page.one(data_testid="calendar-address").text.split("/calendar/")[1]
    calendar = icalendar.Calendar.from_ical(client_as(None).client.get(path).data)
    [event] = calendar.walk("VEVENT")
    assert (event["summary"], event["location"]) == (
        "스마트워크센터 A-01 (오후)",
        "동부 센터, 동부청사 별관, 3층",
    )
    assert event.decoded("dtstart") == at(WEDNESDAY, "13:00")
