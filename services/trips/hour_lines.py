"""After how many hours a trip inside the duty area counts more: shown on a trip's track.

A dated table, as rules change: a trip is judged by the rule of its day. It moves into the organisation's
own tables together with the rates of claims.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class HourLine:
    """From a day on, the hours that count, and where it is written."""

    from_on: date
    hours: int
    basis: str


HOUR_LINES = (HourLine(date(2000, 1, 1), 4, "공무원 여비 규정 제18조"),)


def find_hour_line(on: date) -> HourLine | None:
    """The line that holds on a day of travel."""
    return next((line for line in reversed(HOUR_LINES) if line.from_on <= on), None)
