"""A clock that a test moves."""

from datetime import datetime, timedelta

from tests.factories import NOW


class HandClock:
    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at
