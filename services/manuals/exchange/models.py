"""The table of files that somebody has looked at."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

LONGEST_FILENAME = 200


class ManualImport(Base):
    """Files of manuals: planned, perhaps applied, or in the middle of it.

    `content` holds what the files say that are yet to be applied, and what those came to that are.
    """

    __tablename__ = "manual_imports"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    filename: Mapped[str] = mapped_column(String(LONGEST_FILENAME))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    planned_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
