"""`/trips` and `/trips/<id>`, tried by the whole cast."""

from typing import Any

import pytest

from services import approvals, people
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.trip_steps import decide, states
from webapp.context import Parts
from webapp.views.trips import MOST_TRIPS


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def test_without_a_trip_there_is_one_way_on(browser: Browser) -> None:
    page = browser.get("/trips")
    assert "아직 출장이 없어요" in page.text
    assert page.one("a", href="/trips/new").text == "출장 올리기"


def test_trips_come_by_what_matters_first(
    browser: Browser, make_trip: Any, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    make_trip(1, hours=(-10, -2))
    make_trip(2, hours=(-1, 5))
    decide(parts, make_trip(3, hours=(30, 34)), cast, clock, approvals.Decision(approve=True))
    decide(parts, make_trip(4, hours=(6, 8)), cast, clock, approvals.Decision(approve=True))
    make_trip(5, hours=(50, 54))
    decide(
        parts, make_trip(6, hours=(70, 72)), cast, clock, approvals.Decision(approve=False, reason="다음에")
    )
    page = browser.get("/trips")
    assert states(page) == ["running", "waiting", "planned", "planned", "refused", "over"]
    assert "6시간 뒤 시작" in page.text


def test_older_trips_stand_on_further_pages(browser: Browser, make_trip: Any) -> None:
    for number in range(MOST_TRIPS + 1):
        make_trip(number, hours=(number, number + 0.5))
    first = browser.get("/trips")
    assert len(states(first)) == MOST_TRIPS
    assert first.one("a", href="/trips?page=2").text == "더 지난 출장"
    second = browser.get("/trips?page=2")
    assert len(states(second)) == 1
    assert "더 지난 출장" not in second.text
    assert states(browser.get("/trips?page=99")) == []
    browser.get("/trips?page=x", status=422)


@pytest.mark.parametrize("name", ["lead", "colleague", "stranger", "auditor", "administrator"])
def test_nobody_elses_trip_is_listed_or_opened(
    client_as: ClientAs, cast: Cast, make_trip: Any, name: str
) -> None:
    trip = make_trip()
    other = client_as(cast.everybody()[name])
    assert states(other.get("/trips")) == []
    other.get(f"/trips/{trip.id.hex()}", status=404)
    other.submit(f"/trips/{trip.id.hex()}/cancellation", 404, page="/trips/new")


@pytest.mark.parametrize("path", ["/trips", "/trips/new", "/trips/7472697073303031"])
def test_who_is_signed_out_is_led_to_the_sign_in(client_as: ClientAs, cast: Cast, path: str) -> None:
    response = client_as(None).client.get(path, headers={"Accept": "text/html"})
    assert response.status_code in (302, 401)


@pytest.mark.parametrize("address", ["0" * 15, "0" * 17, "A" * 16, "0" * 16, "x" * 16, "..%2f.."])
def test_no_trip_has_a_misspelt_address(browser: Browser, address: str) -> None:
    browser.get(f"/trips/{address}", status=404)


def test_home_shows_the_running_trip_and_what_waits(
    client_as: ClientAs, browser: Browser, make_trip: Any, cast: Cast
) -> None:
    make_trip(1, hours=(-1, 5))
    make_trip(2, hours=(20, 25))
    page = browser.get("/")
    assert states(page) == ["running"]
    assert page.one(data_testid="capture").tag == "button"
    lead = client_as(cast.lead).get("/")
    assert [a.text for a in lead.all("a", href="/approvals") if "기다리는" in a.text] == [
        "결재 기다리는 건이 있어요 2"
    ]


def test_home_of_a_deputy_leads_to_what_waits_for_her(
    client_as: ClientAs, make_trip: Any, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    make_trip()
    assert client_as(cast.stranger).get("/").all("a", href="/approvals") == []
    today = clock.now().date()
    with parts.database.writing() as session:
        people.appoint_deputy(
            session, cast.lead.staff_id, cast.stranger.staff_id, today, today,
            by_id=cast.lead.staff_id, now=clock.now(),
        )  # fmt: skip
    assert len(client_as(cast.stranger).get("/").all("a", href="/approvals")) == 1
