"""The inbox in the app. A notice is written with what it tells about, or not at all; it stays once read.

Invariants
- What became due twice, for two workers at once, is told once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from services.locks import insert_missing
from services.notifications.models import (
    Mailbox,
    Notice,
    NoticeSwitch,
    NoticeTimes,
    PushSubscription,
    PushWait,
)


@dataclass(frozen=True)
class NoticeView:
    id: int
    kind: str
    facts: Mapping[str, str]
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class Telling:
    """What one person is told. `once` names what it is about where it may be said one time only."""

    staff_id: int
    facts: Mapping[str, str]
    once: str | None = None


def notify(
    session: Session, staff_id: int, kind: str, now: datetime, *, once: str | None = None, **facts: str
) -> bool:
    """Leaves a notice for a person; whether it is new."""
    return notify_all(session, kind, now, [Telling(staff_id, facts, once)]) == 1


def notify_all(session: Session, kind: str, now: datetime, tellings: Sequence[Telling]) -> int:
    """Leaves notices of one kind for many, in few statements; how many are new."""
    rows = [
        {
            "staff_id": telling.staff_id,
            "kind": str(kind),
            "facts": dict(telling.facts),
            "once": telling.once,
            "created_at": now,
        }
        for telling in tellings
    ]
    return insert_missing(session, Notice, rows)


def list_notices(
    session: Session,
    staff_id: int,
    *,
    only_unread: bool = False,
    limit: int = 50,
    before_id: int | None = None,
) -> list[NoticeView]:
    """A person's notices, newest first; `before_id` gives those that came before one."""
    query = select(Notice).where(Notice.staff_id == staff_id).order_by(Notice.id.desc()).limit(limit)
    if only_unread:
        query = query.where(Notice.read_at.is_(None))
    if before_id is not None:
        query = query.where(Notice.id < before_id)
    return [to_view(row) for row in session.scalars(query)]


def to_view(row: Notice) -> NoticeView:
    return NoticeView(row.id, row.kind, row.facts, row.created_at, row.read_at)


def count_unread_notices(session: Session, staff_id: int) -> int:
    query = select(func.count()).where(Notice.staff_id == staff_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def mark_notices_read(session: Session, staff_id: int, notice_ids: Collection[int], now: datetime) -> None:
    """Notes when she read them; those of others stay as they are."""
    mine = (Notice.staff_id == staff_id) & Notice.id.in_(notice_ids) & Notice.read_at.is_(None)
    session.execute(update(Notice).where(mine).values(read_at=now))


def settle_notices(
    session: Session, kinds: Collection[str], once: str, now: datetime, *, staff_id: int | None = None
) -> None:
    """What these notices asked for is done: they count as read, and no browser is rung for them any more.

    Of one person, or with None of everybody who was told it.
    """
    theirs = Notice.kind.in_([str(kind) for kind in kinds]) & (Notice.once == once)
    if staff_id is not None:
        theirs &= Notice.staff_id == staff_id
    done = update(Notice).where(theirs, Notice.read_at.is_(None)).values(read_at=now).returning(Notice.id)
    ids = session.scalars(done).all()
    if ids:
        session.execute(delete(PushWait).where(PushWait.notice_id.in_(ids)))


def destroy_old_notices(session: Session, before: datetime) -> None:
    """Removes what was told before this instant, read or not; nobody is rung for it any more."""
    session.execute(delete(Notice).where(Notice.created_at < before))


def forget_notices(session: Session, staff_ids: Collection[int]) -> None:
    """Removes what was told to people who turn out never to have been here, and what they chose."""
    for table in (Notice, NoticeSwitch, NoticeTimes, PushSubscription, Mailbox):
        session.execute(delete(table).where(table.staff_id.in_(staff_ids)))
