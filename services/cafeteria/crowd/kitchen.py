"""What the kitchen said last: its own tap, not what became of it in the estimate."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria.crowd.models import Reading
from services.cafeteria.levels import LEVELS, Level
from services.clock import local_day, local_instant


@dataclass(frozen=True)
class KitchenLevel:
    level: Level
    at: datetime


def find_kitchen_level(session: Session, cafeteria_id: int, now: datetime) -> KitchenLevel | None:
    """The kitchen's newest tap of today."""
    query = select(Reading.value, Reading.measured_at).where(
        Reading.cafeteria_id == cafeteria_id,
        Reading.sensor_id.is_(None),
        Reading.kind == "level",
        Reading.measured_at >= local_instant(local_day(now), time(0)),
        Reading.measured_at <= now,
    )
    row = session.execute(query.order_by(Reading.measured_at.desc(), Reading.id.desc())).first()
    return KitchenLevel(LEVELS[row.value], row.measured_at) if row else None
