"""Tables of meetings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_TITLE, LONGEST_PLACE, LONGEST_GROUP = 100, 100, 40
LONGEST_MINUTES = 20_000
_STAFF = "staff.id"
_MEETING = "meetings.id"


class Meeting(Base):
    """A meeting that somebody called. `room` is the name of its video room, which nobody can guess.

    Its minutes are a text with a version; once they are closed, neither changes any more. `changes` counts
    whatever those see who watch it: they need not load it all to learn that nothing is new. One that was
    destroyed stays for the leaf of its minutes, and says nothing.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed"),
        Index("ix_meetings_caller", "called_by_id", "called_at"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    room: Mapped[str] = mapped_column(String(64), unique=True)
    called_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    called_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    changes: Mapped[int]
    minutes: Mapped[str] = mapped_column(Text)
    minutes_version: Mapped[int]
    minutes_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    minutes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))
    destroyed_at: Mapped[datetime | None]


class MeetingMember(Base):
    """Whom a meeting was called for, the caller among them, and her answer, null before one."""

    __tablename__ = "meeting_members"
    __table_args__ = (
        CheckConstraint("answer IN ('coming', 'ten_minutes', 'cannot')", name="answer"),
        Index("ix_meeting_members_staff", "staff_id"),
    )

    meeting_id: Mapped[bytes] = mapped_column(ForeignKey(_MEETING), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    answer: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None]


class MeetingGroup(Base):
    """People whom somebody calls together again and again, under a name of hers."""

    __tablename__ = "meeting_groups"
    __table_args__ = (Index("ix_meeting_groups_owner", "owner_id"),)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    name: Mapped[str] = mapped_column(String(LONGEST_GROUP))
    saved_at: Mapped[datetime]


class MeetingGroupMember(Base):
    """One of a saved group."""

    __tablename__ = "meeting_group_members"

    group_id: Mapped[bytes] = mapped_column(ForeignKey("meeting_groups.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
