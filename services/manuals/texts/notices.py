"""What people are told about texts of manuals."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    PUBLISHED = "manual_published"
    PROPOSED = "manual_proposed"
    COLLIDED = "manual_collided"


NOTICES = (
    Kind(
        NoticeKind.PUBLISHED,
        Topic.MANUALS,
        N_("지켜보는 매뉴얼 「%(title)s」의 내용이 바뀌었어요."),
        "/manuals/%(manual)s/changes/%(number)s",
        "book-open",
    ),
    Kind(
        NoticeKind.PROPOSED,
        Topic.MANUALS,
        N_("%(name)s님이 「%(title)s」 매뉴얼을 고쳐 결재를 올렸어요."),
        "/manuals/%(manual)s",
        "book-open",
    ),
    Kind(
        NoticeKind.COLLIDED,
        Topic.MANUALS,
        N_("결재를 기다리는 사이 「%(title)s」의 같은 부분이 바뀌었어요. 두 글을 견주어 다시 올려 주세요."),
        "/manuals/%(manual)s/edit",
        "book-open",
    ),
)
