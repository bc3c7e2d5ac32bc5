"""Tables of how manuals are used: counts, and for the running month marks that nobody can read back.

No row names a person, and none says who read what: views are counted by manual and by department, never by
both, and a visitor's mark belongs to no manual.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId


class ManualViewCount(Base):
    """How often a manual was opened in a month; `month_on` is its first day."""

    __tablename__ = "manual_view_counts"

    month_on: Mapped[date] = mapped_column(primary_key=True)
    manual_id: Mapped[int] = mapped_column(ForeignKey("manuals.id"), primary_key=True)
    views: Mapped[int]


class ManualVisitCount(Base):
    """How often people of a department opened manuals in a month, and once it is over how many they were and
    how many of them came on more than one day. Unit 0 stands for nobody's and for what is too small to show.
    """

    __tablename__ = "manual_visit_counts"

    month_on: Mapped[date] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    views: Mapped[int]
    visitors: Mapped[int]
    returned: Mapped[int]


class ManualVisitMonth(Base):
    """A month's key. It goes with the month's marks: afterwards nobody can make them again, or compare."""

    __tablename__ = "manual_visit_months"

    month_on: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    closed_at: Mapped[datetime | None]


class ManualVisitMark(Base):
    """A visitor of the running month under its key, her department, and on how many days she came."""

    __tablename__ = "manual_visit_marks"

    month_on: Mapped[date] = mapped_column(ForeignKey("manual_visit_months.month_on"), primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    institution_id: Mapped[int] = mapped_column(BigId)
    unit_id: Mapped[int] = mapped_column(BigId)
    days: Mapped[int]
    last_on: Mapped[date]
