"""What people are told about leave: never of which kind it is."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    CANCELLED = "leave_cancelled"
    IMPORTED = "leave_imported"
    TAKEN_OUT = "leave_taken_out"


NOTICES = (
    Kind(
        NoticeKind.CANCELLED,
        Topic.APPROVALS,
        N_("%(name)s님이 %(days)s 휴가를 취소했어요."),
        "/team",
        "flag",
    ),
    Kind(
        NoticeKind.IMPORTED,
        Topic.APPROVALS,
        N_("인사 시스템에서 %(days)s 휴가가 들어왔어요. 다르면 인사 담당자에게 말씀해 주세요."),
        "/leave",
        "flag",
    ),
    Kind(
        NoticeKind.TAKEN_OUT,
        Topic.APPROVALS,
        N_("%(days)s 휴가가 인사 시스템에서 취소됐어요."),
        "/leave",
        "flag",
    ),
)
