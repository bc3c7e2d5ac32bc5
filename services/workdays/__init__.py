"""Which days are worked: weekends, public holidays, and those that an administrator entered."""

from services.workdays.days import (
    add_special_day,
    is_workday,
    last_ordinary_workday,
    list_holidays,
    list_special_days,
    list_workdays,
    monday_of,
    remove_special_day,
)

__all__ = [
    "add_special_day",
    "is_workday",
    "last_ordinary_workday",
    "list_holidays",
    "list_special_days",
    "list_workdays",
    "monday_of",
    "remove_special_day",
]
