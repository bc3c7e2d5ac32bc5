"""What people are told about their hours, besides what approvals tell of every decision."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    DELAYED = "hours_delayed"
    LATE = "hours_late"
    ENDED = "hours_ended"
    DUTY_DAY = "hours_duty_day"
    DUTY_DROPPED = "hours_duty_dropped"


NOTICES = (
    Kind(
        NoticeKind.DELAYED,
        Topic.HOURS,
        N_("유연근무가 승인되기 전에 이미 시작한 날이 있어요. %(from_on)s부터 쓸 수 있어요."),
        "/hours",
        "clock",
    ),
    Kind(
        NoticeKind.LATE,
        Topic.HOURS,
        N_("유연근무 신청이 승인됐지만 %(until_on)s까지인 날이 이미 지났어요. 필요하면 새로 신청해 주세요."),
        "/hours",
        "clock",
    ),
    Kind(
        NoticeKind.ENDED,
        Topic.HOURS,
        N_("%(name)s님이 %(from_on)s부터 정규 근무로 돌아와요."),
        "/hours/team",
        "clock",
    ),
    Kind(
        NoticeKind.DUTY_DAY,
        Topic.HOURS,
        N_("%(held_on)s에는 %(name)s 때문에 유연근무를 쉬고 정규 시간에 일해요."),
        "/hours",
        "clock",
    ),
    Kind(
        NoticeKind.DUTY_DROPPED,
        Topic.HOURS,
        N_("%(held_on)s 정규 근무가 없어졌어요. 신청한 유연근무대로 일해요."),
        "/hours",
        "clock",
    ),
)
