"""Hours: ordinary and flexible, and the days on which everybody keeps the ordinary ones."""

from services.remote_work.hours.asking import ask_hours, ask_review, end_hours, withdraw_hours
from services.remote_work.hours.duty_days import (
    DutyDayView,
    DutyKind,
    DutyPlan,
    is_duty_day,
    list_duty_days,
)
from services.remote_work.hours.effects import add_duty_days, note_decisions, remove_duty_day
from services.remote_work.hours.events import list_free_events
from services.remote_work.hours.hours import Hours, hours_between, hours_of, ordinary_hours
from services.remote_work.hours.notices import NOTICES, NoticeKind
from services.remote_work.hours.projections import find_changed_hours
from services.remote_work.hours.rules import (
    COMPRESSED,
    ORDINARY,
    OWN_TIME,
    STAGGERED,
    HoursType,
    Manner,
    add_type,
    list_all_types,
    list_offered_types,
    remove_type,
)
from services.remote_work.hours.stored import (
    APPROVAL_KIND,
    FlexibleView,
    WeekdayHours,
    get_flexible,
    list_flexible,
)
from services.remote_work.hours.submissions import group_days, join_runs, say_clock, say_days, say_period
from services.remote_work.hours.wishes import HoursWish

__all__ = [
    "APPROVAL_KIND",
    "COMPRESSED",
    "NOTICES",
    "ORDINARY",
    "OWN_TIME",
    "STAGGERED",
    "DutyDayView",
    "DutyKind",
    "DutyPlan",
    "FlexibleView",
    "Hours",
    "HoursType",
    "HoursWish",
    "Manner",
    "NoticeKind",
    "WeekdayHours",
    "add_duty_days",
    "add_type",
    "ask_hours",
    "ask_review",
    "end_hours",
    "find_changed_hours",
    "get_flexible",
    "group_days",
    "hours_between",
    "hours_of",
    "is_duty_day",
    "join_runs",
    "list_all_types",
    "list_duty_days",
    "list_flexible",
    "list_free_events",
    "list_offered_types",
    "note_decisions",
    "ordinary_hours",
    "remove_duty_day",
    "remove_type",
    "say_clock",
    "say_days",
    "say_period",
    "withdraw_hours",
]
