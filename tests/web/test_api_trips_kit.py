"""`/api/v1/capture-kit`: what a phone keeps so that a tap needs no network."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services import people, trips
from services.crypto import base64url
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import GEOCHANG, Phone
from tests.web.conftest import Browser, ClientAs, Sequencer
from webapp.context import Parts

PhoneOf = Callable[[Member], Phone]


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


def plan(parts: Parts, owner: Member, clock: HandClock, **changes: object) -> trips.TripView:
    values: dict[str, object] = {
        "id": b"trip0001",
        "purpose": "도로 점검",
        "destinations": [
            trips.DestinationPlan("거창군청", GEOCHANG, 300),
            trips.DestinationPlan("어느 마을", None, 500),
        ],
        "starts_at": clock.now() + timedelta(hours=1),
        "ends_at": clock.now() + timedelta(hours=6),
    }
    with parts.database.writing() as session:
        plan = trips.TripPlan(**values | changes)  # type: ignore[arg-type]
        return trips.plan_trip(session, owner.staff_id, plan, clock.now())


def test_a_stranger_to_the_house_gets_none(client_as: ClientAs) -> None:
    assert client_as(None).api("GET", "capture-kit").status_code == 401


def test_the_kit_on_the_first_day(browser: Browser, cast: Cast, sequencer: Sequencer, parts: Parts) -> None:
    kit = browser.api("GET", "capture-kit").get_json()
    key_id, public_key = parts.keys.audit_public()
    assert (kit["owner"], kit["name"], kit["origin"]) == ("001001", "김가람", parts.settings.origin)
    assert kit["audit_key"] == {"id": key_id.hex(), "public_key": base64url.encode(public_key)}
    assert (kit["consent"], kit["devices"], kit["trips"]) == (None, [], [])
    assert kit["settings"] == {"good_accuracy_m": 10, "poor_accuracy_m": 60, "capture_seconds": 12}
    assert kit["accepts_captures"] is True
    assert kit["log_keys"] == browser.client.get("/ledger/keys").text.splitlines()


def test_it_has_devices_consent_and_open_trips_with_their_points(
    browser: Browser, cast: Cast, parts: Parts, clock: HandClock, phone_of: PhoneOf
) -> None:
    phone = phone_of(cast.traveller)
    phone_of(cast.colleague)
    with parts.database.writing() as session:
        people.record_consent(
            session, cast.traveller.staff_id, people.ConsentState.GIVEN, "2026-09", clock.now()
        )
    trip = plan(parts, cast.traveller, clock)
    kit = browser.api("GET", "capture-kit").get_json()
    assert kit["consent"] == "given"
    assert kit["devices"] == [{"id": phone.device_id.hex(), "state": "active"}]
    (found,) = kit["trips"]
    assert (found["id"], found["title"], found["purpose"]) == (trip.id.hex(), "거창군청 +1", "도로 점검")
    assert found["ends_at_ms"] - found["starts_at_ms"] == 5 * 3_600_000
    assert found["destinations"] == [
        {"name": "거창군청", "lat_e7": GEOCHANG.lat_e7, "lon_e7": GEOCHANG.lon_e7, "radius_m": 300},
        {"name": "어느 마을", "lat_e7": None, "lon_e7": None, "radius_m": 500},
    ]


def test_a_companion_has_the_trip_too_and_nobody_else(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    plan(parts, cast.traveller, clock, companion_ids=[cast.colleague.staff_id])
    carried = {
        name
        for name, member in cast.everybody().items()
        if client_as(member).api("GET", "capture-kit").get_json()["trips"]
    }
    assert carried == {"traveller", "colleague"}


def test_what_has_not_changed_is_not_sent_again(
    browser: Browser, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    first = browser.api("GET", "capture-kit")
    assert first.headers["Cache-Control"] == "private, no-cache"
    same = browser.api("GET", "capture-kit", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    plan(parts, cast.traveller, clock)
    changed = browser.api("GET", "capture-kit", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
