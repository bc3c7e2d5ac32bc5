"""Which days are remote: as long as somebody says so, known to all who plan with people."""

from collections.abc import Collection
from datetime import date, timedelta

import pytest

from services import absences, notifications
from services.absences import AbsenceKind
from services.errors import Conflict, NotFound
from services.remote_work import days
from services.remote_work.days import Origin, Place
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.remote_days import AFTER, BEFORE, ON, ROTATION, RemoteDay, at

SEAT = Origin("seat", b"booking-1")


@pytest.fixture
def day(hall: Hall) -> RemoteDay:
    """Nobody has said anything yet; over SQLite, then over PostgreSQL where a test does not choose."""
    return RemoteDay(hall, is_open=False)


def publish(day: RemoteDay, wanted: Collection[tuple[int, date]], origin: Origin = ROTATION) -> days.Replaced:
    return day.write(lambda s: days.open_days(s, origin, wanted, day.hall.now))


def close(day: RemoteDay, which: Origin | Collection[tuple[int, date]]) -> list[tuple[int, date]]:
    return day.write(lambda s: days.close_days(s, which, days.ClosedWhy.SEAT, day.hall.now))


def held(day: RemoteDay) -> list[tuple[date, str, int]]:
    """The person's open days: each with its place and how many say so."""
    found = day.hall.read(lambda s: days.list_days(s, [day.me], BEFORE, AFTER + timedelta(days=7)))
    return [(view.on, view.place.value, len(view.origins)) for view in found]


def away(day: RemoteDay, hour: float = 10, on: date = ON) -> AbsenceKind | None:
    found = day.hall.read(lambda s: absences.away_at(s, [day.me], at(hour, on)))
    return found[day.me].kind if day.me in found else None


def test_an_opened_day_is_known_to_all_who_plan_with_people(day: RemoteDay) -> None:
    day.open()
    assert held(day) == [(ON, "home", 1)]
    assert (away(day), away(day, 10, AFTER), away(day, 0, ON)) == (
        AbsenceKind.REMOTE,
        None,
        AbsenceKind.REMOTE,
    )
    day.open()
    assert held(day) == [(ON, "home", 1)]
    close(day, ROTATION)
    assert (held(day), away(day)) == ([], None)


def test_a_seat_moves_the_day_to_the_centre_and_its_end_moves_it_back(day: RemoteDay) -> None:
    day.open()
    day.open(place=Place.CENTRE, origin=SEAT)
    assert (held(day), away(day)) == ([(ON, "centre", 2)], AbsenceKind.CENTRE)
    assert close(day, SEAT) == []
    assert (held(day), away(day)) == ([(ON, "home", 1)], AbsenceKind.REMOTE)


@sqlite_only
def test_a_seat_alone_opens_and_closes_the_day(day: RemoteDay) -> None:
    day.open(place=Place.CENTRE, origin=SEAT)
    assert close(day, SEAT) == [(day.me, ON)]
    assert held(day) == []


@sqlite_only
def test_the_place_can_be_set_by_hand(day: RemoteDay) -> None:
    day.open()
    day.write(lambda s: days.set_place(s, day.me, ON, Place.CENTRE, day.hall.now))
    assert (held(day), away(day)) == ([(ON, "centre", 1)], AbsenceKind.CENTRE)
    with pytest.raises(NotFound, match="not_remote"):
        day.write(lambda s: days.set_place(s, day.me, AFTER, Place.CENTRE, day.hall.now))


@sqlite_only
def test_the_past_is_not_opened(day: RemoteDay) -> None:
    with pytest.raises(Conflict, match="day_over"):
        day.open(BEFORE)
    assert publish(day, [(day.me, BEFORE)]).opened == []


def test_what_is_published_replaces_what_the_same_plan_said(day: RemoteDay) -> None:
    other = day.hall.cast.colleague.staff_id
    first = publish(day, [(day.me, ON), (day.me, AFTER)])
    assert first.opened == [(day.me, ON), (day.me, AFTER)]
    second = publish(day, [(day.me, AFTER), (other, ON)])
    assert (second.opened, second.closed, second.kept) == ([(other, ON)], [(day.me, ON)], [])
    assert held(day) == [(AFTER, "home", 1)]
    again = publish(day, [(day.me, AFTER), (other, ON)])
    assert (again.opened, again.closed) == ([], [])


@sqlite_only
def test_two_plans_do_not_take_each_others_days(day: RemoteDay) -> None:
    publish(day, [(day.me, ON)])
    publish(day, [(day.me, ON), (day.me, AFTER)], Origin("rotation", b"plan-2"))
    publish(day, [])
    assert held(day) == [(ON, "home", 1), (AFTER, "home", 1)]


def test_a_day_with_a_plan_in_is_not_taken_away_silently(day: RemoteDay) -> None:
    publish(day, [(day.me, ON), (day.me, AFTER)])
    day.plan()
    replaced = publish(day, [])
    assert (replaced.closed, replaced.kept) == ([(day.me, AFTER)], [(day.me, ON)])
    assert held(day) == [(ON, "home", 1)]
    assert close(day, [(day.me, ON)]) == [(day.me, ON)]
    told = day.hall.read(lambda s: notifications.list_notices(s, day.me))
    assert [(n.kind, n.facts) for n in told if n.kind.startswith("remote_day_closed")] == [
        ("remote_day_closed_seat", {"held_on": ON.isoformat()})
    ]
    assert day.request().state == "withdrawn"


@sqlite_only
def test_a_plan_that_another_origin_still_carries_stays_without_a_word(day: RemoteDay) -> None:
    publish(day, [(day.me, ON)])
    day.open(place=Place.CENTRE, origin=SEAT)
    day.plan()
    assert publish(day, []).kept == []
    assert (held(day), day.request().state) == ([(ON, "centre", 1)], "waiting")


@sqlite_only
def test_a_day_that_opens_again_asks_for_its_plan_again(day: RemoteDay) -> None:
    day.open()
    day.plan()
    close(day, ROTATION)
    day.open()
    assert day.step() == "plan"
    assert day.plan(9, version=1).revision == 2


@sqlite_only
def test_what_was_begun_stays_before_the_lead_when_the_day_closes(day: RemoteDay) -> None:
    day.open()
    day.plan()
    day.start()
    day.move(15)
    day.end()
    result = day.result()
    close(day, [(day.me, ON)])
    assert (day.request().state, day.request(days.Part.RESULT).state) == ("waiting", "waiting")
    assert day.result() == result


@sqlite_only
def test_earlier_days_stay_when_a_plan_is_withdrawn(day: RemoteDay) -> None:
    publish(day, [(day.me, ON), (day.me, AFTER)])
    day.move(8, AFTER)
    assert close(day, ROTATION) == [(day.me, AFTER)]
    assert held(day) == [(ON, "home", 1)]
