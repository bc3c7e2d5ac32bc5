"""Bookings of days that are over, for a demonstration that begins with a history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.remote_work.seats.models import SeatBooking


@dataclass(frozen=True)
class PastBooking:
    """One that is over: it holds no seat. `state` is left, released or cancelled."""

    id: bytes
    seat_id: int
    staff_id: int
    on: date
    part: str
    state: str
    why: str | None
    made_at: datetime
    arrived_at: datetime | None
    over_at: datetime


def keep_past_bookings(session: Session, bookings: Sequence[PastBooking]) -> None:
    rows = [
        {name: value for name, value in vars(each).items() if name != "on"}
        | {"booked_on": each.on, "is_late": False}
        for each in bookings
    ]
    if rows:
        session.execute(insert(SeatBooking), rows)
