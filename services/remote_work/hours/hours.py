"""When each person's day begins and ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

ORDINARY_STARTS = 9 * 60
ORDINARY_ENDS = 18 * 60


@dataclass(frozen=True)
class Hours:
    """A day's hours in Korean minutes after midnight; `kind` is `ordinary` or a flexible type's code."""

    starts_minute: int
    ends_minute: int
    kind: str = "ordinary"


def hours_of(session: Session, staff_ids: Collection[int], on: date) -> dict[int, Hours]:
    """The hours of every one of these people on a day."""
    return {staff_id: Hours(ORDINARY_STARTS, ORDINARY_ENDS) for staff_id in staff_ids}
