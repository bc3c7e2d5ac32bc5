"""One trip's page: how far it has come, its taps, its end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services import approvals, trips
from services.trips.models import Town
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import GEOCHANG, Phone, Tap
from tests.web.conftest import Browser, ClientAs
from tests.web.trip_steps import decide, states
from webapp.context import Parts

PhoneOf = Callable[[Member], Phone]


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def send(parts: Parts, cast: Cast, clock: HandClock) -> Callable[..., Tap]:
    def receive(tap: Tap, owner: Member | None = None) -> Tap:
        member = owner or cast.traveller
        opened = trips.open_upload(
            trips.Keys(parts.keys.audit, parts.settings.origin),
            trips.Signer(member.staff_id, member.number),
            trips.Upload(tap.text, tap.sealed_context, member.number),
        )
        parts.database.write(
            lambda s: trips.receive_evidence(s, parts.ledger, parts.settings.origin, opened, clock.now())
        )
        return tap

    return receive


def make_town(code: str, name: str) -> Town:
    box = [[[127.0, 35.0], [129.0, 35.0], [129.0, 36.0], [127.0, 36.0], [127.0, 35.0]]]
    return Town(
        code=code, name=name, name_en="", south_e7=350000000, north_e7=360000000,
        west_e7=1270000000, east_e7=1290000000, polygons=[box],
    )  # fmt: skip


def test_a_running_trip_shows_how_far_it_has_come(browser: Browser, make_trip: Any) -> None:
    page = browser.get(f"/trips/{make_trip(hours=(-2.2, 5.8)).id.hex()}")
    assert states(page) == ["running"]
    assert "2시간 12분째" in page.text
    track = page.one("svg", class_="track")
    assert [node.text for node in track.all("text")] == ["13:08", "4시간"]
    assert track.one("rect", class_="done").attrs["width"] == "27.5%"
    assert page.one(data_testid="capture").tag == "button"


def test_a_trip_of_several_days_has_no_hour_line(browser: Browser, make_trip: Any) -> None:
    page = browser.get(f"/trips/{make_trip(hours=(-2, 60)).id.hex()}")
    assert len(page.one("svg", class_="track").all("text")) == 1


def test_the_taps_stand_on_a_timeline_and_a_map(
    browser: Browser, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock
) -> None:
    trip, phone = make_trip(), phone_of(cast.traveller)
    near = trips.Point(GEOCHANG.lat_e7 + 4500, GEOCHANG.lon_e7)
    for minutes, point in ((-50, GEOCHANG), (-10, near)):
        send(phone.tap(clock.now() + timedelta(minutes=minutes), point, trip=trip.id, accuracy_m=12))
    page = browser.get(f"/trips/{trip.id.hex()}")
    lines = [node.text for node in page.one("ol", class_="timeline").all("li")]
    assert lines == ["1 14:30 거창군청에서 0 m ± 12 m", "2 15:10 거창군청에서 50 m ± 12 m"]
    drawn = page.one("svg", class_="trip-map")
    assert len(drawn.all("circle", class_="tap")) == 2
    assert len(drawn.all("circle", class_="goal")) == 1
    assert drawn.attrs["role"] == "img"
    assert drawn.attrs["aria-label"]
    assert drawn.all("image") == []


def test_towns_stand_beside_the_taps(
    browser: Browser, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock, parts: Parts
) -> None:
    with parts.database.writing() as session:
        session.add_all(make_town(code, name) for code, name in (("38880", "거창군"), ("3888011", "거창읍")))
    trip = make_trip()
    send(phone_of(cast.traveller).tap(clock.now(), trip=trip.id))
    assert "거창군 거창읍" in browser.get(f"/trips/{trip.id.hex()}").text


def test_a_companion_sees_the_trip_with_her_own_taps(
    client_as: ClientAs, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock
) -> None:
    trip = make_trip(companion_ids=[cast.colleague.staff_id])
    send(phone_of(cast.traveller).tap(clock.now(), trip=trip.id))
    companion = client_as(cast.colleague)
    page = companion.get(f"/trips/{trip.id.hex()}")
    assert "아직 찍은 증빙이 없어요" in page.text
    assert "올린 사람 김가람" in page.text
    assert "이 출장을 취소하기" not in page.text
    companion.submit(f"/trips/{trip.id.hex()}/cancellation", 403, page="/trips/new")


def test_free_taps_are_offered_and_attached(
    browser: Browser, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock
) -> None:
    tap = send(phone_of(cast.traveller).tap(clock.now()))
    assert f"/evidences/{tap.id.hex()}" in [a.attrs.get("href") for a in browser.get("/trips").all("a")]
    trip = make_trip()
    path = f"/trips/{trip.id.hex()}"
    form = browser.get(path).one("form", action=f"/evidences/{tap.id.hex()}/trip")
    response = browser.post(f"/evidences/{tap.id.hex()}/trip", form.fields(), page=path)
    assert (response.status_code, response.location) == (303, path)
    page = browser.get(path)
    assert page.all("form", action=f"/evidences/{tap.id.hex()}/trip") == []
    assert len(page.one("ol", class_="timeline").all("li")) == 1


def test_a_tap_of_another_week_is_not_offered_on_a_trips_page(
    browser: Browser, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock
) -> None:
    old = send(phone_of(cast.traveller).tap(clock.now() - timedelta(days=5)))
    trip = make_trip()
    action = f"/evidences/{old.id.hex()}/trip"
    assert browser.get(f"/trips/{trip.id.hex()}").all("form", action=action) == []
    choices = browser.get(f"/evidences/{old.id.hex()}").one("form", action=action).all("option")
    assert [option.attrs["value"] for option in choices] == [trip.id.hex()]


def test_free_taps_say_their_town(
    browser: Browser, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock, parts: Parts
) -> None:
    with parts.database.writing() as session:
        session.add(make_town("3888011", "거창읍"))
    send(phone_of(cast.traveller).tap(clock.now()))
    trip = make_trip()
    for path in ("/trips", f"/trips/{trip.id.hex()}"):
        assert "거창읍" in browser.get(path).text


def test_a_trip_is_cancelled_and_its_taps_stay(
    browser: Browser, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock
) -> None:
    trip = make_trip()
    send(phone_of(cast.traveller).tap(clock.now(), trip=trip.id))
    path = f"/trips/{trip.id.hex()}"
    assert browser.post(f"{path}/cancellation", page=path).status_code == 303
    page = browser.get(path)
    assert states(page) == ["cancelled"]
    assert page.all(data_testid="capture") == []
    assert "출장에 붙이지 않은 증빙" in browser.get("/trips").text


def test_a_form_without_its_token_does_nothing(browser: Browser, make_trip: Any) -> None:
    path = f"/trips/{make_trip().id.hex()}"
    assert browser.client.post(f"{path}/cancellation").status_code == 400
    assert states(browser.get(path)) == ["running"]


def test_a_refused_trip_says_why_and_leads_to_a_new_one(
    browser: Browser, make_trip: Any, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    trip = make_trip(hours=(5, 8))
    decide(parts, trip, cast, clock, approvals.Decision(approve=False, reason="<i>예산</i>이 없어요"))
    page = browser.get(f"/trips/{trip.id.hex()}")
    assert "박다온님이 반려했어요" in page.text
    assert "<i>예산</i>이 없어요" in page.text
    assert page.all(data_testid="capture") == []
    again = browser.get(page.one("a", href=f"/trips/new?like={trip.id.hex()}").attrs["href"])
    assert again.one("input", name="purpose").attrs["value"] == trip.purpose
    assert again.one("input", name="name-0").attrs["value"] == "거창군청"


def test_a_trip_without_a_lead_says_so(client_as: ClientAs, cast: Cast, make_trip: Any) -> None:
    trip = make_trip(owner=cast.mayor)
    assert "결재할 사람이 아직 없어요" in client_as(cast.mayor).get(f"/trips/{trip.id.hex()}").text


def test_hostile_words_are_only_text(browser: Browser, make_trip: Any) -> None:
    words = "<script>alert(1)</script> \"'&{{7*7}} \U0001f600 שלום"
    trip = make_trip(purpose=words, destinations=[trips.DestinationPlan(words[:80], GEOCHANG, 300)])
    for path in ("/", "/trips", f"/trips/{trip.id.hex()}", f"/trips/new?like={trip.id.hex()}"):
        page = browser.get(path)
        assert [node for node in page.all("script") if "src" not in node.attrs] == []
    assert words in browser.get(f"/trips/{trip.id.hex()}").text


def test_destroyed_taps_are_counted(
    browser: Browser, make_trip: Any, send: Any, phone_of: PhoneOf, cast: Cast, clock: HandClock, parts: Parts
) -> None:
    trip = make_trip()
    send(phone_of(cast.traveller).tap(clock.now(), trip=trip.id))
    with parts.database.writing() as session:
        trips.destroy_unbound_taps(session, parts.ledger, cast.traveller.staff_id, clock.now())
    assert "동의를 철회해 파기한 증빙 1건" in browser.get(f"/trips/{trip.id.hex()}").text


def test_tiles_come_only_from_the_address_that_was_set(
    make_trip: Any, browser: Browser, app: Any, parts: Parts
) -> None:
    trip = make_trip()
    plain = browser.client.get(f"/trips/{trip.id.hex()}")
    assert "tile" not in plain.headers["Content-Security-Policy"]
    address = "https://tiles.example.go.kr/base/{z}/{x}/{y}.png"
    with_tiles = parts.settings.model_copy(update={"tile_url": address})
    app.extensions["balgil"] = Parts(with_tiles, parts.database, parts.clock, parts.keys, parts.ledger)
    page = browser.get(f"/trips/{trip.id.hex()}")
    images = page.one("svg", class_="trip-map").all("image")
    assert 1 <= len(images) <= 24
    assert all(i.attrs["href"].startswith("https://tiles.example.go.kr/base/") for i in images)
    assert "지도: tiles.example.go.kr" in page.text
    policy = browser.client.get(f"/trips/{trip.id.hex()}").headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob: https://tiles.example.go.kr" in policy
    assert "tiles.example" not in browser.client.get("/trips").headers["Content-Security-Policy"]
