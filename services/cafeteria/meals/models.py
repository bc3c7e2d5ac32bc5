"""Tables of meals: the menu, who does not eat today, and how many were expected, served and left over."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

_STAFF = "staff.id"
_CAFETERIA = "cafeterias.id"


class Menu(Base):
    """One day's lunch. `dishes` are pairs of a name and the numbers of its allergens, in the order of the
    menu. `note` holds what stands beside them, such as the reason of a day without lunch."""

    __tablename__ = "cafeteria_menus"

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True)
    dishes: Mapped[list[list[object]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(200))
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    changed_at: Mapped[datetime]


class OptOut(Base):
    """Somebody who does not eat here on a day; gone when the day has been counted."""

    __tablename__ = "meal_opt_outs"

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True, index=True)
    told_at: Mapped[datetime]


class MealDay(Base):
    """What the kitchen was told for a day, and what came of it.

    `present` are the staff whose lunch is here, `away` those of them on trips and the like by kind,
    `opted_out` those who said that they do not eat, `expected` the number that the kitchen was told: all as
    of `told_at`, and null on a day on which nobody was told anything before it began to serve. `served` and
    `left_over` are portions, null until somebody counted.
    """

    __tablename__ = "meal_days"
    __table_args__ = (
        CheckConstraint("served IS NULL OR served >= 0", name="served"),
        CheckConstraint("left_over IS NULL OR left_over >= 0", name="left_over"),
        CheckConstraint("(told_at IS NULL) = (expected IS NULL)", name="told"),
    )

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True)
    present: Mapped[int | None]
    away: Mapped[dict[str, int]] = mapped_column(JSON)
    opted_out: Mapped[int | None]
    expected: Mapped[int | None]
    told_at: Mapped[datetime | None]
    served: Mapped[int | None]
    left_over: Mapped[int | None]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    counted_at: Mapped[datetime | None]
