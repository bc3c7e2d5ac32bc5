"""Every look at another person's data: who, whose, what, why, when. Rows are only added.

The one who was looked at can read it all; whoever looked cannot take it back. Retention: 개인정보의 안전성
확보조치 기준 제8조 asks for at least one year, two for large or sensitive data; nothing here deletes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.db import Base, BigId
from services.errors import Invalid
from services.texts import N_

LONGEST_REASON = 500


class LookRow(Base):
    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_subject", "subject_id", "id"),
        Index("ix_access_log_what", "what_kind", "what_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    what_kind: Mapped[str] = mapped_column(String(40))
    what_id: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    looked_at: Mapped[datetime]


@dataclass(frozen=True)
class Look:
    """One look: `what_kind` is a word such as "evidence", `what_id` its id as text."""

    id: int
    viewer_id: int
    subject_id: int
    what_kind: str
    what_id: str
    reason: str
    looked_at: datetime


@dataclass(frozen=True)
class NewLook:
    """A look that is about to happen."""

    viewer_id: int
    subject_id: int
    what_kind: str
    what_id: str
    reason: str


def log_look(
    session: Session,
    *,
    viewer_id: int,
    subject_id: int,
    what_kind: str,
    what_id: str,
    reason: str,
    now: datetime,
) -> None:
    """Notes a look in the same transaction that gives the data away; a look at one's own data is none.

    Raises: Invalid `look_reason` without a reason, or with one longer than 500 letters.
    """
    log_looks(session, [NewLook(viewer_id, subject_id, what_kind, what_id, reason)], now)


def log_looks(session: Session, looks: Iterable[NewLook], now: datetime) -> None:
    """Notes many looks in one statement; see `log_look`."""
    rows = [{**vars(look), "reason": _check_reason(look.reason), "looked_at": now} for look in looks]
    others = [row for row in rows if row["viewer_id"] != row["subject_id"]]
    if others:
        session.execute(insert(LookRow), others)


def _check_reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 0 < len(reason) <= LONGEST_REASON or "\x00" in reason:
        sentence = N_("보는 사유를 500자 안에서 적어 주세요.")
        raise Invalid("look_reason", sentence, fields={"reason": sentence})
    return reason


def list_looks(
    session: Session, subject_id: int, *, before_id: int | None = None, limit: int = 50
) -> list[Look]:
    """Who looked at this person's data, newest first; `before_id` continues after the last row of a page."""
    query = select(LookRow).where(LookRow.subject_id == subject_id)
    if before_id is not None:
        query = query.where(LookRow.id < before_id)
    return [_to_look(row) for row in session.scalars(query.order_by(LookRow.id.desc()).limit(limit))]


def list_looks_among(session: Session, subject_id: int, what_ids: Collection[str]) -> list[Look]:
    """Every look at one of these things of a person, newest first."""
    query = select(LookRow).where(LookRow.subject_id == subject_id, LookRow.what_id.in_(what_ids))
    return [_to_look(row) for row in session.scalars(query.order_by(LookRow.id.desc()))]


def list_looks_at(session: Session, what_kind: str, what_id: str) -> list[Look]:
    """Who looked at one thing, newest first."""
    query = select(LookRow).where(LookRow.what_kind == what_kind, LookRow.what_id == what_id)
    return [_to_look(row) for row in session.scalars(query.order_by(LookRow.id.desc()))]


def _to_look(row: LookRow) -> Look:
    return Look(
        id=row.id,
        viewer_id=row.viewer_id,
        subject_id=row.subject_id,
        what_kind=row.what_kind,
        what_id=row.what_id,
        reason=row.reason,
        looked_at=row.looked_at,
    )
