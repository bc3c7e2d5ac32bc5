"""One evidence with everything that its page, its sheet and its pictures say about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services import people, trips
from services.access_log import Look, list_looks_at
from services.ledger import Head, LedgerAltered, Prover
from services.trips import Nearest, TapView, TripView
from webapp.context import current_person, keys, opening_keys
from webapp.pages.trips.inclusion import Inclusion, find_inclusion

ID_SHOWN = 8
MOST_TRIPS = 40


@dataclass(frozen=True)
class EvidencePage:
    """`beacon` is the head that the payload names, None where the ledger has no such head.

    `place` is where the ledger has the evidence, None while it waits; `choices` are the trips that a free tap
    may be put on, those of its own day first.
    """

    tap: TapView
    trip: TripView | None
    nearest: Nearest | None
    town: str | None
    beacon: Head | None
    place: Inclusion | None
    looks: Sequence[Look]
    names: dict[int, str]
    choices: Sequence[TripView]

    @property
    def qr_text(self) -> str:
        return trips.to_qr_text(self.tap.frame)

    @property
    def short_id(self) -> str:
        return self.tap.id.hex()[:ID_SHOWN]

    @property
    def integrated_at(self) -> datetime | None:
        return self.place.first.at if self.place else None


def load_evidence_page(session: Session, evidence_id: bytes) -> EvidencePage:
    """Raises: NotFound for whoever has not captured it."""
    staff_id = current_person().staff_id
    tap = trips.get_tap(session, opening_keys(), evidence_id, staff_id)
    trip = _find_trip(session, tap, staff_id)
    looks = list_looks_at(session, "evidence", tap.id.hex())
    return EvidencePage(
        tap=tap,
        trip=trip,
        nearest=trips.nearest_destination(tap.point, trip.destinations) if trip else None,
        town=trips.find_town(session, tap.point),
        beacon=_find_beacon(session, tap),
        place=_find_place(session, tap),
        looks=looks,
        names=people.names_of(session, {look.viewer_id for look in looks}),
        choices=() if trip else _list_choices(session, tap, staff_id),
    )


def _find_trip(session: Session, tap: TapView, staff_id: int) -> TripView | None:
    """The trip that the tap counts for; from a cancelled or refused one it may go on to another."""
    if tap.trip_id is None:
        return None
    trip = trips.get_trip(session, tap.trip_id, staff_id)
    return None if trip.lets_taps_go else trip


def _find_beacon(session: Session, tap: TapView) -> Head | None:
    size, root = tap.payload.beacon_size, tap.payload.beacon_root
    try:
        heads = Prover(session, keys().pending_key).find_heads(tap.origin, [size])
    except LedgerAltered:
        return None
    head = heads.get(size)
    return head if head and head.beacon == (size, root) else None


def _find_place(session: Session, tap: TapView) -> Inclusion | None:
    try:
        return find_inclusion(session, tap.record_id)
    except LedgerAltered:
        return None


def _list_choices(session: Session, tap: TapView, staff_id: int) -> list[TripView]:
    """Trips that a free tap may belong to: those of its own day first."""
    found = [trip for trip in trips.list_trips(session, staff_id, MOST_TRIPS) if not trip.lets_taps_go]
    at = tap.captured_at
    return sorted(found, key=lambda trip: max(trip.starts_at - at, at - trip.ends_at))
