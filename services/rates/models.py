"""The table of rates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

LONGEST_NAME, LONGEST_BASIS = 60, 200
MOST_AMOUNT = 1_000_000_000


class Rate(Base):
    """An amount of the organisation from a day on, with its basis; a later row of the key replaces it.

    `key` is the name as it is compared. Without an amount it is not used any more from that day on.
    `certainty` says how sure the amount is: H law text read, M secondary source, L disputed.
    """

    __tablename__ = "rates"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("unit IN ('won', 'day', 'hour', 'percent')", name="unit"),
        CheckConstraint("certainty IN ('H', 'M', 'L')", name="certainty"),
    )

    key: Mapped[str] = mapped_column(String(LONGEST_NAME), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    amount: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(8))
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))
    certainty: Mapped[str] = mapped_column(String(1))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    set_at: Mapped[datetime]
