"""What people are told about tips and questions."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    TIP_ADDED = "manual_tip_added"
    TIP_DOUBTED = "manual_tip_doubted"
    TIPS_EXPIRED = "manual_tips_expired"
    QUESTION_ASKED = "manual_question_asked"
    QUESTION_WAITS = "manual_question_waits"
    QUESTION_ANSWERED = "manual_question_answered"


_TIPS, _QUESTION = "/manuals/%(manual)s/tips", "/manuals/questions/%(question)s"

NOTICES = (
    Kind(
        NoticeKind.TIP_ADDED,
        Topic.MANUALS,
        N_("%(name)s님이 「%(manual_title)s」 매뉴얼에 Tip을 남겼어요: %(title)s"),
        _TIPS,
        "book-open",
    ),
    Kind(
        NoticeKind.TIP_DOUBTED,
        Topic.MANUALS,
        N_("「%(manual_title)s」 매뉴얼의 Tip이 이제 맞지 않는다고 해요: %(title)s"),
        _TIPS,
        "book-open",
    ),
    Kind(
        NoticeKind.TIPS_EXPIRED,
        Topic.MANUALS,
        N_("「%(manual_title)s」 매뉴얼에 다시 확인할 때가 지난 Tip이 %(count)s건 있어요."),
        _TIPS,
        "book-open",
    ),
    Kind(
        NoticeKind.QUESTION_ASKED,
        Topic.MANUALS,
        N_("%(name)s님이 업무를 물었어요: %(text)s"),
        _QUESTION,
        "question",
    ),
    Kind(
        NoticeKind.QUESTION_WAITS,
        Topic.MANUALS,
        N_("%(asked_on)s부터 답을 기다리는 질문이 있어요: %(text)s"),
        _QUESTION,
        "question",
    ),
    Kind(
        NoticeKind.QUESTION_ANSWERED,
        Topic.MANUALS,
        N_("%(name)s님이 질문에 답했어요: %(text)s"),
        _QUESTION,
        "question",
    ),
)
