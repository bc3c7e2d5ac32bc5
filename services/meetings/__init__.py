"""Instant meetings: a group is told, answers, meets, and keeps minutes."""

from services.meetings.calling import (
    STARTS_IN_MIN,
    Call,
    answer_call,
    call_further,
    call_meeting,
    cancel_meeting,
)
from services.meetings.destruction import (
    compare_destroyed,
    destroy_old_meetings,
    find_unproven_destructions,
)
from services.meetings.invitations import (
    MOST_BY_STAFF,
    Choice,
    GroupView,
    delete_group,
    list_groups,
    list_invited,
    save_group,
)
from services.meetings.minutes import (
    close_minutes,
    compare_minutes,
    find_unproven_minutes,
    may_close,
    save_minutes,
)
from services.meetings.models import LONGEST_MINUTES
from services.meetings.notices import NOTICES, NoticeKind
from services.meetings.stored import (
    ANSWERS,
    CANNOT,
    COMING,
    SILENT,
    TEN_MINUTES,
    MeetingLine,
    MeetingView,
    MemberView,
    find_changes,
    list_meetings,
    list_open_calls,
    load_meeting,
)

__all__ = [
    "ANSWERS",
    "CANNOT",
    "COMING",
    "LONGEST_MINUTES",
    "MOST_BY_STAFF",
    "NOTICES",
    "SILENT",
    "STARTS_IN_MIN",
    "TEN_MINUTES",
    "Call",
    "Choice",
    "GroupView",
    "MeetingLine",
    "MeetingView",
    "MemberView",
    "NoticeKind",
    "answer_call",
    "call_further",
    "call_meeting",
    "cancel_meeting",
    "close_minutes",
    "compare_destroyed",
    "compare_minutes",
    "delete_group",
    "destroy_old_meetings",
    "find_changes",
    "find_unproven_destructions",
    "find_unproven_minutes",
    "list_groups",
    "list_invited",
    "list_meetings",
    "list_open_calls",
    "load_meeting",
    "may_close",
    "save_group",
    "save_minutes",
]
