"""The table of absences."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId


class AbsenceRow(Base):
    """One person away from one instant to another (not included), and what says so.

    One that is only asked for counts for whoever plans ahead; nobody stands in for her before it is approved.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="period"),
        CheckConstraint("kind IN ('leave', 'training', 'trip', 'free', 'remote', 'centre')", name="kind"),
        Index("ix_absences_source", "source_kind", "source_id"),
        Index("ix_absences_staff", "staff_id", "until_at"),
        # Who is away now: few absences end later than that, however many there were before.
        Index("ix_absences_end", "until_at", "from_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(12))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    is_approved: Mapped[bool]
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[bytes] = mapped_column(LargeBinary(16))
