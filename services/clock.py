"""Time is an argument everywhere; only the edges ask a clock, and only through this one.

The demonstration has a settable clock (design 4): `ShiftedClock` exists for its origin alone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class ShiftedClock:
    """The system's clock moved by a fixed amount."""

    shift: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


@dataclass(frozen=True)
class StoppedClock:
    """An instant that somebody else has read, for what asks a clock."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def to_millis(at: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z of an aware instant, rounded down."""
    return (at - _EPOCH) // _MILLISECOND


def from_millis(millis: int) -> datetime:
    """The aware UTC instant of milliseconds since 1970-01-01T00:00Z."""
    return _EPOCH + timedelta(milliseconds=millis)


def local_day(at: datetime) -> date:
    """The calendar day in Korea of an aware instant."""
    return at.astimezone(SEOUL).date()


def local_instant(on: date, at: time) -> datetime:
    """The UTC instant of a wall-clock time in Korea."""
    return datetime.combine(on, at, SEOUL).astimezone(UTC)


def instant_of(on: date, minute: float) -> datetime:
    """The UTC instant of a minute after midnight in Korea."""
    return local_instant(on, time()) + timedelta(minutes=minute)
