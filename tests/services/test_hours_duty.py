"""Days of training and of emergencies: flexible hours give way, and nobody is made late by it."""

import pytest

from services import people
from services.clock import local_day
from services.errors import Conflict
from services.remote_work import hours
from services.remote_work.hours import Hours
from tests.factories import sqlite_only
from tests.flexible_hours import (
    EIGHT,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    approved,
    at,
    duty,
    hours_on,
    told,
)
from tests.hall import Hall


def test_a_day_of_duty_brings_the_ordinary_hours_back_and_tells_whom_it_concerns(hall: Hall) -> None:
    approved(hall)
    assert duty(hall, WEDNESDAY) == 1
    assert hours_on(hall, WEDNESDAY) == Hours(540, 1080, hours.ORDINARY, "training")
    assert hours_on(hall, WEDNESDAY, hall.cast.stranger).why == "training"
    assert "hours_duty_day" in told(hall, hall.cast.traveller)
    assert "hours_duty_day" not in told(hall, hall.cast.colleague)
    assert duty(hall, WEDNESDAY) == 0
    (day,) = hall.read(lambda s: hours.list_duty_days(s, TUESDAY, THURSDAY))
    hall.write(lambda s: hours.remove_duty_day(s, day.id, hall.now))
    assert hours_on(hall, WEDNESDAY) == Hours(*EIGHT, hours.STAGGERED)
    assert told(hall, hall.cast.traveller)[0] == "hours_duty_dropped"
    # A later day is told of too, even under the number of the one that is gone.
    hall.clock.advance(minutes=1)
    assert duty(hall, WEDNESDAY) == 1
    assert told(hall, hall.cast.traveller).count("hours_duty_day") == 2


def test_a_day_of_duty_of_a_unit_concerns_it_and_all_below(hall: Hall) -> None:
    approved(hall)
    on = local_day(hall.now)
    department = hall.read(lambda s: people.get_person(s, hall.cast.director.staff_id, on)).unit_id
    duty(hall, WEDNESDAY, department, "emergency")
    assert hours_on(hall, WEDNESDAY).why == "emergency"
    assert hours_on(hall, WEDNESDAY, hall.cast.stranger).why == ""
    assert hall.read(lambda s: hours.is_duty_day(s, hall.cast.lead.staff_id, WEDNESDAY))
    assert not hall.read(lambda s: hours.is_duty_day(s, hall.cast.stranger.staff_id, WEDNESDAY))


@sqlite_only
def test_an_emergency_in_the_middle_of_a_day_makes_nobody_late(hall: Hall) -> None:
    """Who began at eight stays until six; who may begin at ten still does."""
    approved(hall)
    at(hall, WEDNESDAY, 9, 30)
    duty(hall, WEDNESDAY, kind="emergency")
    assert hours_on(hall, WEDNESDAY) == Hours(480, 1080, hours.STAGGERED, "emergency")
    (day,) = hall.read(lambda s: hours.list_duty_days(s, WEDNESDAY, WEDNESDAY))
    with pytest.raises(Conflict):
        hall.write(lambda s: hours.remove_duty_day(s, day.id, hall.now))
