"""Tables of texts: what was published, what waits for a decision, and what is being written."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId
from services.manuals.tasks.models import LONGEST_TITLE

LONGEST_REASON_NOTE = 200
_STAFF, _MANUAL = "staff.id", "manuals.id"
_REASON = "reason IN ('first', 'law', 'guidance', 'error', 'update', 'restore', 'import', 'undone')"


class ManualRevision(Base):
    """A published text of all six sections; it never changes, and its leaf commits to every letter.

    `key` was made where it was published: the same publication sent twice is one. `changes` tells the
    difference to the one before in people's words: section, sentence and what stands in its places.
    """

    __tablename__ = "manual_revisions"
    __table_args__ = (
        UniqueConstraint("manual_id", "number"),
        CheckConstraint(_REASON, name="reason"),
        Index("ix_manual_revisions_record", "record_id"),
        Index("ix_manual_revisions_by", "by_id", "published_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL))
    # As wide as what an address may ask for.
    number: Mapped[int] = mapped_column(BigId)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    overview: Mapped[str] = mapped_column(Text)
    process: Mapped[str] = mapped_column(Text)
    laws: Mapped[str] = mapped_column(Text)
    contacts: Mapped[str] = mapped_column(Text)
    tips: Mapped[str] = mapped_column(Text)
    materials: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(LONGEST_REASON_NOTE))
    changes: Mapped[list[list[object]]] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    published_at: Mapped[datetime]
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))


class ManualProposal(Base):
    """Sections that wait for a decision, null where a section stays; `base` is the number they were written
    on. Of a manual several may wait: what meets the same section is shown with both texts."""

    __tablename__ = "manual_proposals"
    __table_args__ = (
        CheckConstraint(_REASON, name="reason"),
        CheckConstraint(
            "state IN ('waiting', 'published', 'refused', 'withdrawn', 'collided')", name="state"
        ),
        Index("ix_manual_proposals_manual", "manual_id", "state"),
        Index("ix_manual_proposals_by", "by_id", "proposed_at"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL))
    base: Mapped[int]
    overview: Mapped[str | None] = mapped_column(Text)
    process: Mapped[str | None] = mapped_column(Text)
    laws: Mapped[str | None] = mapped_column(Text)
    contacts: Mapped[str | None] = mapped_column(Text)
    tips: Mapped[str | None] = mapped_column(Text)
    materials: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(LONGEST_REASON_NOTE))
    state: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    proposed_at: Mapped[datetime]
    number: Mapped[int | None]


class ManualDraft(Base):
    """What somebody is writing in one section, saved by itself; `base` is the number that she began on."""

    __tablename__ = "manual_drafts"
    __table_args__ = (Index("ix_manual_drafts_staff", "staff_id", "saved_at"),)

    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    section: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    base: Mapped[int]
    version: Mapped[int]
    saved_at: Mapped[datetime]
