"""The clock of a demonstration's cafeterias: whenever somebody looks, it is lunchtime of a working day.

Lunch is served for an hour and a half on working days; a demonstration is looked at at any hour. So its
cafeterias, and nothing else, live by this clock, which their pages show: seconds pass as they do everywhere,
and after an hour lunch begins anew. It exists for a demonstration alone (design 4).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from services import workdays
from services.clock import Clock, local_day, local_instant

BEGINS = time(11, 50)
LASTS = timedelta(minutes=60)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LunchClock:
    """Reads another clock; the same instant gives every process the same lunchtime."""

    clock: Clock

    def now(self) -> datetime:
        at = self.clock.now()
        return local_instant(workdays.last_ordinary_workday(local_day(at)), BEGINS) + (at - _EPOCH) % LASTS
