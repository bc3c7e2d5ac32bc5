"""Days are set down once, and what is expected is learned from them: over both engines."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from services import cafeteria
from services.cafeteria import forecast
from services.cafeteria.crowd.queue_types import TraceStep
from services.cafeteria.forecast.models import QueueStep, ServedDay
from services.cafeteria.meals.models import MealDay, Menu
from services.clock import local_instant
from services.errors import NotFound
from services.workdays import add_special_day, list_workdays
from tests.factories import make_cast, sqlite_only
from tests.lunch import Lunch
from tests.past_lunch import record, trace
from tests.services.test_cafeteria_races import run_together

MONDAY = date(2026, 9, 28)
NIGHT = local_instant(MONDAY + timedelta(days=1), time(1))


@pytest.fixture
def staffed(lunch: Lunch) -> Lunch:
    lunch.write(make_cast)
    return lunch


def set_down(lunch: Lunch, days: Sequence[date], wait: float = 4.0, readings: int = 2) -> None:
    for on in days:
        lunch.write(lambda session, on=on: record(session, lunch.id, on, NIGHT, wait, readings))


def workdays_before(lunch: Lunch, on: date, count: int) -> list[date]:
    found = lunch.read(lambda s: list_workdays(s, on - timedelta(days=130), on - timedelta(days=1)))
    return found[-count:]


def outlook(lunch: Lunch, on: date = MONDAY) -> forecast.Outlook:
    return lunch.read(lambda session: cafeteria.load_outlook(session, lunch.id, on, lunch.now))


def history(lunch: Lunch, from_on: date = MONDAY, until_on: date = MONDAY) -> forecast.History:
    return lunch.read(lambda session: cafeteria.load_history(session, lunch.id, from_on, until_on))


def test_a_day_is_set_down_with_who_could_come_and_what_was_expected(staffed: Lunch) -> None:
    set_down(staffed, [MONDAY])
    (day,) = history(staffed).days
    assert day.could_come == 8
    assert {step.wait_min for step in day.waits} == {4.0}
    assert all(step.expected for step in day.waits)
    assert day.readings == 2 * len(day.steps)


def test_a_day_without_a_reading_leaves_nothing(staffed: Lunch) -> None:
    set_down(staffed, [MONDAY], readings=0)
    assert history(staffed).days == []
    assert history(staffed).first_on is None
    assert outlook(staffed, MONDAY + timedelta(days=1)).days == 0


def test_set_down_again_the_last_word_counts(staffed: Lunch) -> None:
    set_down(staffed, [MONDAY], wait=4.0)
    set_down(staffed, [MONDAY], wait=9.0)
    (day,) = history(staffed).days
    assert {step.wait_min for step in day.waits} == {9.0}


def test_what_was_set_down_is_not_lost_with_the_readings(staffed: Lunch) -> None:
    set_down(staffed, [MONDAY])
    set_down(staffed, [MONDAY], readings=0)
    assert len(history(staffed).days) == 1


def test_who_could_come_stays_as_it_was_first_known(staffed: Lunch) -> None:
    """The opt-outs of a day are destroyed; a late reading of it must not bring those people back."""
    set_down(staffed, [MONDAY])
    staffed.write(lambda s: setattr(s.get_one(ServedDay, (staffed.id, MONDAY)), "shares", [[None, 5]]))
    set_down(staffed, [MONDAY], wait=7.0)
    assert history(staffed).days[0].could_come == 5


def test_two_workers_set_a_day_down_once(staffed: Lunch) -> None:
    run_together(*[lambda: set_down(staffed, [MONDAY])] * 4)
    rows = staffed.read(lambda s: s.scalar(select(func.count()).select_from(QueueStep)))
    assert rows == len(trace(lambda _minute: 1.0))


def test_the_forecast_learns_from_the_days_before(staffed: Lunch) -> None:
    days = workdays_before(staffed, MONDAY, 12)
    set_down(staffed, days, wait=6.0)
    found = outlook(staffed)
    assert found.days == 12
    assert {step.wait for step in found.usual} == {6.0}
    assert outlook(staffed, days[4]).days == 4


def test_counted_portions_are_learned_from(staffed: Lunch) -> None:
    days = workdays_before(staffed, MONDAY, 10)
    set_down(staffed, days)
    staffed.write(
        lambda s: s.add_all(
            MealDay(cafeteria_id=staffed.id, served_on=on, served=4, left_over=0, away={}) for on in days
        )
    )
    assert outlook(staffed).expected == pytest.approx(4, rel=0.1)


def test_a_menu_is_part_of_what_is_known_of_a_day(staffed: Lunch) -> None:
    staffed.write(
        lambda s: s.add(
            Menu(
                cafeteria_id=staffed.id,
                served_on=MONDAY,
                dishes=[["쌀밥", []], ["제육 볶음(국내산)", [5, 10]]],
                note="",
                changed_by_id=None,
                changed_at=NIGHT,
            )
        )
    )
    set_down(staffed, [MONDAY])
    assert outlook(staffed).lunch.dish == "제육볶음"
    assert history(staffed).days[0].dishes == ["제육 볶음(국내산)"]


def test_the_days_beside_a_holiday_are_known_as_such(staffed: Lunch) -> None:
    before, after = date(2026, 9, 23), date(2026, 9, 28)  # Chuseok lasts from Thursday to Saturday
    assert outlook(staffed, before).lunch.precedes_holiday
    assert not outlook(staffed, before).lunch.follows_holiday
    assert outlook(staffed, after).lunch.follows_holiday
    staffed.write(lambda s: add_special_day(s, date(2026, 9, 30), "임시공휴일", None, NIGHT))
    assert outlook(staffed, date(2026, 10, 1)).lunch.follows_holiday


def test_the_week_has_the_days_of_serving_alone(staffed: Lunch) -> None:
    staffed.write(lambda s: cafeteria.add_closure(s, staffed.id, date(2026, 9, 30), "소독"))
    prospect = staffed.read(lambda s: cafeteria.load_prospect(s, staffed.id, local_instant(MONDAY, time(9))))
    assert prospect.today
    assert prospect.today.on == MONDAY
    assert [day.on.day for day in prospect.coming] == [29, 1, 2]
    assert all(day.peak and day.peak.minute >= 690 for day in prospect.coming)


def test_another_cafeterias_past_is_none_of_ours(staffed: Lunch) -> None:
    set_down(staffed, [MONDAY])
    plan = cafeteria.CafeteriaPlan("별관", "", 690, 780, 1, 5.0, cafeteria.Bounds(3, 8, 15))
    other = staffed.write(lambda session: cafeteria.create_cafeteria(session, plan, NIGHT))
    found = staffed.read(lambda s: cafeteria.load_history(s, other, MONDAY, MONDAY))
    assert (found.days, found.first_on) == ([], None)


@sqlite_only
def test_no_cafeteria_has_no_forecast(staffed: Lunch) -> None:
    for ask in (
        lambda s: cafeteria.load_outlook(s, 99, MONDAY, NIGHT),
        lambda s: cafeteria.load_history(s, 99, MONDAY, MONDAY),
        lambda s: cafeteria.load_prospect(s, 99, NIGHT),
        lambda s: record(s, 99, MONDAY, NIGHT),
    ):
        with pytest.raises(NotFound):
            staffed.write(ask)


@sqlite_only
def test_a_wait_far_from_every_reading_is_no_wait(staffed: Lunch) -> None:
    steps = [TraceStep(m, 0, 0.0, 0, 1 if m == 700 else 0) for m in range(675, 811, 5)]
    staffed.write(lambda s: forecast.record_day(s, staffed.id, MONDAY, steps, NIGHT))
    found = history(staffed)
    assert [step.minute for step in found.days[0].waits] == [690, 695, 700, 705, 710]
    cells = {minute: row[0].wait_min for minute, row in cafeteria.heat_by_day(found, 10).rows.items()}
    assert cells[700] == 0.0
    assert cells[730] is None


@sqlite_only
def test_the_heat_map_is_the_mean_of_a_weekday(staffed: Lunch) -> None:
    set_down(staffed, [date(2026, 9, 14)], wait=4.0)
    set_down(staffed, [date(2026, 9, 21), date(2026, 9, 22)], wait=8.0)
    found = cafeteria.heat_by_weekday(history(staffed, date(2026, 9, 1)), 10)
    assert found.columns == [0, 1]
    assert [(cell.wait_min, cell.days) for cell in found.rows[700]] == [(6.0, 2), (8.0, 1)]
