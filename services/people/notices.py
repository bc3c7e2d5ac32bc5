"""What a person must be told: about her keys, her sign-in and her data. It stays after she has read it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.people.models import Notice
from services.texts import N_


class NoticeKind(StrEnum):
    NEW_BROWSER = "new_browser"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, no secret
    PASSWORD_ISSUED = "password_issued"  # noqa: S105 - a word, no secret
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    DEVICE_PENDING = "device_pending"
    DEVICE_ENROLLED = "device_enrolled"
    DEVICE_REJECTED = "device_rejected"
    DEVICE_RETIRED = "device_retired"
    DEVICE_REVOKED = "device_revoked"
    LOOKED_CLOSER = "looked_closer"


# Each with the facts it needs; the web translates the sentence and fills them in.
SENTENCES: Mapping[str, str] = {
    NoticeKind.NEW_BROWSER: N_("처음 쓰는 브라우저(%(label)s)에서 로그인했어요."),
    NoticeKind.PASSWORD_CHANGED: N_("비밀번호를 바꿨어요."),
    NoticeKind.PASSWORD_ISSUED: N_("담당자가 비밀번호를 새로 발급했어요. 모든 브라우저에서 로그아웃됐어요."),
    NoticeKind.PASSKEY_ADDED: N_("패스키 ‘%(label)s’ 등록을 마쳤어요."),
    NoticeKind.PASSKEY_REMOVED: N_("패스키 ‘%(label)s’ 등록을 지웠어요."),
    NoticeKind.DEVICE_PENDING: N_("새 기기 ‘%(label)s’ 등록을 시작했어요. 두 번째 확인을 기다리고 있어요."),
    NoticeKind.DEVICE_ENROLLED: N_("기기 ‘%(label)s’ 등록을 마쳤어요. 확인: %(by)s"),
    NoticeKind.DEVICE_REJECTED: N_("기기 ‘%(label)s’ 등록을 취소했어요."),
    NoticeKind.DEVICE_RETIRED: N_("기기 ‘%(label)s’ 사용을 끝냈어요. 그 기기로 남긴 증빙은 그대로 유효해요."),
    NoticeKind.DEVICE_REVOKED: N_(
        "기기 ‘%(label)s’ 분실을 신고했어요. 이제부터 그 기기로 찍은 증빙은 진본으로 확인되지 않아요."
    ),
    NoticeKind.LOOKED_CLOSER: N_("감사 담당자가 위치를 자세히 봤어요. 사유: %(reason)s"),
}


@dataclass(frozen=True)
class NoticeView:
    id: int
    kind: str
    facts: Mapping[str, str]
    created_at: datetime
    read_at: datetime | None

    @property
    def sentence(self) -> str:
        """The untranslated sentence with named places for the facts; empty for a kind of another subject."""
        return SENTENCES.get(self.kind, "")


def notify(session: Session, staff_id: int, kind: str, now: datetime, **facts: str) -> None:
    """Leaves a notice for a person; another subject may use kinds of its own."""
    session.add(Notice(staff_id=staff_id, kind=str(kind), facts=facts, created_at=now))
    session.flush()


def list_notices(
    session: Session, staff_id: int, *, only_unread: bool = False, limit: int = 50
) -> list[NoticeView]:
    """A person's notices, newest first."""
    query = select(Notice).where(Notice.staff_id == staff_id).order_by(Notice.id.desc()).limit(limit)
    if only_unread:
        query = query.where(Notice.read_at.is_(None))
    return [
        NoticeView(row.id, row.kind, row.facts, row.created_at, row.read_at) for row in session.scalars(query)
    ]


def count_unread_notices(session: Session, staff_id: int) -> int:
    query = select(func.count()).where(Notice.staff_id == staff_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def mark_notices_read(session: Session, staff_id: int, notice_ids: Collection[int], now: datetime) -> None:
    """Notes when she read them; those of others stay as they are."""
    mine = (Notice.staff_id == staff_id) & Notice.id.in_(notice_ids) & Notice.read_at.is_(None)
    session.execute(update(Notice).where(mine).values(read_at=now))
