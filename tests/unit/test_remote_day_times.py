"""When a text is due, and what a phone's word about time is worth."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services.absences import Absence, AbsenceKind, Source
from services.clock import instant_of
from services.remote_work.days import PhoneTimes, RemoteRules, Timing
from services.remote_work.days.deadlines import make_deadlines, minute_of
from services.remote_work.days.phone_times import LONGEST_AGE, came_of, judge
from services.remote_work.hours import Hours

ON = date(2026, 9, 30)
RULES = RemoteRules(ON, 0, 10, 30, 60, 60, 60, 10, 7, (), 12, 180, "*88*%(number)s", "#88*", "근거")
NOW = instant_of(ON, 9 * 60 + 40)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def away(from_hour: float, until_hour: float) -> Absence:
    span = (instant_of(ON, from_hour * 60), instant_of(ON, until_hour * 60))
    return Absence(1, AbsenceKind.LEAVE, *span, True, Source("leave", b"1"))


def starts_and_ends(*absences: Absence) -> tuple[int, int, bool]:
    times, is_there = make_deadlines(RULES, Hours(540, 1080), ON, absences)
    return minute_of(ON, times.starts_at), minute_of(ON, times.ends_at), is_there


@pytest.mark.parametrize("off", [timedelta(), HOUR, -HOUR, timedelta(days=-3650)])
def test_a_clock_that_is_wrong_throughout_does_no_harm(off: timedelta) -> None:
    """Written at 08:50, sent at 09:40: only the time between counts."""
    came = came_of(PhoneTimes(NOW - 50 * MINUTE + off, NOW + off), NOW)
    assert (came.received_at, came.stated_at) == (NOW, NOW - 50 * MINUTE)
    assert came.clock_off_s == off.total_seconds()
    assert judge(came, instant_of(ON, 550)) is Timing.STATED


def test_without_the_clock_at_sending_its_word_is_taken_as_it_is() -> None:
    came = came_of(PhoneTimes(NOW - 50 * MINUTE), NOW)
    assert (came.stated_at, came.clock_off_s) == (NOW - 50 * MINUTE, None)


def test_nothing_is_made_after_it_came() -> None:
    assert came_of(PhoneTimes(NOW + HOUR, NOW), NOW).stated_at == NOW
    assert came_of(PhoneTimes(NOW + HOUR), NOW).stated_at == NOW
    assert came_of(PhoneTimes(), NOW).stated_at == NOW


@pytest.mark.parametrize(
    "made_at",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-14))),
    ],
)
def test_a_clock_from_another_age_breaks_nothing(made_at: datetime) -> None:
    for times in (PhoneTimes(made_at), PhoneTimes(made_at, NOW), PhoneTimes(NOW, made_at)):
        came = came_of(times, NOW)
        assert NOW - LONGEST_AGE <= came.stated_at <= NOW
        assert abs(came.clock_off_s or 0) <= 10**9


def test_what_is_known_comes_before_what_is_stated() -> None:
    late_at = instant_of(ON, 550)
    assert judge(came_of(PhoneTimes(), late_at), late_at) is Timing.IN_TIME
    assert judge(came_of(PhoneTimes(), late_at + MINUTE), late_at) is Timing.LATE
    assert judge(came_of(PhoneTimes(late_at, None), NOW), late_at) is Timing.STATED
    assert judge(came_of(PhoneTimes(late_at + MINUTE, None), NOW), late_at) is Timing.LATE


def test_the_day_is_as_long_as_she_is_there() -> None:
    assert starts_and_ends() == (540, 1080, True)
    assert starts_and_ends(away(9, 14)) == (840, 1080, True)
    assert starts_and_ends(away(13, 18)) == (540, 780, True)
    assert starts_and_ends(away(12, 13)) == (540, 1080, True)
    assert starts_and_ends(away(9, 11), away(11, 14)) == (840, 1080, True)
    assert starts_and_ends(away(16, 18), away(14, 17)) == (540, 840, True)
    assert starts_and_ends(away(0, 24)) == (540, 1080, False)
    assert starts_and_ends(away(9, 14), away(13, 18)) == (540, 1080, False)


def test_the_deadlines_follow_the_rule_and_the_hours() -> None:
    times, _ = make_deadlines(RULES, Hours(480, 1020), ON, ())
    minutes = [minute_of(ON, at) for at in vars(times).values()]
    assert minutes == [480, 1020, 470, 480, 490, 510, 1020, 1080, 1090, 1140]
    assert minute_of(ON, datetime(2026, 9, 30, 15, 30, tzinfo=UTC)) == 24 * 60 + 30
