"""What a demonstration's lunch clock needs on the web: people see it, and sensors need not know of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.cafeteria import SensorBatch
from webapp.context import lunch_now, parts, settings

ONE_MINUTE = timedelta(minutes=1)


def find_lunch_time() -> datetime | None:
    """The time in the cafeterias, where that is another one than everybody's."""
    return lunch_now() if settings().demo_lunch else None


def to_lunch_time(batch: SensorBatch, lunch_at: datetime) -> SensorBatch:
    """A batch by the clock of the cafeterias: sensors go by everybody's, and theirs is not wrong for that."""
    if not settings().demo_lunch:
        return batch
    # Whole minutes apart; looked at one after the other they are a moment more, and what is repeated must not
    # differ by that.
    shift = round((lunch_at - parts().clock.now()) / ONE_MINUTE) * ONE_MINUTE
    return SensorBatch(
        [replace(reading, measured_at=reading.measured_at + shift) for reading in batch.readings],
        batch.sent_at + shift if batch.sent_at else None,
    )
