"""What people are told about meetings; a call and its end are carried in quiet hours too."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    CALLED = "meeting_called"
    CANCELLED = "meeting_cancelled"
    MINUTES = "meeting_minutes"


NOTICES = (
    Kind(
        NoticeKind.CALLED,
        Topic.MEETINGS,
        N_("%(name)s님이 %(starts_at)s 긴급 회의를 소집했어요: %(title)s"),
        "/meetings/%(meeting)s",
        "users",
        is_urgent=True,
    ),
    Kind(
        NoticeKind.CANCELLED,
        Topic.MEETINGS,
        N_("%(name)s님이 %(starts_at)s 회의를 취소했어요: %(title)s"),
        "/meetings/%(meeting)s",
        "users",
        is_urgent=True,
    ),
    Kind(
        NoticeKind.MINUTES,
        Topic.MEETINGS,
        N_("회의록이 나왔어요: %(title)s"),
        "/meetings/%(meeting)s/minutes",
        "file-text",
    ),
)
