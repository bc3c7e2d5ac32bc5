"""What people are told about remote days: the person herself first, then her lead."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.remote_work.days.day_types import ClosedWhy, Part
from services.texts import N_


class NoticeKind(StrEnum):
    PLAN_ASKED = "remote_plan_asked"
    PLAN_LATE = "remote_plan_late"
    PLAN_MISSING = "remote_plan_missing"
    RESULT_ASKED = "remote_result_asked"
    RESULT_LATE = "remote_result_late"
    RESULT_MISSING = "remote_result_missing"
    DAY_CLOSED = "remote_day_closed"
    DAY_CLOSED_BY_ROTATION = "remote_day_closed_rotation"
    DAY_CLOSED_BY_SEAT = "remote_day_closed_seat"
    TEST_CALL_ASKED = "remote_test_call_asked"
    TEST_CALL_FAILED = "remote_test_call_failed"
    FORWARDING_ON = "remote_forwarding_on"
    CONTACT_SEEN = "remote_contact_seen"


# What the person is told when a text is asked for, then when it is late, and what her lead is told.
STAGES = {
    Part.PLAN: (NoticeKind.PLAN_ASKED, NoticeKind.PLAN_LATE, NoticeKind.PLAN_MISSING),
    Part.RESULT: (NoticeKind.RESULT_ASKED, NoticeKind.RESULT_LATE, NoticeKind.RESULT_MISSING),
}
CLOSED_KINDS = {
    ClosedWhy.TAKEN_BACK: NoticeKind.DAY_CLOSED,
    ClosedWhy.ROTATION: NoticeKind.DAY_CLOSED_BY_ROTATION,
    ClosedWhy.SEAT: NoticeKind.DAY_CLOSED_BY_SEAT,
}
_CARD = "/remote-work/%(held_on)s"

NOTICES = (
    Kind(
        NoticeKind.PLAN_ASKED,
        Topic.REMOTE_WORK,
        N_("%(due_at)s까지 오늘 계획서를 내 주세요."),
        _CARD,
        "house",
    ),
    Kind(
        NoticeKind.PLAN_LATE,
        Topic.REMOTE_WORK,
        N_("오늘 계획서가 아직 없어요. 몇 줄만 적어 내 주세요."),
        _CARD,
        "house",
    ),
    Kind(
        NoticeKind.PLAN_MISSING,
        Topic.REMOTE_WORK,
        N_("%(name)s님의 %(held_on)s 계획서를 아직 받지 못했어요."),
        "/approvals",
        "house",
    ),
    Kind(
        NoticeKind.RESULT_ASKED,
        Topic.REMOTE_WORK,
        N_("오늘 한 일을 표시해 %(due_at)s까지 결과보고를 내 주세요."),
        _CARD,
        "house",
    ),
    Kind(
        NoticeKind.RESULT_LATE,
        Topic.REMOTE_WORK,
        N_("%(held_on)s 결과보고가 아직 없어요. 한 일을 표시해 내 주세요."),
        _CARD,
        "house",
    ),
    Kind(
        NoticeKind.RESULT_MISSING,
        Topic.REMOTE_WORK,
        N_("%(name)s님의 %(held_on)s 결과보고를 아직 받지 못했어요."),
        "/approvals",
        "house",
    ),
    Kind(
        NoticeKind.DAY_CLOSED,
        Topic.REMOTE_WORK,
        N_("%(held_on)s 재택근무가 취소됐어요."),
        _CARD,
        "house",
    ),
    Kind(
        NoticeKind.DAY_CLOSED_BY_ROTATION,
        Topic.REMOTE_WORK,
        N_("재택 순환이 바뀌어 %(held_on)s 재택근무가 취소됐어요."),
        _CARD,
        "house",
    ),
    Kind(
        NoticeKind.DAY_CLOSED_BY_SEAT,
        Topic.REMOTE_WORK,
        N_("스마트워크센터 예약이 끝나 %(held_on)s 센터 근무가 취소됐어요."),
        _CARD,
        "house",
    ),
    Kind(
        NoticeKind.TEST_CALL_ASKED,
        Topic.REMOTE_WORK,
        N_("%(name)s님 사무실 전화 %(phone)s로 한 번 걸어 봐 주세요. 착신전환이 됐는지 확인하는 전화예요."),
        "/remote-work",
        "phone-forwarded",
    ),
    Kind(
        NoticeKind.TEST_CALL_FAILED,
        Topic.REMOTE_WORK,
        N_("%(name)s님이 걸어 보니 착신전환이 되지 않았어요. 다시 설정해 주세요."),
        _CARD,
        "phone-forwarded",
    ),
    Kind(
        NoticeKind.FORWARDING_ON,
        Topic.REMOTE_WORK,
        N_("사무실 전화 착신전환을 풀어 주세요."),
        _CARD,
        "phone-forwarded",
    ),
    Kind(
        NoticeKind.CONTACT_SEEN,
        Topic.REMOTE_WORK,
        N_("%(name)s님이 비상연락처를 봤어요."),
        "/me/points",
        "eye",
    ),
)
