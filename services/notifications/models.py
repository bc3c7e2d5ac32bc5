"""Tables of notifications."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_ONCE = 80


class Notice(Base):
    """Something a person must be told, as a kind with its facts.

    `once` is what it is about where it may be said one time only, however often it becomes due.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_staff", "staff_id", "read_at"),
        Index("ux_notices_once", "staff_id", "kind", "once", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
    once: Mapped[str | None] = mapped_column(String(LONGEST_ONCE))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
