"""The tables of the ledger.

Invariants
- What proves something is `ledger_records.entry` and the tree over it; every other column is a projection of
  a blob, a tile or a note, and `check` compares it.
- A record is pending while `log_id` is null. Its place (`log_id`, `leaf_index`) is given once and never
  changes, except by `recover`, for records that no published head had reached.
- A head without a note is committed and not yet published.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId


class LedgerLog(Base):
    """One tree under one origin. Only the newest is open; its row is the sequencers' lock."""

    __tablename__ = "ledger_logs"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    origin: Mapped[str] = mapped_column(String(120), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    published_size: Mapped[int] = mapped_column(BigInteger)
    closed_at: Mapped[datetime | None]
    trouble_code: Mapped[str | None] = mapped_column(String(40))
    trouble_at: Mapped[datetime | None]


class LedgerRecord(Base):
    """One fact that must not be rewritten: its exact bytes, and the commitment that the tree holds.

    `blob` and `salt` are null once a purge has destroyed them. The subject columns let others find records;
    each is `type:id` as bytes.
    """

    __tablename__ = "ledger_records"
    __table_args__ = (UniqueConstraint("log_id", "leaf_index"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    blob: Mapped[bytes | None] = mapped_column(LargeBinary)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Unique, so that a record that was copied whole, with its valid MAC, cannot become a second leaf.
    entry: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    mac: Mapped[bytes] = mapped_column(LargeBinary)
    subject_1: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    subject_2: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    log_id: Mapped[int | None] = mapped_column(SmallInteger, ForeignKey("ledger_logs.id"))
    leaf_index: Mapped[int | None] = mapped_column(BigInteger)
    head_size: Mapped[int | None] = mapped_column(BigInteger)
    refused_at: Mapped[datetime | None]
    purged_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))


class LedgerTile(Base):
    """Up to 256 leaves of the tree, or of a level above, with all nodes between (`services.crypto.tiles`)."""

    __tablename__ = "ledger_tiles"

    log_id: Mapped[int] = mapped_column(SmallInteger, ForeignKey("ledger_logs.id"), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    nodes: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerHead(Base):
    """The tree after one batch: it took in the leaves from `previous_size` on.

    `at`, `note` and `mac` are null until the head is published. `mac` lets the application believe the row
    without verifying two signatures; `cosignatures` are the lines of witnesses, to be served after the note.
    """

    __tablename__ = "ledger_heads"

    log_id: Mapped[int] = mapped_column(SmallInteger, ForeignKey("ledger_logs.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    previous_size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime | None]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    mac: Mapped[bytes | None] = mapped_column(LargeBinary)
    cosignatures: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class LedgerCheck(Base):
    """A complete check that was made; what counts is the record that it left in the ledger."""

    __tablename__ = "ledger_checks"
    __table_args__ = (ForeignKeyConstraint(["log_id", "size"], ["ledger_heads.log_id", "ledger_heads.size"]),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    log_id: Mapped[int] = mapped_column(SmallInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    finished_at: Mapped[datetime]
    findings: Mapped[int] = mapped_column(BigInteger)
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("ledger_records.id"), unique=True)
