"""Trips for a batch of verdicts: what their rows say now, and the hash that an approval commits to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.trips.content import DestinationPlan, content_of
from services.trips.geo import Point
from services.trips.models import Companion, Destination, Trip


@dataclass(frozen=True)
class StoredTrip:
    """A trip as its rows say it, without names and without the state of its approval."""

    id: bytes
    owner_id: int
    purpose: str
    starts_at: datetime
    ends_at: datetime
    vehicle: str
    cancelled_at: datetime | None
    destinations: Sequence[DestinationPlan]
    companion_ids: Sequence[int]

    def belongs_to(self, staff_id: int) -> bool:
        """Whether her taps may count for it: as the owner's or as a companion's."""
        return staff_id == self.owner_id or staff_id in self.companion_ids

    @cached_property
    def content_sha256(self) -> bytes:
        return sha256(content_of(self)).digest()


_COLUMNS = (
    Trip.id,
    Trip.owner_id,
    Trip.purpose,
    Trip.starts_at,
    Trip.ends_at,
    Trip.vehicle,
    Trip.cancelled_at,
)


def find_stored_trips(session: Session, trip_ids: Collection[bytes]) -> dict[bytes, StoredTrip]:
    """The trips of these ids that exist, in three statements.

    Asks nobody's leave, so outside only `services.audit` may call it.
    """
    if not trip_ids:
        return {}
    destinations, companions = _destinations(session, trip_ids), _companions(session, trip_ids)
    rows = session.connection().execute(select(*_COLUMNS).where(Trip.id.in_(trip_ids)))
    return {row.id: StoredTrip(*row, destinations[row.id], companions[row.id]) for row in rows}


def _destinations(session: Session, trip_ids: Collection[bytes]) -> dict[bytes, list[DestinationPlan]]:
    found: dict[bytes, list[DestinationPlan]] = defaultdict(list)
    query = (
        select(
            Destination.trip_id,
            Destination.name,
            Destination.lat_e7,
            Destination.lon_e7,
            Destination.radius_m,
        )
        .where(Destination.trip_id.in_(trip_ids))
        .order_by(Destination.position)
    )
    for trip_id, name, lat_e7, lon_e7, radius_m in session.connection().execute(query):
        point = Point(lat_e7, lon_e7) if lat_e7 is not None and lon_e7 is not None else None
        found[trip_id].append(DestinationPlan(name, point, radius_m))
    return found


def _companions(session: Session, trip_ids: Collection[bytes]) -> dict[bytes, list[int]]:
    found: dict[bytes, list[int]] = defaultdict(list)
    query = select(Companion.trip_id, Companion.staff_id).where(Companion.trip_id.in_(trip_ids))
    for trip_id, staff_id in session.connection().execute(query.order_by(Companion.staff_id)):
        found[trip_id].append(staff_id)
    return found
