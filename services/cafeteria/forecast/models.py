"""What is kept of past days: five-minute steps of the queue, and what the day was like."""

from datetime import date

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

_CAFETERIA = "cafeterias.id"


class QueueStep(Base):
    """Five minutes of a day from `minute` on, as estimated afterwards from all readings of the day.

    `arrivals` is per minute, `readings` how many readings and reports fell into the step. `low_min`,
    `mid_min` and `high_min` are the wait that the days before had made expect: null where nothing was.
    """

    __tablename__ = "cafeteria_queue_steps"

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[float]
    wait_min: Mapped[float]
    arrivals: Mapped[float]
    readings: Mapped[int]
    low_min: Mapped[float | None]
    mid_min: Mapped[float | None]
    high_min: Mapped[float | None]


class ServedDay(Base):
    """What a day was like for the forecast; how many were served is told by the meals.

    `shares` are pairs of a slot's first minute (null: any time) and the number of staff who could come then.
    `dishes` are the names of the main dishes, `served_per_minute` the rate that the steps were made with.
    """

    __tablename__ = "cafeteria_served_days"

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    served_on: Mapped[date] = mapped_column(primary_key=True)
    shares: Mapped[list[list[int | None]]] = mapped_column(JSON)
    dishes: Mapped[list[str]] = mapped_column(JSON)
    served_per_minute: Mapped[float]
