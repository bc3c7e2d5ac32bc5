"""Taps of the kitchen and counts of sensors: late, repeated, out of order, impossible, by a wrong clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from services.cafeteria import Level, SensorReading
from services.cafeteria.crowd.models import Reading, Sensor
from services.errors import Conflict, Invalid, NotFound
from tests.lunch import NOON, Lunch


def stored(lunch: Lunch) -> list[tuple[int, datetime]]:
    query = select(Reading.value, Reading.measured_at).order_by(Reading.id)
    return [tuple(row) for row in lunch.read(lambda session: session.execute(query).all())]


def refused(lunch: Lunch, *readings: SensorReading, sent_at: datetime | None = None) -> set[str]:
    """The names of the fields for which a batch was refused; nothing of it is kept."""
    before = stored(lunch)
    with pytest.raises(Invalid) as error:
        lunch.send(lunch.sensor(), *readings, sent_at=sent_at)
    assert stored(lunch) == before
    return set(error.value.fields)


def test_a_tap_of_the_kitchen_is_seen_at_once(lunch: Lunch) -> None:
    lunch.tap(Level.BUSY)
    crowd = lunch.crowd()
    assert (crowd.level, crowd.as_of, crowd.sources.kitchen) == (Level.BUSY, NOON, 1)


def test_a_tap_that_is_sent_again_is_one_tap(lunch: Lunch) -> None:
    repeat_id = lunch.new_id()
    first = lunch.tap(Level.BUSY, repeat_id)
    lunch.clock.advance(minutes=1)
    assert lunch.tap(Level.BUSY, repeat_id) == first
    assert len(stored(lunch)) == 1
    with pytest.raises(Conflict) as error:
        lunch.tap(Level.QUIET, repeat_id)
    assert set(error.value.fields) == {"id"}


def test_a_tap_for_a_cafeteria_that_is_not_there(sqlite_lunch: Lunch) -> None:
    sqlite_lunch.id += 1
    with pytest.raises(NotFound):
        sqlite_lunch.tap(Level.BUSY)


def test_the_same_batch_again_changes_nothing(lunch: Lunch) -> None:
    sensor = lunch.sensor()
    batch = [lunch.reading(20, ago_s=30), lunch.reading(24)]
    assert (lunch.send(sensor, *batch, sent_at=NOON).taken, len(stored(lunch))) == (2, 2)
    before = stored(lunch), lunch.read(lambda session: session.get_one(Sensor, sensor.id).last_seen_at)
    lunch.clock.advance(minutes=5)
    again = lunch.send(sensor, *batch, sent_at=NOON)
    assert (again.taken, again.known) == (0, 2)
    assert before == (stored(lunch), lunch.read(lambda s: s.get_one(Sensor, sensor.id).last_seen_at))


def test_the_same_id_with_another_content_is_a_conflict(lunch: Lunch) -> None:
    sensor, reading = lunch.sensor(), lunch.reading(20)
    lunch.send(sensor, reading)
    for other in (
        replace(reading, value=21),
        replace(reading, kind="entries"),
        replace(reading, measured_at=NOON - timedelta(seconds=1)),
    ):
        with pytest.raises(Conflict) as error:
            lunch.send(sensor, lunch.reading(), other)
        assert set(error.value.fields) == {"readings.1.id"}
    assert len(stored(lunch)) == 1


def test_an_id_twice_in_one_batch_counts_once_or_is_refused(sqlite_lunch: Lunch) -> None:
    sensor, reading = sqlite_lunch.sensor(), sqlite_lunch.reading(20)
    taken = sqlite_lunch.send(sensor, reading, reading)
    assert (taken.taken, taken.known) == (1, 1)
    other = sqlite_lunch.reading(20)
    with pytest.raises(Conflict):
        sqlite_lunch.send(sensor, other, replace(other, value=21))


def test_ids_of_two_sensors_never_meet(lunch: Lunch) -> None:
    same = lunch.new_id()
    for name, value in (("입구", 20), ("출구", 24)):
        assert lunch.send(lunch.sensor(name), lunch.reading(value, id=same)).taken == 1


@pytest.mark.parametrize("hours", [-1, 1, -9])
def test_a_clock_that_is_off_does_no_harm_where_it_tells_its_time(lunch: Lunch, hours: int) -> None:
    """Ages count: measured 90 seconds before it was sent."""
    sensor, wrong = lunch.sensor(), NOON + timedelta(hours=hours)
    reading = SensorReading(lunch.new_id(), "queue", 20, wrong - timedelta(seconds=90))
    lunch.send(sensor, reading, sent_at=wrong)
    assert stored(lunch) == [(20, NOON - timedelta(seconds=90))]
    kept = lunch.read(lambda session: session.get_one(Sensor, sensor.id))
    assert (kept.clock_offset_s, kept.last_seen_at) == (hours * 3600, NOON)


def test_a_clock_without_a_battery_starts_in_1970(sqlite_lunch: Lunch) -> None:
    start = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    reading = SensorReading(sqlite_lunch.new_id(), "queue", 20, start)
    sqlite_lunch.send(sqlite_lunch.sensor(), reading, sent_at=start + timedelta(seconds=10))
    assert stored(sqlite_lunch) == [(20, NOON - timedelta(seconds=10))]
    later = SensorReading(sqlite_lunch.new_id(), "queue", 20, start)
    assert refused_by_time(sqlite_lunch, later) == {"readings.0.measured_at"}


def refused_by_time(lunch: Lunch, reading: SensorReading) -> set[str]:
    with pytest.raises(Invalid) as error:
        lunch.send(lunch.sensor("다른 센서"), reading)
    return set(error.value.fields)


def test_without_a_time_of_sending_the_future_is_refused(sqlite_lunch: Lunch) -> None:
    assert refused(sqlite_lunch, sqlite_lunch.reading(ago_s=-121)) == {"readings.0.measured_at"}


def test_a_little_ahead_counts_as_now(lunch: Lunch) -> None:
    lunch.send(lunch.sensor(), lunch.reading(20, ago_s=-119))
    assert stored(lunch) == [(20, NOON)]


def test_the_future_is_refused_by_the_sensors_own_clock_too(sqlite_lunch: Lunch) -> None:
    reading = sqlite_lunch.reading(ago_s=0)
    assert refused(sqlite_lunch, reading, sent_at=NOON - timedelta(minutes=3)) == {"readings.0.measured_at"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [("queue", -3), ("queue", 10**9), ("queue", 2_001), ("entries", 50_001), ("level", 4), ("served", -1),
     ("queue", 10**400)],
)  # fmt: skip
def test_an_impossible_number_is_refused_by_its_name(sqlite_lunch: Lunch, kind: str, value: int) -> None:
    wrong = refused(sqlite_lunch, sqlite_lunch.reading(), sqlite_lunch.reading(value, kind))
    assert wrong == {"readings.1.value"}


def test_a_batch_has_one_to_a_hundred_readings(sqlite_lunch: Lunch) -> None:
    assert refused(sqlite_lunch) == {"readings"}
    many = [sqlite_lunch.reading() for _ in range(101)]
    with pytest.raises(Invalid) as error:
        sqlite_lunch.send(sqlite_lunch.sensor("또"), *many)
    assert set(error.value.fields) == {"readings"}
    assert sqlite_lunch.send(sqlite_lunch.sensor("셋"), *many[:100]).taken == 100


def test_times_that_are_no_clocks_are_refused(sqlite_lunch: Lunch) -> None:
    for year in (1, 1969, 2100, 9999):
        at = datetime(year, 1, 1, tzinfo=UTC)
        reading = SensorReading(sqlite_lunch.new_id(), "queue", 20, at)
        sensor = sqlite_lunch.sensor(f"{year}")
        with pytest.raises(Invalid) as error:
            sqlite_lunch.send(sensor, reading, sent_at=at)
        assert "sent_at" in error.value.fields


def test_what_is_late_and_out_of_order_finds_its_place(lunch: Lunch) -> None:
    sensor = lunch.sensor()
    lunch.send(sensor, lunch.reading(30))
    lunch.send(sensor, lunch.reading(10, ago_s=600), lunch.reading(20, ago_s=300))
    assert (lunch.crowd().queue or 0) > 22
    assert lunch.crowd().as_of == NOON


def test_what_is_very_old_is_kept_for_the_history_alone(lunch: Lunch) -> None:
    lunch.send(lunch.sensor(), lunch.reading(30, ago_s=26 * 3600))
    assert len(stored(lunch)) == 1
    assert lunch.crowd().level is None


def test_what_is_older_than_a_month_is_refused(sqlite_lunch: Lunch) -> None:
    old = sqlite_lunch.reading(ago_s=32 * 86_400)
    assert refused(sqlite_lunch, old) == {"readings.0.measured_at"}


def test_nothing_of_a_refused_batch_is_kept(lunch: Lunch) -> None:
    assert refused(lunch, lunch.reading(20), lunch.reading(-3)) == {"readings.1.value"}
    assert lunch.read(lambda session: session.scalar(select(func.count()).select_from(Reading))) == 0
