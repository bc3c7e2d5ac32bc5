"""The cafeterias, and the days on which one of them does not serve.

Times of day are minutes after midnight in Korea (`_minute`): 690 is 11:30. Lengths of time end in `_min`.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId


class Cafeteria(Base):
    """One place that serves lunch. `served_per_minute` is what all its counters together serve."""

    __tablename__ = "cafeterias"
    __table_args__ = (
        CheckConstraint("opens_minute < closes_minute", name="hours"),
        CheckConstraint("normal_min < busy_min AND busy_min < packed_min", name="bounds"),
        CheckConstraint("served_per_minute > 0", name="rate"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    place: Mapped[str] = mapped_column(String(120))
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]
    counters: Mapped[int]
    served_per_minute: Mapped[float]
    normal_min: Mapped[int]
    busy_min: Mapped[int]
    packed_min: Mapped[int]
    has_lobby: Mapped[bool]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime]


class Closure(Base):
    """A working day on which a cafeteria does not serve."""

    __tablename__ = "cafeteria_closures"

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey("cafeterias.id"), primary_key=True)
    closed_on: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(60))
