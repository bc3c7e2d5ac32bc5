"""What a lead approves when she approves a trip: the one encoding that plan, row and leaf share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.clock import to_millis
from services.crypto import canonical
from services.trips.geo import Point

VERSION = 1


@dataclass(frozen=True)
class DestinationPlan:
    """A place to go; without a point only its name is known."""

    name: str
    point: Point | None
    radius_m: int


class Content(Protocol):
    """What a plan and a stored trip have in common."""

    @property
    def purpose(self) -> str: ...
    @property
    def destinations(self) -> Sequence[DestinationPlan]: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def vehicle(self) -> str: ...
    @property
    def companion_ids(self) -> Sequence[int]: ...


def content_of(trip: Content) -> bytes:
    """What an approval of the trip commits to, as deterministic CBOR:

    [1, purpose, start and end in milliseconds since 1970, vehicle, [[name, lat_e7, lon_e7, radius_m], ...],
    companions' ids in ascending order]; a destination without a point has nulls.
    """
    places = [
        [d.name, d.point.lat_e7 if d.point else None, d.point.lon_e7 if d.point else None, d.radius_m]
        for d in trip.destinations
    ]
    period = [to_millis(trip.starts_at), to_millis(trip.ends_at)]
    return canonical.encode(
        [VERSION, trip.purpose, *period, trip.vehicle, places, sorted(trip.companion_ids)]
    )
