"""Tables of audit: closer looks, and the documents that an auditor hands in.

Nothing here holds a position or a name in the clear: codes are kept sealed, as they stand on the paper.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_NAME = 120
LONGEST_REASON = 300


class CloserLook(Base):
    """An auditor's look at an exact position; its id is made on the device: a repeat is the same look."""

    __tablename__ = "closer_looks"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    evidence_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    viewer_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    looked_at: Mapped[datetime]
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("ledger_records.id"))


class AuditBatch(Base):
    """Documents of one auditor, nobody else's to see; all of it goes when it expires."""

    __tablename__ = "audit_batches"
    __table_args__ = (Index("ix_audit_batches_auditor", "auditor_id", "created_at"),)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditFile(Base):
    """One file of a batch. Its bytes are there only until it is decoded.

    `lease_until` is how long the worker that took it may be believed to be alive.
    """

    __tablename__ = "audit_files"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
        Index("ix_audit_files_work", "state", "lease_until"),
    )

    batch_id: Mapped[bytes] = mapped_column(
        ForeignKey("audit_batches.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    size: Mapped[int] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(8))
    problem: Mapped[str] = mapped_column(String(40))
    pages: Mapped[int | None]
    pages_done: Mapped[int]
    unreadable_pages: Mapped[int]
    other_codes: Mapped[int]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    lease_until: Mapped[datetime | None]


class AuditChunk(Base):
    """A piece of a file's bytes."""

    __tablename__ = "audit_chunks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["batch_id", "file_position"],
            ["audit_files.batch_id", "audit_files.position"],
            ondelete="CASCADE",
        ),
    )

    batch_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    file_position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCode(Base):
    """An evidence's code that was found on a page. `shown_at` is when its verdict was first shown."""

    __tablename__ = "audit_codes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["batch_id", "file_position"],
            ["audit_files.batch_id", "audit_files.position"],
            ondelete="CASCADE",
        ),
    )

    batch_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    file_position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    page: Mapped[int]
    text: Mapped[str] = mapped_column(String(800))
    shown_at: Mapped[datetime | None]
