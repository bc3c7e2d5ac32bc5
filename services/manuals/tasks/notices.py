"""What people are told about manuals as tasks: whose they are, and when to look at them again."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    GIVEN = "manual_given"
    GIVEN_MANY = "manuals_given"
    REVIEW = "manual_review"
    REVIEW_LATE = "manual_review_late"
    INHERITED = "manuals_inherited"


NOTICES = (
    Kind(
        NoticeKind.GIVEN,
        Topic.MANUALS,
        N_("「%(title)s」 매뉴얼의 담당이 되었어요."),
        "/manuals/%(manual)s",
        "book-open",
    ),
    Kind(
        NoticeKind.GIVEN_MANY,
        Topic.MANUALS,
        N_("매뉴얼 %(count)s건의 담당이 되었어요."),
        "/manuals",
        "book-open",
    ),
    Kind(
        NoticeKind.REVIEW,
        Topic.MANUALS,
        N_("「%(title)s」 매뉴얼이 아직 맞는지 %(review_on)s까지 확인해 주세요."),
        "/manuals/%(manual)s",
        "book-open",
    ),
    Kind(
        NoticeKind.REVIEW_LATE,
        Topic.MANUALS,
        N_("확인할 날이 지난 매뉴얼이 부서에 있어요: %(title)s"),
        "/manuals/%(manual)s",
        "book-open",
    ),
    Kind(
        NoticeKind.INHERITED,
        Topic.MANUALS,
        N_("담당자가 없어진 매뉴얼 %(count)s건을 맡게 되었어요. 새 담당자를 정해 주세요."),
        "/manuals",
        "book-open",
    ),
)
