"""The table of calendar addresses."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class CalendarFeed(Base):
    """A person's secret address for a calendar; the token is known here by its SHA-256 alone."""

    __tablename__ = "calendar_feeds"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime]
    last_read_at: Mapped[datetime | None]
