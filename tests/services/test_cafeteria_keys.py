"""Keys of sensors: shown once, kept as a hash, good for one cafeteria, until they are ended."""

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select

from services import cafeteria
from services.cafeteria.crowd.models import Sensor
from services.errors import Conflict, Forbidden, Invalid, NotFound, SignedOut
from tests.lunch import NOON, PLAN, Lunch


def make(lunch: Lunch, name: str = "입구") -> tuple[cafeteria.SensorView, str]:
    return lunch.write(lambda session: cafeteria.create_sensor(session, lunch.id, name, None, NOON))


def verify(lunch: Lunch, key: str, cafeteria_id: int | None = None) -> cafeteria.SensorView:
    return lunch.read(lambda session: cafeteria.verify_sensor(session, cafeteria_id or lunch.id, key))


def test_a_key_opens_for_its_sensor_and_is_nowhere_in_the_database(lunch: Lunch) -> None:
    sensor, key = make(lunch)
    assert verify(lunch, key) == sensor
    row = lunch.read(lambda session: session.scalars(select(Sensor)).one())
    assert row.key_hash == sha256(key.encode()).digest()
    assert len({make(lunch, name)[1] for name in "가나다"}) == 3


@pytest.mark.parametrize(
    "change", [str.upper, lambda key: key + "x", lambda key: key[:-1], lambda _: "", lambda _: "\udcff"]
)
def test_any_other_key_is_nobodys(sqlite_lunch: Lunch, change: object) -> None:
    _, key = make(sqlite_lunch)
    with pytest.raises(SignedOut, match="sensor_key"):
        verify(sqlite_lunch, change(key))  # type: ignore[operator]


def test_an_ended_key_opens_nothing(lunch: Lunch) -> None:
    sensor, key = make(lunch)
    lunch.write(lambda session: cafeteria.end_sensor(session, lunch.id, sensor.id, NOON))
    lunch.clock.advance(minutes=1)
    lunch.write(lambda session: cafeteria.end_sensor(session, lunch.id, sensor.id, lunch.now))
    with pytest.raises(SignedOut, match="sensor_key_ended"):
        verify(lunch, key)
    assert lunch.read(lambda s: cafeteria.list_sensors(s, lunch.id))[0].ended_at == NOON


def test_a_key_is_good_for_one_cafeteria(lunch: Lunch) -> None:
    sensor, key = make(lunch)
    other = replace(PLAN, name="별관 식당")
    other_id = lunch.write(lambda session: cafeteria.create_cafeteria(session, other, NOON))
    with pytest.raises(Forbidden, match="other_cafeteria"):
        verify(lunch, key, other_id)
    with pytest.raises(NotFound):
        lunch.write(lambda session: cafeteria.end_sensor(session, other_id, sensor.id, NOON))


def test_names_are_needed_and_tell_sensors_apart(sqlite_lunch: Lunch) -> None:
    sensor, _ = make(sqlite_lunch)
    for name, error in (("입구", Conflict), (" ", Invalid), ("가" * 61, Invalid)):
        with pytest.raises(error):
            make(sqlite_lunch, name)
    sqlite_lunch.write(lambda session: cafeteria.end_sensor(session, sqlite_lunch.id, sensor.id, NOON))
    make(sqlite_lunch)
    sensors = sqlite_lunch.read(lambda session: cafeteria.list_sensors(session, sqlite_lunch.id))
    assert [each.ended_at for each in sensors] == [None, NOON]
