"""Tables of meals: the menu, who does not eat today, and how many were expected, served and left over."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

_STAFF = "staff.id"
_CAFETERIA = "cafeterias.id"


class Menu(Base):
    """One day's lunch. `dishes` are pairs of a name and the numbers of its allergens, in the order of the
    menu; the first one is the main dish."""

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

    `present` are the staff whose lunch is here, `away` those on trips and the like by kind, `expected` the
    number that the kitchen cooked for. `served` and `left_over` are portions, null until somebody counted.
    """

    __tablename__ = "meal_days"
    __table_args__ = (CheckConstraint("served IS NULL OR served >= 0", name="served"),)

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True)
    present: Mapped[int]
    away: Mapped[dict[str, int]] = mapped_column(JSON)
    opted_out: Mapped[int]
    expected: Mapped[int]
    served: Mapped[int | None]
    left_over: Mapped[int | None]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    counted_at: Mapped[datetime | None]
