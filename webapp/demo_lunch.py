"""What a demonstration's lunch clock needs on the web: people see it, and sensors need not know of it."""

from dataclasses import replace
from datetime import datetime

from services.cafeteria import SensorBatch
from webapp.context import lunch_now, parts, settings


def find_lunch_time() -> datetime | None:
    """The time in the cafeterias, where that is another one than everybody's."""
    return lunch_now() if settings().demo_lunch else None


def by_real_clock(batch: SensorBatch) -> SensorBatch:
    """A batch that does not say when it was sent was sent now, by the clock that its sensor has.

    Elsewhere that is the cafeterias' own clock anyway, and a batch without a time stays without one.
    """
    if settings().demo_lunch and batch.sent_at is None:
        return replace(batch, sent_at=parts().clock.now())
    return batch
