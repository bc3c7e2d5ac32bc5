"""A leave as a period: which days, how much of them, and what others see of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from services import absences, workdays
from services.absences import Source
from services.clock import instant_of
from services.leave.rules import LeaveRules

SUBJECT = "leave"
# One change at a time: a file and a person, or two tabs, must not both fill the same days.
LOCK = "leave"
ONE_DAY = timedelta(days=1)


class Part(StrEnum):
    """How much of a day; a half is of one day alone."""

    DAY = "day"
    AM = "am"
    PM = "pm"


@dataclass(frozen=True)
class Period:
    """Both days are of it."""

    from_on: date
    until_on: date
    part: Part = Part.DAY

    def meets(self, other: "Period") -> bool:
        """Whether they share some time: the two halves of a day do not."""
        if self.until_on < other.from_on or other.until_on < self.from_on:
            return False
        return Part.DAY in (self.part, other.part) or self.part == other.part

    def bounds(self, rules: LeaveRules) -> tuple[datetime, datetime]:
        """From when to when: whole days from midnight to midnight, so that weekends between count too."""
        begins = rules.pm_from_minute if self.part is Part.PM else 0
        starts_at = instant_of(self.from_on, begins)
        if self.part is Part.AM:
            return starts_at, instant_of(self.from_on, rules.am_until_minute)
        return starts_at, instant_of(self.until_on + ONE_DAY, 0)


def count_days(session: Session, period: Period) -> float:
    """The working days of a period; a half counts a half."""
    days = len(workdays.list_workdays(session, period.from_on, period.until_on))
    return days if period.part is Part.DAY else days / 2


def forget_absence(session: Session, leave_id: bytes) -> None:
    absences.clear_absences(session, [Source(SUBJECT, leave_id)])
