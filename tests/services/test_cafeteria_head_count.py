"""For how many to cook: who could come, what share of them does, and how far off that was."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from services import absences, cafeteria, people, trips
from services.absences import AbsenceKind, Source, Span
from services.cafeteria import HeadCount, LunchPlanMember, Portions
from services.cafeteria.meals.models import MealDay
from services.cafeteria.meals.uptake import CountedDay, learn_uptake, measure_error
from services.clock import local_instant
from services.db import Database
from services.errors import Conflict, Invalid, NotFound
from tests.cast import Member
from tests.clocks import HandClock
from tests.factories import NOW, TODAY
from tests.hall import Hall
from tests.lunch_world import HALL, MONDAY, LunchTown, make_town, publish

TOMORROW = TODAY + timedelta(days=1)
STAFF = 9


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return local_instant(on, time(hour, minute))


@pytest.fixture
def place(hall: Hall) -> int:
    """A cafeteria from 11:00 to 13:30 for the nine of the cast, on a Tuesday morning."""
    hall.clock.at = at(TODAY, 8)
    return hall.write(lambda s: cafeteria.create_cafeteria(s, HALL, hall.now))


def count(hall: Hall, place: int, on: date = TODAY) -> HeadCount:
    return hall.read(lambda s: cafeteria.count_heads(s, place, on, hall.now))


def travel(
    hall: Hall, number: int, hours: tuple[float, float], owner: Member | None = None, **more: Any
) -> Any:
    starts, ends = (at(TODAY, 0) + timedelta(hours=hour) for hour in hours)
    return hall.trip(owner, id=b"trip%04d" % number, starts_at=starts, ends_at=ends, **more)


def put_day(hall: Hall, place: int, on: date, told: int, served: int, present: int = 100) -> None:
    row = MealDay(
        cafeteria_id=place, served_on=on, present=present, away={}, opted_out=0, expected=told,
        told_at=at(on, 9), served=served, left_over=0, counted_at=at(on, 14),
    )  # fmt: skip
    hall.write(lambda s: s.add(row))


def test_who_is_on_a_trip_over_lunch_does_not_count(hall: Hall, place: int) -> None:
    cast = hall.cast
    travel(hall, 1, (9, 18), companion_ids=[cast.colleague.staff_id])
    travel(hall, 2, (13, 18), cast.auditor)
    travel(hall, 3, (8, 12), cast.administrator)
    travel(hall, 4, (12.5, 18), cast.lead)
    cancelled = travel(hall, 5, (9, 18), cast.director)
    hall.write(lambda s: trips.cancel_trip(s, cancelled.id, cast.director.staff_id, hall.now))
    refused = travel(hall, 6, (9, 18), cast.stranger)
    hall.decide(hall.request(refused).id, cast.other_lead, approve=False, reason="다음에")
    found = count(hall, place)
    assert (found.present, dict(found.away), found.opted_out) == (STAFF, {"trip": 3}, 0)
    assert found.could_come == STAFF - 3


def test_who_opted_out_counts_once(hall: Hall, place: int) -> None:
    travel(hall, 1, (9, 18))
    for member in (hall.cast.traveller, hall.cast.auditor):
        hall.write(lambda s, m=member: cafeteria.opt_out(s, m.staff_id, TODAY, hall.now))
    found = count(hall, place)
    assert (dict(found.away), found.opted_out, found.could_come) == ({"trip": 1}, 1, STAFF - 2)


def test_of_two_reasons_to_be_away_the_weightier_one_counts(hall: Hall, place: int) -> None:
    begins, ends = at(TODAY, 9), at(TODAY, 18)
    spans = [
        Span(member.staff_id, AbsenceKind.REMOTE, begins, ends)
        for member in (hall.cast.traveller, hall.cast.auditor)
    ]
    hall.write(lambda s: absences.set_absences(s, Source("remote_day", b"1"), spans, is_approved=True))
    travel(hall, 1, (9, 18))
    assert dict(count(hall, place).away) == {"trip": 1, "remote": 1}


def test_who_has_left_or_not_begun_is_not_expected(hall: Hall, place: int) -> None:
    hall.write(lambda s: people.end_service(s, hall.cast.stranger.staff_id, TODAY))
    assert count(hall, place).present == STAFF
    assert count(hall, place, TOMORROW).present == STAFF - 1


def test_before_anything_was_counted_all_who_could_come_are_expected(hall: Hall, place: int) -> None:
    found = count(hall, place)
    assert (found.expected, found.uptake, found.error, found.told) == (STAFF, None, None, None)


def test_the_uptake_is_learned_from_counted_days_and_the_error_with_it(hall: Hall, place: int) -> None:
    for days, told, served in ((7, 100, 80), (6, 90, 60), (5, 75, 75)):
        put_day(hall, place, TODAY - timedelta(days=days), told, served)
    found = count(hall, place)
    assert found.uptake == pytest.approx(0.73, abs=0.02)
    assert found.expected == round(STAFF * found.uptake)
    assert found.error is not None
    assert (found.error.days, found.error.mean_absolute) == (3, pytest.approx(50 / 3))
    assert found.error.bias == pytest.approx(50 / 3)
    assert found.error.share == pytest.approx(50 / 215)


def test_a_weekday_is_drawn_towards_all_days_and_old_days_fade() -> None:
    def days(weekday: int, share: float, weeks: range) -> list[CountedDay]:
        monday = MONDAY + timedelta(days=weekday)
        return [CountedDay(monday - timedelta(weeks=n), 100, round(100 * share)) for n in weeks]

    usual = [day for weekday in range(4) for day in days(weekday, 0.8, range(1, 9))]
    friday = MONDAY + timedelta(days=4)
    one, many = (learn_uptake([*usual, *days(4, 0.4, range(1, n))], friday) for n in (2, 9))
    assert one is not None
    assert many is not None
    assert 0.4 < many < 0.6 < one < 0.8
    faded = learn_uptake([*days(4, 0.4, range(1, 3)), *days(4, 0.8, range(9, 12))], friday)
    assert faded == pytest.approx(0.5, abs=0.02)  # their plain mean is 0.64
    assert learn_uptake(days(4, 0.4, range(13, 20)), friday) is None
    assert learn_uptake([CountedDay(friday, 100, 50)], friday) is None
    assert learn_uptake([CountedDay(MONDAY, 0, 5)], friday) is None
    assert measure_error([]) is None


def test_the_number_is_set_down_once_in_the_morning(hall: Hall, place: int) -> None:
    def freeze() -> bool:
        return hall.write(lambda s: cafeteria.freeze_head_count(s, place, hall.now))

    hall.clock.at = at(TODAY, 8, 29)
    assert not freeze()
    hall.clock.at = at(TODAY, 8, 30)
    assert freeze()
    hall.write(lambda s: cafeteria.opt_out(s, hall.cast.auditor.staff_id, TODAY, hall.now))
    hall.clock.advance(minutes=30)
    assert not freeze()
    found = count(hall, place)
    assert (found.told, found.told_at, found.expected, found.number) == (
        STAFF,
        at(TODAY, 8, 30),
        STAFF - 1,
        STAFF,
    )


@pytest.mark.parametrize(
    "when", [at(TODAY, 11), at(TODAY, 15), at(date(2026, 10, 3), 9), at(date(2026, 10, 5), 9)]
)
def test_nothing_is_told_when_it_is_too_late_or_nothing_is_served(
    hall: Hall, place: int, when: datetime
) -> None:
    hall.clock.at = when
    assert not hall.write(lambda s: cafeteria.freeze_head_count(s, place, hall.now))
    assert hall.read(lambda s: cafeteria.list_meal_days(s, place, TODAY, date(2026, 12, 31))) == []


def test_a_day_without_serving_expects_nobody(hall: Hall, place: int) -> None:
    found = count(hall, place, date(2026, 10, 5))
    assert (found.is_serving, found.present, found.expected) == (False, 0, 0)
    with pytest.raises(NotFound):
        count(hall, 99)


def test_portions_are_counted_and_corrected(hall: Hall, place: int) -> None:
    hall.write(lambda s: cafeteria.freeze_head_count(s, place, at(TODAY, 9)))
    hall.clock.at = at(TODAY, 13, 40)
    for member, served in ((hall.cast.auditor, 7), (hall.cast.lead, 8)):
        day = hall.write(
            lambda s, m=member, n=served: cafeteria.count_portions(
                s, place, TODAY, Portions(n, 2), by_id=m.staff_id, now=hall.now
            )
        )
    assert (day.expected, day.served, day.left_over, day.error) == (STAFF, 8, 2, STAFF - 8)
    assert (day.counted_by_id, day.counted_at) == (hall.cast.lead.staff_id, hall.now)


@pytest.mark.parametrize(
    ("on", "portions", "code"),
    [
        (TODAY, Portions(-1, 0), "portions"),
        (TODAY, Portions(10**9, 0), "portions"),
        (TODAY, Portions(5, -3), "portions"),
        (TOMORROW, Portions(5, 0), "not_yet_served"),
        (date(2026, 9, 27), Portions(5, 0), "not_serving"),
        (date(2026, 8, 28), Portions(5, 0), "too_long_ago"),
    ],
)
def test_wrong_numbers_and_days_are_refused(
    hall: Hall, place: int, on: date, portions: Portions, code: str
) -> None:
    hall.clock.at = at(TODAY, 14)
    with pytest.raises((Invalid, Conflict)) as refusal:
        hall.write(lambda s: cafeteria.count_portions(s, place, on, portions, by_id=1, now=hall.now))
    assert refusal.value.code == code
    assert hall.read(lambda s: cafeteria.find_meal_day(s, place, on)) is None


def test_a_number_far_from_what_was_expected_is_asked_about(hall: Hall, place: int) -> None:
    yesterday, by_id = TODAY - timedelta(days=1), hall.cast.lead.staff_id
    put_day(hall, place, yesterday, 100, 90)

    def work(session: Session, *, is_sure: bool) -> Any:
        new = Portions(900, 0)
        return cafeteria.count_portions(
            session, place, yesterday, new, by_id=by_id, now=hall.now, is_sure=is_sure
        )

    with pytest.raises(Conflict) as refusal:
        hall.write(lambda s: work(s, is_sure=False))
    assert refusal.value.code == "count_unusual"
    assert hall.write(lambda s: work(s, is_sure=True)).served == 900


def test_eaters_come_by_slot_and_trips_count_against_ones_own(database: Database, clock: HandClock) -> None:
    town: LunchTown = database.write(lambda s: make_town(s, NOW))
    publish(database, town, NOW)
    day = MONDAY + timedelta(days=1)
    with database.reading() as session:
        before = dict(cafeteria.eaters_by_slot(session, town.cafeteria, day))
        slots = {s.starts_minute: s for s in cafeteria.slots_of_day(session, town.cafeteria, day)}
    building = next(minute for minute, slot in slots.items() if town.building in slot.unit_ids)
    assert sum(before.values()) == 4 + 3 + 1 + 1 + 6  # building, roads, audit, general, tax teams
    assert before[building] == 4
    for number, start in enumerate((building, building + 30), start=1):
        plan = Hall.plan(_At(local_instant(day, time()) + timedelta(minutes=start)), id=b"trip%04d" % number)
        database.write(lambda s, p=plan: trips.plan_trip(s, town.cast.traveller.staff_id, p, NOW))
        with database.reading() as session:
            found = dict(cafeteria.eaters_by_slot(session, town.cafeteria, day))
        # One trip takes her away from her slot; the other, which begins as it ends, changes nothing.
        assert found[building] == 3
    with database.reading() as session:
        assert dict(cafeteria.count_heads(session, town.cafeteria, day, NOW).away) == {"trip": 1}


class _At:
    """An hour before a moment: `Hall.plan` begins an hour later."""

    def __init__(self, moment: datetime) -> None:
        self.now = moment - timedelta(hours=1)


def test_two_cafeterias_share_the_staff(database: Database) -> None:
    town: LunchTown = database.write(lambda s: make_town(s, NOW))
    second = database.write(
        lambda s: cafeteria.create_cafeteria(s, type(HALL)(**vars(HALL) | {"name": "별관"}), NOW)
    )
    members = [LunchPlanMember(town.building, 1), LunchPlanMember(town.roads, 2)]
    publish(database, town, NOW, members, slot_minutes=(660, 690))
    day = MONDAY + timedelta(days=1)
    with database.reading() as session:
        first, other = (cafeteria.count_heads(session, c, day, NOW).present for c in (town.cafeteria, second))
        everybody = people.count_staff(session, day)
    assert first == 4 + 3
    assert first + other == everybody


def test_after_the_opt_outs_are_destroyed_the_day_stays_as_it_was_told(hall: Hall, place: int) -> None:
    for member in (hall.cast.traveller, hall.cast.auditor, hall.cast.lead):
        hall.write(lambda s, m=member: cafeteria.opt_out(s, m.staff_id, TODAY, hall.now))
    hall.write(lambda s: cafeteria.freeze_head_count(s, place, at(TODAY, 9)))
    hall.clock.at = at(TOMORROW, 1)
    assert hall.write(lambda s: cafeteria.destroy_opt_outs(s, hall.now)) == 3
    assert hall.read(lambda s: cafeteria.eaters_by_slot(s, place, TODAY)) == [(None, STAFF - 3)]
    found = count(hall, place)
    assert (found.opted_out, found.told, found.could_come) == (3, STAFF - 3, STAFF - 3)
