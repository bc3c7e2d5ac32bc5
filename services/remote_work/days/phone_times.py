"""What a phone says about time, made into what is known and what is stated.

As with an evidence: the server's receipt is the one bound that is known; a phone's own time is its word, and
is told as such. A clock that is wrong by the same amount when something is made and when it is sent does no
harm, because only the time between counts.
"""

from datetime import datetime, timedelta

from services.remote_work.days.day_types import Came, PhoneTimes, Timing

# A phone that says more than this lay in a drawer, or has a clock from before its first charge.
LONGEST_AGE = timedelta(days=400)
_MOST_OFF_S = 1_000_000_000
NO_TIMES = PhoneTimes()


def came_of(times: PhoneTimes, now: datetime) -> Came:
    """How something came that arrives now."""
    sent_at = times.sent_at
    clock_off_s = None if sent_at is None else round((sent_at - now).total_seconds())
    if clock_off_s is not None:
        clock_off_s = max(-_MOST_OFF_S, min(_MOST_OFF_S, clock_off_s))
    if times.made_at is None:
        return Came(now, now, clock_off_s)
    age = (sent_at or now) - times.made_at
    return Came(now, now - max(timedelta(0), min(age, LONGEST_AGE)), clock_off_s)


def judge(came: Came, late_at: datetime) -> Timing:
    """Whether it came in time, by what is known first."""
    if came.received_at <= late_at:
        return Timing.IN_TIME
    return Timing.STATED if came.stated_at <= late_at else Timing.LATE
