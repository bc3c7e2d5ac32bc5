"""Tables of tasks: a manual's frame, who shares it, who watches it, and who has looked after it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_TITLE, LONGEST_CODE, LONGEST_KEYWORD, MOST_KEYWORDS = 120, 40, 40, 30
LONGEST_NOTE = 20_000
_STAFF, _UNIT, _MANUAL = "staff.id", "units.id", "manuals.id"


class Manual(Base):
    """One task of a unit. Its texts are revisions; `number` is the published one's, 0 before the first.

    `institution_id` is the institution that the unit belongs to: 226 of them may share a database.
    `key` was made where the manual was made, so that the same wish sent twice is one manual.
    `months` has a bit for each month of its season, January's the lowest. `inherited` says why it came to
    its owner by itself, until she or somebody else has taken it in hand. `nagged` counts who was told that
    it should be looked at again: 0 nobody, 1 the owner, 2 the lead of her department as well; `nagged_on` is
    the day of the last one.
    """

    __tablename__ = "manuals"
    __table_args__ = (
        CheckConstraint("inherited IN ('left', 'moved', 'unit_gone')", name="inherited"),
        CheckConstraint("review_months > 0", name="review_months"),
        Index("ix_manuals_institution", "institution_id", "is_open", "title", "id"),
        Index("ix_manuals_unit", "unit_id", "is_open", "title", "id"),
        Index("ix_manuals_owner", "owner_id", "is_open", "title", "id"),
        Index("ix_manuals_review", "institution_id", "is_open", "review_by", "id"),
        Index("ix_manuals_nagging", "nagged", "review_by"),
        Index("ix_manuals_inherited", "inherited", "institution_id"),
        Index("ix_manuals_code", "institution_id", "code"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(_UNIT))
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    keywords: Mapped[list[str]] = mapped_column(JSON)
    months: Mapped[int]
    review_months: Mapped[int]
    review_by: Mapped[date | None]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    number: Mapped[int]
    published_at: Mapped[datetime | None]
    is_open: Mapped[bool]
    inherited: Mapped[str | None] = mapped_column(String(12))
    nagged: Mapped[int]
    nagged_on: Mapped[date | None]
    created_at: Mapped[datetime]


class ManualShare(Base):
    """A unit that does the same task after another one's manual."""

    __tablename__ = "manual_shares"
    __table_args__ = (Index("ix_manual_shares_unit", "unit_id"),)

    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT), primary_key=True)


class ManualNote(Base):
    """What is different in one unit that shares a manual, beside one section of the master."""

    __tablename__ = "manual_notes"

    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT), primary_key=True)
    section: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    saved_at: Mapped[datetime]


class ManualMark(Base):
    """That somebody watches a manual or keeps it among hers, and the newest number that she has seen.

    There is a row for those alone who asked for one: what others read is nobody's business.
    """

    __tablename__ = "manual_marks"
    __table_args__ = (
        Index("ix_manual_marks_staff", "staff_id"),
        CheckConstraint("is_watched OR is_favourite", name="asked_for"),
    )

    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    is_watched: Mapped[bool]
    is_favourite: Mapped[bool]
    seen_number: Mapped[int]


class ManualOwner(Base):
    """Who looks after a manual from an instant on, and why she does; rows are only added."""

    __tablename__ = "manual_owners"
    __table_args__ = (
        CheckConstraint("why IN ('created', 'given', 'handover', 'left', 'moved', 'unit_gone')", name="why"),
        Index("ix_manual_owners_manual", "manual_id", "from_at"),
        Index("ix_manual_owners_owner", "owner_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT))
    why: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    from_at: Mapped[datetime]
