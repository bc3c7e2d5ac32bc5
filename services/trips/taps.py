"""Evidences as their owner sees them: opened, on a timeline and a map, attached to a trip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services import approvals
from services.clock import from_millis
from services.errors import CannotOpen, Conflict, Malformed, UnknownKey
from services.ledger import Appender
from services.texts import N_
from services.trips.capture import Keys, evidence_not_found
from services.trips.content import DestinationPlan
from services.trips.evidence import Payload, open_for_any
from services.trips.geo import Point, band_of, distance_m
from services.trips.models import Evidence, Trip
from services.trips.trip_views import APPROVAL_KIND, TripView, get_trip, trips_by_id


@dataclass(frozen=True)
class TapView:
    """One capture, opened for its owner. `trip_id` is the trip it counts for, not the one it names; `origin`
    is the name of the ledger that it was sealed for."""

    id: bytes
    trip_id: bytes | None
    received_at: datetime
    source: str
    frame: bytes
    record_id: int
    origin: str
    payload: Payload

    @property
    def captured_at(self) -> datetime:
        """By the phone's clock."""
        return from_millis(self.payload.phone_at_ms)

    @property
    def fixed_at(self) -> datetime:
        """By the receiver's clock."""
        return from_millis(self.payload.fixed_at_ms)

    @property
    def point(self) -> Point:
        return Point(self.payload.lat_e7, self.payload.lon_e7)

    @property
    def accuracy_m(self) -> int:
        return self.payload.accuracy_m


@dataclass(frozen=True)
class Taps:
    """What could be opened, in order; how many were destroyed by rule; how many no key that is here opens."""

    opened: tuple[TapView, ...] = ()
    destroyed: int = 0
    unreadable: int = 0


@dataclass(frozen=True)
class Nearest:
    """The destination that a tap is nearest to. `band_m` is None beyond the last band."""

    destination: DestinationPlan
    distance_m: float
    band_m: int | None


def list_trip_taps(session: Session, keys: Keys, trip: TripView, person_id: int) -> Taps:
    """The person's own taps of a trip, in the order of their capture; nobody sees anybody else's."""
    query = select(Evidence).where(Evidence.trip_id == trip.id, Evidence.staff_id == person_id)
    return _open_rows(session, keys, query, newest_first=False)


def list_free_taps(session: Session, keys: Keys, staff_id: int, limit: int = 50) -> Taps:
    """A person's taps that belong to no trip, or to one that was cancelled or refused; newest first."""
    query = (
        select(Evidence)
        .outerjoin(Trip, Trip.id == Evidence.trip_id)
        .where(
            Evidence.staff_id == staff_id,
            Evidence.destroyed_at.is_(None),
            or_(
                Evidence.trip_id.is_(None),
                Trip.cancelled_at.is_not(None),
                approvals.is_refused_in_sql(APPROVAL_KIND, Trip.id),
            ),
        )
    )
    return _open_rows(session, keys, query.order_by(Evidence.received_at.desc()).limit(limit))


def list_taps(session: Session, keys: Keys, staff_id: int, limit: int = 200, offset: int = 0) -> Taps:
    """The points kept of a person, newest first, a page at a time; `destroyed` counts all that were."""
    mine = Evidence.staff_id == staff_id
    query = select(Evidence).where(mine, Evidence.frame.is_not(None))
    page = query.order_by(Evidence.received_at.desc(), Evidence.id).limit(limit).offset(offset)
    destroyed = session.scalar(select(func.count()).where(mine, Evidence.frame.is_(None))) or 0
    return replace(_open_rows(session, keys, page), destroyed=destroyed)


def count_taps(session: Session, staff_id: int) -> int:
    """How many points are kept of a person."""
    kept = (Evidence.staff_id == staff_id) & Evidence.frame.is_not(None)
    return session.scalar(select(func.count()).where(kept)) or 0


def get_tap(session: Session, keys: Keys, evidence_id: bytes, staff_id: int) -> TapView:
    """One tap, to the person who made it.

    Raises: NotFound `evidence_not_found`, for somebody else's and a destroyed one too; Conflict
    `evidence_unreadable` when no key that is here opens it.
    """
    query = select(Evidence).where(Evidence.id == evidence_id, Evidence.staff_id == staff_id)
    found = _open_rows(session, keys, query)
    if found.unreadable:
        raise Conflict("evidence_unreadable", N_("지금 있는 키로는 열 수 없는 증빙이에요."))
    if not found.opened:
        raise evidence_not_found()
    return found.opened[0]


def attach_tap(
    session: Session, ledger: Appender, evidence_id: bytes, trip_id: bytes, staff_id: int, now: datetime
) -> None:
    """Puts a free tap on one of the person's trips, with a leaf that says when; again changes nothing.

    Raises: NotFound; Conflict `trip_cancelled`, `trip_refused`, `attached` when it belongs to another trip.
    """
    trip = get_trip(session, trip_id, staff_id)
    row = session.scalars(
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.staff_id == staff_id, Evidence.destroyed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise evidence_not_found()
    if row.trip_id == trip_id:
        return
    if trip.cancelled_at:
        raise Conflict("trip_cancelled", N_("취소한 출장에는 붙일 수 없어요. 다른 출장을 골라 주세요."))
    if trip.is_refused:
        raise Conflict("trip_refused", N_("반려된 출장에는 붙일 수 없어요. 다른 출장을 골라 주세요."))
    if row.trip_id is not None and not trips_by_id(session, [row.trip_id])[row.trip_id].lets_taps_go:
        raise Conflict("attached", N_("이미 다른 출장에 붙은 증빙이에요."))
    row.trip_id = trip_id
    ledger.append(session, "trip_attached", [("evidence", evidence_id), ("trip", trip_id)], {}, now)
    session.flush()


def nearest_destination(point: Point, destinations: Sequence[DestinationPlan]) -> Nearest | None:
    """The nearest destination whose point is known, if there is one."""
    measured = [(distance_m(point, d.point), d) for d in destinations if d.point]
    if not measured:
        return None
    distance, destination = min(measured, key=lambda pair: pair[0])
    return Nearest(destination, distance, band_of(distance))


def _open_rows(session: Session, keys: Keys, query: Select[Evidence], *, newest_first: bool = True) -> Taps:
    rows = list(session.scalars(query.execution_options(populate_existing=True)))
    kept = [row for row in rows if row.frame is not None]
    views = [view for row in kept if (view := _to_view(row, keys))]
    views.sort(key=lambda view: (view.captured_at, view.payload.sequence), reverse=newest_first)
    return Taps(tuple(views), len(rows) - len(kept), len(kept) - len(views))


def _to_view(row: Evidence, keys: Keys) -> TapView | None:
    """The opened row: its signature was verified when it was taken in."""
    try:
        origin, opened = open_for_any(keys.audit, keys.origins, row.frame or b"")
    except (Malformed, UnknownKey, CannotOpen):
        return None
    return TapView(
        id=row.id,
        trip_id=row.trip_id,
        received_at=row.received_at,
        source=row.source,
        frame=row.frame or b"",
        record_id=row.record_id,
        origin=origin,
        payload=opened.payload,
    )
