"""Who is on a trip at a time: for those who plan for the people that stay."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals
from services.trips.models import Companion, Trip
from services.trips.trip_views import APPROVAL_KIND


def list_away(session: Session, starts_at: datetime, ends_at: datetime) -> set[int]:
    """The staff whose own trip, or one that they go along on, overlaps the time; in one statement.

    A trip that ends at `starts_at` or begins at `ends_at` does not overlap. Cancelled and refused trips do
    not count; one that still waits for its lead does.
    """
    trips = (
        select(Trip.id, Trip.owner_id)
        .where(
            Trip.ends_at > starts_at,
            Trip.starts_at < ends_at,
            Trip.cancelled_at.is_(None),
            ~approvals.is_refused_in_sql(APPROVAL_KIND, Trip.id),
        )
        .cte("at_the_time")
    )
    along = select(Companion.staff_id).join(trips, trips.c.id == Companion.trip_id)
    return set(session.scalars(select(trips.c.owner_id).union(along)))
