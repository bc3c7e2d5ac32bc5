"""What comes late, comes without a network, or is for another day: told as what is known."""

from datetime import timedelta

import pytest

from services.errors import Conflict, NotFound
from services.remote_work import days
from tests.hall import Hall
from tests.remote_days import AFTER, BEFORE, ON, RemoteDay, at, by_phone


@pytest.fixture
def day(sqlite_hall: Hall) -> RemoteDay:
    return RemoteDay(sqlite_hall)


def test_a_plan_in_time_is_green_once_all_is_there(day: RemoteDay) -> None:
    assert day.plan().timing is days.Timing.IN_TIME
    assert day.request().cautions == ("pledge_missing", "deputy_missing", "contact_missing")


def test_a_plan_within_the_grace_is_in_time(day: RemoteDay) -> None:
    day.move(9 + 10 / 60)
    assert day.plan().timing is days.Timing.IN_TIME


def test_a_plan_that_is_late_says_so_to_the_lead(day: RemoteDay) -> None:
    day.move(9.5)
    plan = day.plan()
    assert plan.timing is days.Timing.LATE
    assert "plan_late" in day.request().cautions
    assert ("received", "2026. 9. 30. 09:30") in day.request().lines


def test_a_plan_made_without_a_network_is_told_by_both_clocks(day: RemoteDay) -> None:
    """Written at 08:50 under the mountain, at the server at 11:00: in time by the phone's word alone."""
    day.move(11)
    plan = day.plan(times=by_phone(at(8 + 50 / 60), at(11)))
    assert (plan.timing, plan.came.received_at) == (days.Timing.STATED, at(11))
    assert plan.came.stated_at == at(8 + 50 / 60)
    request = day.request()
    assert "plan_stated" in request.cautions
    assert "plan_late" not in request.cautions
    assert request.lines[-2:] == (
        ("received", "2026. 9. 30. 11:00"),
        ("received_stated", "2026. 9. 30. 08:50"),
    )


def test_a_phone_an_hour_ahead_changes_nothing_but_a_note(day: RemoteDay) -> None:
    day.move(11)
    hour = timedelta(hours=1)
    plan = day.plan(times=by_phone(at(8.75) + hour, at(11) + hour))
    assert (plan.came.stated_at, plan.came.clock_off_s) == (at(8.75), 3600)
    assert {"plan_stated", "clock_off"} <= set(day.request().cautions)


def test_a_plan_for_yesterday_is_refused(day: RemoteDay) -> None:
    day.move(8, AFTER)
    for times in (None, by_phone(at(7.9, AFTER), at(8, AFTER))):
        with pytest.raises(Conflict, match="day_over"):
            day.plan(times=times)


def test_a_whole_day_without_a_network_arrives_the_next_morning(day: RemoteDay) -> None:
    day.move(7.5, AFTER)
    sent = at(7.5, AFTER)
    assert day.plan(times=by_phone(at(8.8), sent)).timing is days.Timing.STATED
    assert day.start(times=by_phone(at(9), sent)).came.stated_at == at(9)
    assert day.end(times=by_phone(at(18), sent)).came.received_at == sent
    assert day.result(times=by_phone(at(18.2), sent)).timing is days.Timing.STATED
    assert "result_stated" in day.request(days.Part.RESULT).cautions
    assert day.step() == "wait"


def test_after_some_days_a_phone_has_waited_too_long(day: RemoteDay) -> None:
    later = ON + timedelta(days=8)
    day.move(8, later)
    with pytest.raises(Conflict, match="day_over"):
        day.plan(times=by_phone(at(8.8), at(8, later)))


def test_a_day_starts_on_itself_and_ends_until_noon(day: RemoteDay) -> None:
    day.plan()
    day.move(8, AFTER)
    with pytest.raises(Conflict, match="other_day"):
        day.start()
    day.start(times=by_phone(at(9), at(8, AFTER)))
    day.move(12, AFTER)
    with pytest.raises(Conflict, match="other_day"):
        day.end()
    day.move(0.5, AFTER)
    assert day.end().came.received_at == at(0.5, AFTER)


def test_nobody_ends_what_has_not_begun(day: RemoteDay) -> None:
    day.plan()
    with pytest.raises(Conflict, match="not_started"):
        day.end()


def test_who_forgot_the_taps_reports_once_the_day_is_over(day: RemoteDay) -> None:
    day.plan()
    day.move(20)
    with pytest.raises(Conflict, match="not_ended"):
        day.result()
    day.move(9, AFTER)
    assert day.step() == "result"
    assert day.result().timing is days.Timing.LATE
    assert {"unmarked", "result_late"} <= set(day.request(days.Part.RESULT).cautions)


def test_a_start_without_a_plan_is_taken_and_the_plan_asked_for(day: RemoteDay) -> None:
    day.move(9)
    mark = day.start()
    assert mark.text_sha256 is None
    assert day.step() == "plan"


def test_tomorrow_may_be_planned_today(day: RemoteDay) -> None:
    day.open(AFTER)
    assert day.plan(on=AFTER).timing is days.Timing.IN_TIME
    assert day.card(on=AFTER).step is days.Step.NONE


def test_a_closed_day_takes_nothing_more_but_stays_readable(day: RemoteDay) -> None:
    day.plan()
    day.write(lambda s: days.close_days(s, [(day.me, ON)], days.ClosedWhy.ROTATION, day.hall.now))
    for put in (day.start, lambda: day.plan(9, version=1)):
        with pytest.raises(Conflict, match="day_closed"):
            put()
    assert day.plan().state == "withdrawn"
    assert (day.step(), day.card().day.closed_why) == ("none", days.ClosedWhy.ROTATION)


def test_no_other_day_is_meant(day: RemoteDay) -> None:
    with pytest.raises(NotFound):
        day.start(on=BEFORE)
