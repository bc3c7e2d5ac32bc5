"""Taps as their owner sees them: opened, in order, on a trip or free."""

import secrets
from datetime import timedelta

import pytest

from services import trips
from services.crypto.keyring import KeyRing, new_key
from services.errors import Conflict, NotFound
from tests.hall import Hall
from tests.phones import GEOCHANG, Phone, Tap

HAPCHEON = trips.Point(355667000, 1281658000)


def trip_taps(hall: Hall, trip: trips.TripView, person_id: int | None = None) -> trips.Taps:
    person_id = person_id or trip.owner_id
    return hall.read(lambda s: trips.list_trip_taps(s, hall.opening, trip, person_id))


def free_taps(hall: Hall) -> list[bytes]:
    found = hall.read(lambda s: trips.list_free_taps(s, hall.opening, hall.cast.traveller.staff_id))
    return [tap.id for tap in found.opened]


def attach(hall: Hall, tap: Tap, trip: trips.TripView, person_id: int | None = None) -> None:
    person_id = person_id or hall.cast.traveller.staff_id
    hall.write(lambda s: trips.attach_tap(s, hall.ledger, tap.id, trip.id, person_id, hall.now))


def test_the_taps_of_a_trip_come_in_the_order_of_their_capture(hall: Hall) -> None:
    trip, phone = hall.trip(), hall.phone()
    made = [phone.tap(hall.now + timedelta(hours=n), trip=trip.id, accuracy_m=5 + n) for n in range(3)]
    for tap in reversed(made):
        hall.receive(tap)
    taps = trip_taps(hall, trip)
    assert [tap.id for tap in taps.opened] == [tap.id for tap in made]
    first = taps.opened[0]
    assert (first.point, first.accuracy_m, first.captured_at) == (GEOCHANG, 5, hall.now)
    assert first.fixed_at == hall.now - timedelta(seconds=2)


def test_a_companion_sees_her_own_taps_alone(hall: Hall) -> None:
    trip = hall.trip(companion_ids=[hall.cast.colleague.staff_id])
    hers, his = hall.phone(), hall.phone(hall.cast.colleague)
    hall.receive(hers.tap(hall.now, trip=trip.id))
    his_tap = his.tap(hall.now, trip=trip.id)
    hall.receive(his_tap, hall.cast.colleague)
    seen = trip_taps(hall, trip, hall.cast.colleague.staff_id)
    assert [tap.id for tap in seen.opened] == [his_tap.id]


@pytest.mark.parametrize("name", ["lead", "colleague", "stranger", "auditor", "administrator"])
def test_nobody_else_opens_a_tap(hall: Hall, name: str) -> None:
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    member = hall.cast.everybody()[name]
    with pytest.raises(NotFound):
        hall.read(lambda s: trips.get_tap(s, hall.opening, tap.id, member.staff_id))
    assert hall.read(lambda s: trips.list_taps(s, hall.opening, member.staff_id)) == trips.Taps()


def test_an_unknown_tap_is_not_found(hall: Hall) -> None:
    with pytest.raises(NotFound):
        hall.read(
            lambda s: trips.get_tap(s, hall.opening, secrets.token_bytes(16), hall.cast.traveller.staff_id)
        )


def test_a_free_tap_is_attached_later_with_a_leaf(hall: Hall) -> None:
    trip, tap = hall.trip(), hall.phone().tap(hall.now)
    hall.receive(tap)
    assert free_taps(hall) == [tap.id]
    attach(hall, tap, trip)
    attach(hall, tap, trip)
    assert free_taps(hall) == []
    assert [t.id for t in trip_taps(hall, trip).opened] == [tap.id]
    (record,) = hall.records("trip_attached", "evidence", tap.id)
    assert record.subjects == (("evidence", tap.id), ("trip", trip.id))


def test_an_attached_tap_stays_where_it_is(hall: Hall) -> None:
    first, second = hall.trip(id=b"first001"), hall.trip(id=b"second01")
    tap = hall.phone().tap(hall.now, trip=first.id)
    hall.receive(tap)
    with pytest.raises(Conflict) as told:
        attach(hall, tap, second)
    assert told.value.code == "attached"


def test_the_taps_of_a_cancelled_trip_are_free_again(hall: Hall) -> None:
    first, second = hall.trip(id=b"first001"), hall.trip(id=b"second01")
    tap = hall.phone().tap(hall.now, trip=first.id)
    hall.receive(tap)
    hall.write(lambda s: trips.cancel_trip(s, first.id, first.owner_id, hall.now))
    assert free_taps(hall) == [tap.id]
    attach(hall, tap, second)
    assert free_taps(hall) == []
    assert trip_taps(hall, first).opened == ()


def test_the_taps_of_a_refused_trip_are_free_again(hall: Hall) -> None:
    first, second = hall.trip(id=b"first001"), hall.trip(id=b"second01")
    on_trip, free = (hall.phone().tap(hall.now, trip=trip_id) for trip_id in (first.id, None))
    hall.receive(on_trip)
    hall.receive(free)
    assert free_taps(hall) == [free.id]
    hall.decide(hall.request(first).id, hall.cast.lead, approve=False, reason="다음 주에 가 주세요")
    assert set(free_taps(hall)) == {on_trip.id, free.id}
    with pytest.raises(Conflict) as told:
        attach(hall, free, first)
    assert told.value.code == "trip_refused"
    attach(hall, on_trip, second)
    assert free_taps(hall) == [free.id]
    assert [tap.id for tap in trip_taps(hall, second).opened] == [on_trip.id]


def test_nothing_is_attached_to_a_cancelled_or_foreign_trip(hall: Hall) -> None:
    cancelled, foreign = hall.trip(id=b"cancel01"), hall.trip(hall.cast.stranger, id=b"foreign1")
    hall.write(lambda s: trips.cancel_trip(s, cancelled.id, cancelled.owner_id, hall.now))
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    with pytest.raises(Conflict):
        attach(hall, tap, cancelled)
    with pytest.raises(NotFound):
        attach(hall, tap, foreign)
    with pytest.raises(NotFound):
        attach(hall, tap, foreign, hall.cast.stranger.staff_id)


def test_what_no_key_opens_is_counted_and_said(hall: Hall) -> None:
    tap = hall.phone().tap(hall.now)
    hall.receive(tap)
    others = trips.Keys(KeyRing((new_key("audit", hall.now),)), hall.origin)
    staff_id = hall.cast.traveller.staff_id
    assert hall.read(lambda s: trips.list_taps(s, others, staff_id)) == trips.Taps(unreadable=1)
    with pytest.raises(Conflict) as told:
        hall.read(lambda s: trips.get_tap(s, others, tap.id, staff_id))
    assert told.value.code == "evidence_unreadable"


def test_the_nearest_destination_with_its_band() -> None:
    places = [
        trips.DestinationPlan("합천군청", HAPCHEON, 300),
        trips.DestinationPlan("이름뿐인 곳", None, 300),
        trips.DestinationPlan("거창군청", GEOCHANG, 300),
    ]
    nearest = trips.nearest_destination(trips.Point(GEOCHANG.lat_e7 + 9000, GEOCHANG.lon_e7), places)
    assert nearest is not None
    assert (nearest.destination.name, nearest.band_m) == ("거창군청", 300)
    assert nearest.distance_m == pytest.approx(100.1, abs=0.2)
    assert trips.nearest_destination(GEOCHANG, places[1:2]) is None
    assert trips.nearest_destination(GEOCHANG, places[:1]).band_m is None  # type: ignore[union-attr]


def test_a_restored_phone_shows_both_branches(hall: Hall) -> None:
    trip, phone = hall.trip(), hall.phone()
    hall.receive(phone.tap(hall.now, trip=trip.id))
    restored: Phone = phone.copy()
    for branch, minutes in ((phone, 1), (restored, 2)):
        hall.receive(branch.tap(hall.now + timedelta(minutes=minutes), trip=trip.id))
    assert [tap.payload.sequence for tap in trip_taps(hall, trip).opened] == [1, 2, 2]
