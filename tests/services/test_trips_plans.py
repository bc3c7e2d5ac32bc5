"""Trips are planned once, put before the lead, and seen by those who go."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest

from services import approvals, people, trips
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cast import Member
from tests.hall import Hall
from tests.phones import GEOCHANG

PLACE = trips.DestinationPlan("거창군청", GEOCHANG, 300)


def place(**changes: Any) -> list[trips.DestinationPlan]:
    return [trips.DestinationPlan(**{"name": "거창군청", "point": GEOCHANG, "radius_m": 300} | changes)]


def hours(hall: Hall, number: float) -> Any:
    return hall.now + timedelta(hours=number)


def open_titles(hall: Hall, member: Member) -> list[str]:
    found = hall.read(lambda s: trips.list_open_trips(s, member.staff_id, hall.now))
    return [trip.purpose for trip in found]


def test_a_plan_becomes_a_trip_that_waits_for_the_lead(hall: Hall) -> None:
    trip = hall.trip(companion_ids=[hall.cast.colleague.staff_id], vehicle="official")
    assert (trip.owner_name, trip.companions, trip.vehicle) == ("김가람", ("이나루",), "official")
    assert trip.destinations == (PLACE,)
    assert trip.state(hall.now) == "waiting"
    request = hall.request(trip)
    assert request.title == "거창군청"
    assert request.lines == (
        ("purpose", "도로 파손 현장 점검"),
        ("period", "2026. 9. 29. 16:20 ~ 21:20"),
        ("destination", "거창군청"),
        ("vehicle", "official"),
        ("companions", "이나루"),
    )


def test_the_same_plan_again_gives_the_same_trip(hall: Hall) -> None:
    first = hall.trip()
    hall.clock.advance(days=3)
    plan = hall.plan(starts_at=first.starts_at, ends_at=first.ends_at)
    again = hall.write(lambda s: trips.plan_trip(s, first.owner_id, plan, hall.now))
    assert again == first
    assert hall.request(first).round == 1


def test_another_plan_with_a_used_id_is_told(hall: Hall) -> None:
    hall.trip()
    for owner, changes in (
        (hall.cast.traveller, {"purpose": "전혀 다른 일"}),
        (hall.cast.traveller, {"destinations": place(radius_m=400)}),
        (hall.cast.stranger, {}),
    ):
        with pytest.raises(Conflict) as told:
            hall.trip(owner, **changes)
        assert told.value.code == "id_taken"


def test_two_taps_on_one_button_make_one_trip(hall: Hall) -> None:
    barrier, found = threading.Barrier(2), []

    def plan() -> None:
        barrier.wait()
        found.append(hall.trip())

    threads = [threading.Thread(target=plan) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert found[0] == found[1]
    assert found[0].approval.round == 1


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "id too short": ({"id": b"1234567"}, "id"),
    "id too long": ({"id": b"123456789"}, "id"),
    "no purpose": ({"purpose": ""}, "purpose"),
    "purpose of one letter": ({"purpose": " 가 "}, "purpose"),
    "purpose of nothing visible": ({"purpose": "\u0000\u202e\u200b\u2067"}, "purpose"),
    "huge purpose": ({"purpose": "가" * 201}, "purpose"),
    "no destination": ({"destinations": []}, "destinations"),
    "nine destinations": ({"destinations": place() * 9}, "destinations"),
    "destination without a name": ({"destinations": place(name=" \u0007 ")}, "destinations"),
    "huge name": ({"destinations": place(name="가" * 81)}, "destinations"),
    "radius zero": ({"destinations": place(radius_m=0)}, "destinations"),
    "radius beyond": ({"destinations": place(radius_m=10**12)}, "destinations"),
    "latitude beyond": ({"destinations": place(point=trips.Point(900_000_001, 0))}, "destinations"),
    "longitude beyond": ({"destinations": place(point=trips.Point(0, -1_800_000_001))}, "destinations"),
    "huge latitude": ({"destinations": place(point=trips.Point(10**30, 1))}, "destinations"),
    "both axes zero": ({"destinations": place(point=trips.Point(0, 0))}, "destinations"),
    "unknown vehicle": ({"vehicle": "rocket"}, "vehicle"),
    "unknown companion": ({"companion_ids": [999_999]}, "companions"),
    "impossible companion": ({"companion_ids": [10**30, -1, 0]}, "companions"),
}


@pytest.mark.parametrize(("changes", "field"), WRONG.values(), ids=WRONG.keys())
def test_each_wrong_field_is_named(sqlite_hall: Hall, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_hall.trip(**changes)
    assert list(refused.value.fields) == [field]


def test_the_traveller_is_not_her_own_companion(sqlite_hall: Hall) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_hall.trip(companion_ids=[sqlite_hall.cast.traveller.staff_id])
    assert list(refused.value.fields) == ["companions"]


@pytest.mark.parametrize(
    ("start", "end", "fields"),
    [
        (-25, 5, ["starts_at"]),
        (24 * 367, 24 * 367 + 1, ["starts_at"]),
        (5, 5, ["ends_at"]),
        (5, 4, ["ends_at"]),
        (1, 24 * 61, []),
        (1, 24 * 368, ["ends_at"]),
        (-25, -26, ["starts_at", "ends_at"]),
        (-23, 1, []),
        (24 * 365, 24 * 365 + 8, []),
    ],
)
def test_the_period_lies_between_yesterday_and_a_year(
    sqlite_hall: Hall, start: float, end: float, fields: list[str]
) -> None:
    period = {"starts_at": hours(sqlite_hall, start), "ends_at": hours(sqlite_hall, end)}
    if not fields:
        assert sqlite_hall.trip(**period).starts_at == period["starts_at"]
        return
    with pytest.raises(Invalid) as refused:
        sqlite_hall.trip(**period)
    assert list(refused.value.fields) == fields


def leave(hall: Hall, member: Member, last_on: date) -> None:
    hall.write(lambda s: people.end_service(s, member.staff_id, last_on))


def test_who_has_left_by_the_day_of_the_trip_goes_nowhere(hall: Hall) -> None:
    leave(hall, hall.cast.colleague, local_day(hall.now))
    assert hall.trip(companion_ids=[hall.cast.colleague.staff_id]).companions == ("이나루",)
    with pytest.raises(Invalid) as refused:
        hall.trip(
            id=b"trip0002",
            starts_at=hours(hall, 24),
            ends_at=hours(hall, 30),
            companion_ids=[hall.cast.colleague.staff_id, hall.cast.stranger.staff_id],
        )
    assert refused.value.fields == {
        "companions": "출장 날에 재직하지 않는 동행이 있어요. 빼고 다시 올려 주세요."
    }


def test_who_left_later_still_stands_on_the_trip(hall: Hall) -> None:
    trip = hall.trip(companion_ids=[hall.cast.colleague.staff_id])
    leave(hall, hall.cast.colleague, local_day(hall.now))
    hall.clock.advance(days=2)
    assert hall.read(lambda s: trips.get_trip(s, trip.id, trip.owner_id)).companions == ("이나루",)


def test_another_trip_at_the_same_time_is_a_caution(hall: Hall) -> None:
    colleague = hall.cast.colleague
    first = hall.trip(starts_at=hours(hall, 10), ends_at=hours(hall, 14))
    assert hall.request(first).cautions == ()

    def cautions(number: int, start: float, end: float, owner: Member | None = None, **more: Any) -> Any:
        period = {"starts_at": hours(hall, start), "ends_at": hours(hall, end)}
        return hall.request(hall.trip(owner, id=b"other%03d" % number, **period, **more)).cautions

    assert cautions(1, 14, 16) == ()
    assert cautions(2, 13, 15) == ("overlaps",)
    assert cautions(3, 11, 12, colleague) == ()
    assert cautions(4, 11, 12, hall.cast.stranger, companion_ids=[colleague.staff_id]) == ("overlaps",)


def test_a_refused_or_cancelled_trip_takes_no_time(hall: Hall) -> None:
    refused, cancelled = hall.trip(id=b"refused1"), hall.trip(id=b"cancel01")
    hall.decide(hall.request(refused).id, hall.cast.lead, approve=False, reason="다음 주에 가 주세요")
    hall.write(lambda s: trips.cancel_trip(s, cancelled.id, cancelled.owner_id, hall.now))
    assert hall.request(hall.trip()).cautions == ()


def test_one_axis_may_be_zero(sqlite_hall: Hall) -> None:
    point = trips.Point(0, 1_095_000_000)
    assert sqlite_hall.trip(destinations=place(point=point)).destinations[0].point == point


def test_what_was_typed_is_tidied_and_stays_plain_text(hall: Hall) -> None:
    hostile = "<b>점검</b>\u202e \U0001f468\u200d\U0001f469 שלום\u0000 {{7*7}}"
    trip = hall.trip(purpose=f"  {hostile}\n\n끝 ", destinations=place(name="\u2066 거창\t군청 "))
    assert trip.purpose == "<b>점검</b> \U0001f468\u200d\U0001f469 שלום {{7*7}} 끝"
    assert trip.destinations[0].name == "거창 군청"


def test_a_companion_sees_the_trip_and_takes_it_along(hall: Hall) -> None:
    trip = hall.trip(companion_ids=[hall.cast.colleague.staff_id])
    seen = hall.read(lambda s: trips.get_trip(s, trip.id, hall.cast.colleague.staff_id))
    assert seen == trip
    assert open_titles(hall, hall.cast.colleague) == ["도로 파손 현장 점검"]


@pytest.mark.parametrize("name", ["lead", "colleague", "stranger", "auditor", "administrator"])
def test_to_everybody_else_the_trip_does_not_exist(hall: Hall, name: str) -> None:
    trip = hall.trip()
    member = hall.cast.everybody()[name]
    with pytest.raises(NotFound):
        hall.read(lambda s: trips.get_trip(s, trip.id, member.staff_id))
    assert hall.read(lambda s: trips.list_trips(s, member.staff_id)) == []


def test_the_states_of_a_trip(hall: Hall) -> None:
    trip = hall.trip()
    assert trip.state(hall.now) == "waiting"
    assert trip.state(trip.starts_at) == "running"
    assert trip.state(trip.ends_at) == "running"
    assert trip.state(trip.ends_at + timedelta(seconds=1)) == "over"
    hall.decide(hall.request(trip).id, hall.cast.lead)
    approved = hall.read(lambda s: trips.get_trip(s, trip.id, trip.owner_id))
    assert approved.state(hall.now) == "planned"


def test_a_refused_trip_carries_no_taps(hall: Hall) -> None:
    trip = hall.trip()
    hall.decide(hall.request(trip).id, hall.cast.lead, approve=False, reason="다음 주에 가 주세요")
    refused = hall.read(lambda s: trips.get_trip(s, trip.id, trip.owner_id))
    assert refused.state(hall.now) == "refused"
    assert open_titles(hall, hall.cast.traveller) == []


def test_open_are_those_that_run_or_begin_within_two_days(hall: Hall) -> None:
    for number, (purpose, start, end) in enumerate(
        [
            ("지난 일", -20, -3),
            ("막 끝난 일", -5, -1),
            ("지금 일", -1, 3),
            ("모레 일", 47, 50),
            ("먼 일", 49, 52),
        ]
    ):
        hall.trip(
            id=b"trips%03d" % number, purpose=purpose, starts_at=hours(hall, start), ends_at=hours(hall, end)
        )
    assert open_titles(hall, hall.cast.traveller) == ["막 끝난 일", "지금 일", "모레 일"]


def test_a_cancelled_trip_is_withdrawn_from_the_lead(hall: Hall) -> None:
    trip = hall.trip()
    cancelled = hall.write(lambda s: trips.cancel_trip(s, trip.id, trip.owner_id, hall.now))
    assert cancelled.state(hall.now) == "cancelled"
    assert hall.request(trip).state == approvals.WITHDRAWN
    assert hall.write(lambda s: trips.cancel_trip(s, trip.id, trip.owner_id, hall.now)) == cancelled


def test_only_the_owner_cancels_and_only_before_the_end(hall: Hall) -> None:
    trip = hall.trip(companion_ids=[hall.cast.colleague.staff_id])
    with pytest.raises(Forbidden):
        hall.write(lambda s: trips.cancel_trip(s, trip.id, hall.cast.colleague.staff_id, hall.now))
    with pytest.raises(NotFound):
        hall.write(lambda s: trips.cancel_trip(s, trip.id, hall.cast.stranger.staff_id, hall.now))
    hall.clock.advance(hours=7)
    with pytest.raises(Conflict):
        hall.write(lambda s: trips.cancel_trip(s, trip.id, trip.owner_id, hall.now))


def test_recent_destinations_come_once_with_their_newest_point(hall: Hall) -> None:
    for number, (name, radius) in enumerate([("거창군청", 300), ("합천군청", 300), ("거창군청", 500)]):
        hall.trip(id=b"trips%03d" % number, destinations=place(name=name, radius_m=radius))
        hall.clock.advance(minutes=1)
    recent = hall.read(lambda s: trips.list_recent_destinations(s, hall.cast.traveller.staff_id))
    assert [(d.name, d.radius_m) for d in recent] == [("거창군청", 500), ("합천군청", 300)]


def test_a_change_of_a_trips_row_contradicts_what_was_approved(hall: Hall) -> None:
    trip = hall.trip()
    approved = hall.decide(hall.request(trip).id, hall.cast.lead)
    other = hall.read(lambda s: trips.get_trip(s, trip.id, trip.owner_id))
    assert trips.content_of(other) == trips.content_of(trip)
    moved = hall.plan(destinations=place(point=trips.Point(GEOCHANG.lat_e7 + 1, GEOCHANG.lon_e7)))
    assert trips.content_of(moved) != trips.content_of(trip)
    assert approved.content_sha256 == hall.request(trip).content_sha256
