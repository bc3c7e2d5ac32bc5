"""The table of days off that no calendar of public holidays knows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class SpecialDay(Base):
    """A temporary holiday, or a day off of this organisation alone."""

    __tablename__ = "special_days"

    held_on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
