"""Trips as people and verdicts see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services import approvals, people
from services.errors import NotFound
from services.texts import N_
from services.trips.content import DestinationPlan
from services.trips.geo import Point
from services.trips.models import Companion, Destination, Trip

APPROVAL_KIND = "trip"
# A phone that comes back late from its trip still finds it, and one that leaves early has it already.
OPEN_BEFORE = timedelta(days=2)
OPEN_AFTER = timedelta(hours=2)
MOST_RECENT_DESTINATIONS = 8


@dataclass(frozen=True)
class TripView:
    """A trip. `approval` is its last round, None for one that was never put before a lead."""

    id: bytes
    owner_id: int
    owner_name: str
    purpose: str
    destinations: tuple[DestinationPlan, ...]
    starts_at: datetime
    ends_at: datetime
    vehicle: str
    companions: tuple[str, ...]
    companion_ids: tuple[int, ...]
    created_at: datetime
    cancelled_at: datetime | None
    approval: approvals.Request | None

    @property
    def title(self) -> str:
        """The first destination's name, and how many more."""
        first, *more = self.destinations
        return f"{first.name} +{len(more)}" if more else first.name

    @property
    def is_refused(self) -> bool:
        return self.approval is not None and self.approval.state == approvals.REFUSED

    @property
    def lets_taps_go(self) -> bool:
        """Whether its taps are free to go to another trip, and none can come to it."""
        return self.cancelled_at is not None or self.is_refused

    @property
    def is_waiting(self) -> bool:
        return self.approval is not None and self.approval.state == approvals.WAITING

    def belongs_to(self, staff_id: int) -> bool:
        """Whether her taps may count for it: as the owner's or as a companion's."""
        return staff_id == self.owner_id or staff_id in self.companion_ids

    def state(self, now: datetime) -> str:
        """cancelled, refused, running, over, waiting or planned.

        A trip whose approval still waits runs all the same: a phone at the site cannot wait for a lead.
        """
        if self.cancelled_at:
            return "cancelled"
        if self.is_refused:
            return "refused"
        if self.starts_at <= now:
            return "running" if now <= self.ends_at else "over"
        return "waiting" if self.is_waiting else "planned"


@dataclass(frozen=True)
class Going:
    """Who goes on a trip, the owner first, and when."""

    staff_ids: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None


def get_trip(session: Session, trip_id: bytes, person_id: int) -> TripView:
    """A trip, to its owner and its companions; to everybody else it does not exist."""
    view = trips_by_id(session, [trip_id]).get(trip_id)
    if view is None or not view.belongs_to(person_id):
        raise NotFound("trip_not_found", N_("그런 출장이 없어요."))
    return view


def list_trips(session: Session, person_id: int, limit: int = 50, *, offset: int = 0) -> list[TripView]:
    """A person's own trips and those she goes along on, the latest first."""
    query = select(Trip).where(_is_hers(person_id)).order_by(Trip.starts_at.desc(), Trip.id)
    return _to_views(session, list(session.scalars(query.limit(limit).offset(offset))))


def list_open_trips(session: Session, person_id: int, now: datetime) -> list[TripView]:
    """A person's trips that run or will begin within two days, and may carry taps; the earliest first.

    A refused or cancelled trip carries none; one that still waits does: the phone cannot wait for a lead.
    """
    query = (
        select(Trip)
        .where(
            _is_hers(person_id),
            Trip.cancelled_at.is_(None),
            Trip.ends_at >= now - OPEN_AFTER,
            Trip.starts_at <= now + OPEN_BEFORE,
        )
        .order_by(Trip.starts_at, Trip.id)
    )
    return [view for view in _to_views(session, list(session.scalars(query))) if not view.is_refused]


def list_overlapping(session: Session, trip: TripView) -> list[TripView]:
    """Other trips at the same time of those who go on this one; refused and cancelled ones do not count."""
    hers = (_is_hers(person_id) for person_id in (trip.owner_id, *trip.companion_ids))
    query = select(Trip).where(
        or_(*hers),
        Trip.id != trip.id,
        Trip.cancelled_at.is_(None),
        Trip.starts_at < trip.ends_at,
        Trip.ends_at > trip.starts_at,
    )
    return [view for view in _to_views(session, list(session.scalars(query))) if not view.is_refused]


def list_recent_destinations(session: Session, person_id: int) -> list[DestinationPlan]:
    """Where a person went last, each name once with its newest point: what she will likely choose again."""
    query = (
        select(Destination)
        .join(Trip, Trip.id == Destination.trip_id)
        .where(Trip.owner_id == person_id)
        .order_by(Trip.created_at.desc(), Destination.position)
        .limit(5 * MOST_RECENT_DESTINATIONS)
    )
    found: dict[str, DestinationPlan] = {}
    for row in session.scalars(query):
        found.setdefault(row.name, _to_destination(row))
    return list(found.values())[:MOST_RECENT_DESTINATIONS]


def trips_by_id(session: Session, trip_ids: Collection[bytes]) -> dict[bytes, TripView]:
    """Trips for a batch of verdicts; asks nobody's leave, so outside only `services.audit` may call it."""
    if not trip_ids:
        return {}
    rows = session.scalars(select(Trip).where(Trip.id.in_(trip_ids)))
    return {view.id: view for view in _to_views(session, list(rows))}


def list_going(session: Session, trip_ids: Sequence[bytes]) -> dict[bytes, Going]:
    """Who goes on these trips and when, in two statements."""
    more = _companions_of(session, trip_ids)
    return {
        row.id: Going((row.owner_id, *more.get(row.id, ())), row.starts_at, row.ends_at, row.cancelled_at)
        for row in session.scalars(select(Trip).where(Trip.id.in_(trip_ids)))
    }


def _is_hers(person_id: int) -> ColumnElement[bool]:
    together = select(Companion.trip_id).where(Companion.staff_id == person_id)
    return or_(Trip.owner_id == person_id, Trip.id.in_(together))


def _to_views(session: Session, trips: Sequence[Trip]) -> list[TripView]:
    """The views of these rows in four statements, however many they are."""
    if not trips:
        return []
    ids = [trip.id for trip in trips]
    destinations = _destinations_of(session, ids)
    companions = _companions_of(session, ids)
    wanted = {trip.owner_id for trip in trips}.union(*companions.values())
    names = people.names_of(session, wanted)
    requests = approvals.newest_requests(session, APPROVAL_KIND, ids)
    return [
        TripView(
            id=trip.id,
            owner_id=trip.owner_id,
            owner_name=names[trip.owner_id],
            purpose=trip.purpose,
            destinations=tuple(destinations.get(trip.id, ())),
            starts_at=trip.starts_at,
            ends_at=trip.ends_at,
            vehicle=trip.vehicle,
            companions=tuple(names[i] for i in companions.get(trip.id, ())),
            companion_ids=tuple(companions.get(trip.id, ())),
            created_at=trip.created_at,
            cancelled_at=trip.cancelled_at,
            approval=requests.get(trip.id),
        )
        for trip in trips
    ]


def _destinations_of(session: Session, trip_ids: Sequence[bytes]) -> dict[bytes, list[DestinationPlan]]:
    found: dict[bytes, list[DestinationPlan]] = {}
    query = select(Destination).where(Destination.trip_id.in_(trip_ids)).order_by(Destination.position)
    for row in session.scalars(query):
        found.setdefault(row.trip_id, []).append(_to_destination(row))
    return found


def _companions_of(session: Session, trip_ids: Sequence[bytes]) -> dict[bytes, list[int]]:
    found: dict[bytes, list[int]] = {}
    query = select(Companion).where(Companion.trip_id.in_(trip_ids)).order_by(Companion.staff_id)
    for row in session.scalars(query):
        found.setdefault(row.trip_id, []).append(row.staff_id)
    return found


def _to_destination(row: Destination) -> DestinationPlan:
    point = Point(row.lat_e7, row.lon_e7) if row.lat_e7 is not None and row.lon_e7 is not None else None
    return DestinationPlan(row.name, point, row.radius_m)
