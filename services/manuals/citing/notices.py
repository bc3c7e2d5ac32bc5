"""What people are told about laws that manuals cite."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    CHANGED = "law_changed"
    WATCHED = "law_changed_watched"
    IN_FORCE = "law_in_force"


NOTICES = (
    Kind(
        NoticeKind.CHANGED,
        Topic.MANUALS,
        N_("「%(title)s」의 조문이 바뀌어요(%(in_force_on)s 시행). 맡은 매뉴얼 %(count)s건을 확인해 주세요."),
        "/laws/changes",
        "scale",
    ),
    Kind(
        NoticeKind.WATCHED,
        Topic.MANUALS,
        N_(
            "「%(title)s」의 조문이 바뀌어요(%(in_force_on)s 시행). 지켜보는 매뉴얼 %(count)s건이 인용했어요."
        ),
        "/laws/changes",
        "scale",
    ),
    Kind(
        NoticeKind.IN_FORCE,
        Topic.MANUALS,
        N_("「%(title)s」의 바뀐 조문이 시행됐어요(%(in_force_on)s). 매뉴얼 %(count)s건을 다시 봐 주세요."),
        "/laws/changes",
        "scale",
    ),
)
