"""`/trips/new`: without a script, with everything wrong, and sent twice."""

from datetime import UTC, datetime, timedelta

import pytest

from services import people, trips
from services.clock import local_day
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from tests.web.trip_forms import add_place, form_of, kept
from webapp.context import Parts
from webapp.pages.trips.form import usual_period


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def filled(browser: Browser) -> dict[str, str]:
    """The form as a person fills it who has no script."""
    fields = form_of(browser.get("/trips/new")).fields()
    return fields | {"purpose": "도로 파손 현장 점검", "name-0": "거창군청", "do": "save"}


def wrong_of(page: Node) -> set[str]:
    alert = form_of(page).one(role="alert")
    return {link.attrs["href"].removeprefix("#") for link in alert.all("a")}


def test_the_empty_form_has_the_usual_hours_in_korea(browser: Browser) -> None:
    fields = form_of(browser.get("/trips/new")).fields()
    assert (fields["starts_on"], fields["starts_time"]) == ("2026-09-29", "15:30")
    assert (fields["ends_on"], fields["ends_time"]) == ("2026-09-29", "18:00")
    assert len(bytes.fromhex(fields["trip_id"])) == 8
    assert (fields["vehicle"], fields["radius-0"]) == ("none", "300")


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2026-09-29T06:20", "2026-09-29T06:30", "2026-09-29T09:00"),
        ("2026-09-29T06:30", "2026-09-29T06:30", "2026-09-29T09:00"),
        ("2026-09-28T20:00", "2026-09-29T00:00", "2026-09-29T09:00"),
        ("2026-09-29T07:01", "2026-09-30T00:00", "2026-09-30T09:00"),
        ("2026-09-29T14:50", "2026-09-30T00:00", "2026-09-30T09:00"),
        ("2026-10-02T09:00", "2026-10-05T00:00", "2026-10-05T09:00"),
        ("2026-10-03T03:00", "2026-10-05T00:00", "2026-10-05T09:00"),
        ("2026-12-31T09:00", "2027-01-01T00:00", "2027-01-01T09:00"),
    ],
)
def test_the_usual_period(now: str, start: str, end: str) -> None:
    at, starts_at, ends_at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, start, end))
    assert usual_period(at) == (starts_at, ends_at)


def test_a_plain_form_makes_a_trip(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast
) -> None:
    response = browser.post("/trips", filled, page="/trips/new")
    assert (response.status_code, response.location) == (303, f"/trips/{filled['trip_id']}")
    (trip,) = kept(parts, cast)
    assert trip.destinations == (trips.DestinationPlan("거창군청", None, 300),)
    assert trip.starts_at == datetime(2026, 9, 29, 6, 30, tzinfo=UTC)
    assert "출장을 올렸어요" in browser.get(response.location).text


def test_sending_the_form_twice_makes_one_trip(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast
) -> None:
    for _ in range(2):
        assert browser.post("/trips", filled, page="/trips/new").status_code == 303
    assert len(kept(parts, cast)) == 1


def test_a_changed_form_with_a_used_id_comes_back_with_another(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast
) -> None:
    browser.post("/trips", filled, page="/trips/new")
    page = browser.submit("/trips", 409, filled | {"purpose": "다른 일"}, page="/trips/new")
    again = form_of(page).fields()
    assert again["purpose"] == "다른 일"
    assert again["trip_id"] != filled["trip_id"]
    assert browser.post("/trips", again | {"do": "save"}, page="/trips/new").status_code == 303
    assert len(kept(parts, cast)) == 2


WRONG: dict[str, tuple[dict[str, str], set[str]]] = {
    "nothing at all": (
        dict.fromkeys(("trip_id", "purpose", "name-0", "starts_on", "starts_time", "ends_on", "vehicle"), ""),
        {"id", "purpose", "destinations", "starts_at", "ends_at", "vehicle"},
    ),
    "no purpose": ({"purpose": " "}, {"purpose"}),
    "long purpose": ({"purpose": "가" * 201}, {"purpose"}),
    "no destination": ({"name-0": ""}, {"destinations"}),
    "point without a name": ({"name-0": "", "lat-0": "35", "lon-0": "127"}, {"destinations"}),
    "half a point": ({"lat-0": "35.5"}, {"destinations"}),
    "words for numbers": ({"lat-0": "북위", "lon-0": "동경"}, {"destinations"}),
    "not a number": ({"lat-0": "nan", "lon-0": "127"}, {"destinations"}),
    "without end": ({"lat-0": "inf", "lon-0": "-inf"}, {"destinations"}),
    "beyond the pole": ({"lat-0": "90.1", "lon-0": "127"}, {"destinations"}),
    "both zero": ({"lat-0": "0", "lon-0": "0.0"}, {"destinations"}),
    "radius in words": ({"radius-0": "넓게"}, {"destinations"}),
    "radius of a country": ({"radius-0": "999999"}, {"destinations"}),
    "no day": ({"starts_on": ""}, {"starts_at"}),
    "no time": ({"ends_time": ""}, {"ends_at"}),
    "no such day": ({"starts_on": "2026-02-30"}, {"starts_at"}),
    "no such time": ({"starts_time": "25:00"}, {"starts_at"}),
    "words": ({"starts_on": "내일", "starts_time": "아침"}, {"starts_at"}),
    "year zero": ({"ends_on": "0000-01-01"}, {"ends_at"}),
    "far year": ({"starts_on": "9999-12-31", "ends_on": "9999-12-31"}, {"starts_at"}),
    "first year": ({"starts_on": "0001-01-01", "starts_time": "00:00"}, {"starts_at"}),
    "long ago": ({"starts_on": "2020-01-01"}, {"starts_at", "ends_at"}),
    "backwards": ({"ends_time": "15:00"}, {"ends_at"}),
    "unknown vehicle": ({"vehicle": "rocket"}, {"vehicle"}),
    "unknown companion": ({"companions": "999999"}, {"companions"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_errors_stand_beside_the_fields_and_what_was_typed_is_kept(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast, name: str
) -> None:
    changes, wrong = WRONG[name]
    page = browser.submit("/trips", 422, filled | changes, page="/trips/new")
    assert wrong_of(page) == wrong
    fields = form_of(page).fields()
    for field, value in changes.items():
        if field not in ("vehicle", "companions", "trip_id"):
            assert fields[field] == value.strip()
    assert kept(parts, cast) == []


def test_a_broken_id_asks_for_a_fresh_page(browser: Browser, filled: dict[str, str]) -> None:
    for trip_id in ("", "zz", "00" * 7, "00" * 9):
        page = browser.submit("/trips", 422, filled | {"trip_id": trip_id}, page="/trips/new")
        assert wrong_of(page) == {"id"}


def test_hostile_input_is_kept_as_text(browser: Browser, filled: dict[str, str]) -> None:
    words = '"><script>alert(1)</script>'
    sent = filled | {"name-0": words, "lat-0": words, "wanted": words, "do": "companions"}
    page = browser.submit("/trips", 200, sent, page="/trips/new")
    assert form_of(page).fields()["name-0"] == words
    assert [node for node in page.all("script") if "src" not in node.attrs] == []


def test_a_trip_is_planned_again_from_an_old_one(
    browser: Browser, client_as: ClientAs, filled: dict[str, str], parts: Parts, cast: Cast, clock: HandClock
) -> None:
    add_place(parts)
    browser.post("/trips", filled | {"companions": str(cast.colleague.staff_id)}, page="/trips/new")
    clock.advance(days=1)
    again = form_of(browser.get(f"/trips/new?like={filled['trip_id']}")).fields()
    assert again["trip_id"] != filled["trip_id"]
    assert (again["purpose"], again["name-0"], again["lat-0"]) == (
        "도로 파손 현장 점검",
        "거창군청",
        "35.686900",
    )
    assert (again["starts_on"], again["starts_time"]) == ("2026-09-30", "15:30")
    assert again["companions"] == str(cast.colleague.staff_id)
    stranger = form_of(client_as(cast.stranger).get(f"/trips/new?like={filled['trip_id']}")).fields()
    assert stranger["purpose"] == ""
    assert form_of(browser.get("/trips/new?like=%00")).fields()["purpose"] == ""


def test_who_has_left_is_not_proposed_again(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast, clock: HandClock
) -> None:
    both = [str(cast.colleague.staff_id), str(cast.stranger.staff_id)]
    browser.post("/trips", filled | {"companions": both}, page="/trips/new")  # type: ignore[dict-item]
    with parts.database.writing() as session:
        people.end_service(session, cast.colleague.staff_id, local_day(clock.now()))
    clock.advance(days=1)
    page = browser.get(f"/trips/new?like={filled['trip_id']}")
    ticked = [n.attrs["value"] for n in page.all("input", name="companions") if "checked" in n.attrs]
    assert ticked == [str(cast.stranger.staff_id)]


def test_a_trip_at_the_same_time_is_said_at_once(browser: Browser, filled: dict[str, str]) -> None:
    browser.post("/trips", filled, page="/trips/new")
    assert "다른 출장이 있어요" not in browser.get(f"/trips/{filled['trip_id']}").text
    again = form_of(browser.get("/trips/new")).fields() | filled | {"trip_id": "ab" * 8}
    response = browser.post("/trips", again, page="/trips/new")
    assert "같은 때에 본인이나 동행의 다른 출장이 있어요." in browser.get(response.location).text


def test_who_is_signed_out_keeps_nothing(
    client_as: ClientAs, filled: dict[str, str], parts: Parts, cast: Cast
) -> None:
    response = client_as(None).client.post("/trips", data=filled)
    assert response.status_code in (302, 400, 401)
    assert kept(parts, cast) == []


def test_a_trip_in_the_past_day_is_marked_for_the_lead(
    browser: Browser, filled: dict[str, str], parts: Parts, cast: Cast, clock: HandClock
) -> None:
    earlier = {"starts_time": "09:00"}
    browser.post("/trips", filled | earlier, page="/trips/new")
    (trip,) = kept(parts, cast)
    assert trip.approval is not None
    assert "already_started" in trip.approval.cautions
    assert trip.starts_at == clock.now() - timedelta(hours=6, minutes=20)
