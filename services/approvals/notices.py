"""What people are told of approvals. A lead is not rung for each: once an hour that something waits."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from services.clock import SEOUL
from services.notifications import Kind, Topic, notify
from services.texts import N_


class NoticeKind(StrEnum):
    WAITING = "approval_waiting"
    APPROVED = "approval_approved"
    REFUSED = "approval_refused"
    UNDONE = "approval_undone"
    HANDED_OVER = "approval_handed_over"
    NOBODY = "approval_nobody"


NOTICES = (
    Kind(NoticeKind.WAITING, Topic.APPROVALS, N_("결재할 것이 올라왔어요."), "/approvals", "stamp"),
    Kind(
        NoticeKind.APPROVED,
        Topic.APPROVALS,
        N_("‘%(title)s’ 건이 승인됐어요."),
        "/approvals/%(request)s",
        "check",
    ),
    Kind(
        NoticeKind.REFUSED,
        Topic.APPROVALS,
        N_("‘%(title)s’ 건이 반려됐어요. 사유는 ‘내가 올린 결재’에서 확인해 주세요."),
        "/approvals/%(request)s",
        "undo-2",
    ),
    Kind(
        NoticeKind.UNDONE,
        Topic.APPROVALS,
        N_("‘%(title)s’ 건의 결재를 되돌렸어요. 다시 결재를 기다려요."),
        "/approvals/%(request)s",
        "undo-2",
    ),
    Kind(
        NoticeKind.HANDED_OVER,
        Topic.APPROVALS,
        N_("%(name)s님이 자리를 비워, 기다리던 결재를 대신 처리해 주세요."),
        "/approvals",
        "users",
    ),
    Kind(
        NoticeKind.NOBODY,
        Topic.APPROVALS,
        N_("결재할 사람이 없는 건이 올라왔어요. 누가 결재할지 정해 주세요."),
        "/admin/approval-rules",
        "circle-alert",
    ),
)


def tell_waiting(session: Session, staff_ids: Iterable[int], kind: NoticeKind, now: datetime) -> None:
    hour = f"{now.astimezone(SEOUL):%Y-%m-%dT%H}"
    for staff_id in staff_ids:
        notify(session, staff_id, kind, now, once=hour)
