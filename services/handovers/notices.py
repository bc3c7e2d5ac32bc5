"""What people are told about handovers."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    DUE = "handover_due"
    OFFERED = "handover_offered"
    ACCEPTED = "handover_accepted"
    RETURNED = "handover_returned"
    WITHDRAWN = "handover_withdrawn"
    PASSED = "handover_passed"
    LEFT_OVER = "handover_left_over"


_PATH, _ICON = "/handovers/%(handover)s", "users"

NOTICES = (
    Kind(
        NoticeKind.DUE,
        Topic.MANUALS,
        N_("%(last_on)s까지 인계할 업무가 %(count)s건 있어요. 인계서가 준비돼 있어요."),
        _PATH,
        _ICON,
    ),
    Kind(NoticeKind.OFFERED, Topic.MANUALS, N_("%(name)s님이 업무 %(count)s건을 인계했어요."), _PATH, _ICON),
    Kind(NoticeKind.ACCEPTED, Topic.MANUALS, N_("%(name)s님이 업무를 인수했어요."), _PATH, _ICON),
    Kind(
        NoticeKind.RETURNED,
        Topic.MANUALS,
        N_("%(name)s님이 인계서를 돌려보냈어요: %(why)s"),
        _PATH,
        _ICON,
    ),
    Kind(NoticeKind.WITHDRAWN, Topic.MANUALS, N_("%(name)s님이 인계를 거두었어요."), _PATH, _ICON),
    Kind(
        NoticeKind.PASSED,
        Topic.MANUALS,
        N_("%(name)s님의 업무 %(count)s건을 직무대리로 맡았어요. 인계서를 확인해 주세요."),
        _PATH,
        _ICON,
    ),
    Kind(
        NoticeKind.LEFT_OVER,
        Topic.MANUALS,
        N_("%(last_on)s까지 끝냈어야 할 %(name)s님의 인수인계가 남아 있어요."),
        _PATH,
        _ICON,
    ),
)
