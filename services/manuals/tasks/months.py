"""Days so many months apart."""

import calendar
from datetime import date


def add_months(on: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
