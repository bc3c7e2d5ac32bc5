"""What is kept of past days: five-minute steps of the queue, and what the day was like."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

_CAFETERIA = "cafeterias.id"


class QueueStep(Base):
    """Five minutes of a day from `minute` on, as estimated afterwards from all readings of the day.

    `arrivals` is per minute, `readings` how many readings and reports fell into the step.
    """

    __tablename__ = "cafeteria_queue_steps"
    __table_args__ = (Index("ix_cafeteria_queue_steps_day", "cafeteria_id", "served_on"),)

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[float]
    wait_min: Mapped[float]
    arrivals: Mapped[float]
    readings: Mapped[int]


class ServedDay(Base):
    """What a day was like for the forecast: how many could eat by slot, and how many did.

    `shares` are pairs of a slot's first minute (null: any time) and the number of staff who could come then.
    `dishes` are the names of the main dishes. `served` is null where nobody counted.
    """

    __tablename__ = "cafeteria_served_days"

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True)
    shares: Mapped[list[list[int | None]]] = mapped_column(JSON)
    dishes: Mapped[list[str]] = mapped_column(JSON)
    served: Mapped[int | None]
