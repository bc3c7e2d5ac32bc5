"""Tables of leave: its kinds and rules, the leaves themselves, and files of the personnel system."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

LONGEST_NAME, LONGEST_REASON, LONGEST_BASIS, LONGEST_FILENAME = 40, 200, 200, 200
_STAFF = "staff.id"
_IMPORT = "leave_imports.id"


class LeaveKind(Base):
    """What leave of one kind is like from a day on, with its basis; a later row of the code replaces it.

    `absence` is how others count it. From `paper_from_days` working days in a year on a lead is reminded of
    the paper. One that is not open any more cannot be asked for.
    """

    __tablename__ = "leave_kinds"
    __table_args__ = (
        CheckConstraint("absence IN ('leave', 'training')", name="absence"),
        CheckConstraint("has_days OR has_halves", name="length"),
    )

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    absence: Mapped[str] = mapped_column(String(12))
    has_days: Mapped[bool]
    has_halves: Mapped[bool]
    needs_reason: Mapped[bool]
    paper_from_days: Mapped[int | None]
    is_open: Mapped[bool]
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))


class LeaveRule(Base):
    """How leave is asked for from a day on. The halves of a day part at these minutes after midnight.

    A lead is warned when more than so many percent of a team would be away at once.
    """

    __tablename__ = "leave_rules"
    __table_args__ = (
        CheckConstraint("am_until_minute BETWEEN 1 AND 1439", name="am"),
        CheckConstraint("pm_from_minute BETWEEN 1 AND 1439", name="pm"),
        CheckConstraint("most_days_back >= 0 AND most_days_ahead >= 0", name="days"),
        CheckConstraint("team_away_percent BETWEEN 0 AND 100", name="team_away"),
    )

    from_on: Mapped[date] = mapped_column(primary_key=True)
    am_until_minute: Mapped[int]
    pm_from_minute: Mapped[int]
    most_days_back: Mapped[int]
    most_days_ahead: Mapped[int]
    team_away_percent: Mapped[int]
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))


class LeaveImport(Base):
    """A file of the personnel system: planned, perhaps applied, perhaps taken back.

    `content` holds the table until it is applied, afterwards only what it came to.
    """

    __tablename__ = "leave_imports"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    filename: Mapped[str] = mapped_column(String(LONGEST_FILENAME))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    planned_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))


class Leave(Base):
    """One leave. What was asked for never changes; its cancelling has a first day of its own.

    `import_id` is the file that it came from, null for one that was asked for here.
    """

    __tablename__ = "leaves"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="period"),
        CheckConstraint("part IN ('day', 'am', 'pm')", name="part"),
        CheckConstraint("part = 'day' OR from_on = until_on", name="half"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_from_on IS NULL)", name="cancelled"),
        Index("ix_leaves_staff", "staff_id", "until_on"),
        Index("ix_leaves_import", "import_id"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    kind: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date]
    part: Mapped[str] = mapped_column(String(4))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    made_at: Mapped[datetime]
    import_id: Mapped[str | None] = mapped_column(ForeignKey(_IMPORT))
    cancelled_from_on: Mapped[date | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    cancelled_import_id: Mapped[str | None] = mapped_column(ForeignKey(_IMPORT))
