"""Puts together the case of each code from what was gathered for the batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from services import trips
from services.audit.case import (
    FIRST_PREVIOUS,
    Case,
    Context,
    CountedTrip,
    Relative,
    count_trip,
    find_attachment,
    find_destruction,
    find_own,
    is_destroyed,
    is_from_paper,
)
from services.audit.devices import EnrolledDevice
from services.audit.gather import Gathered, attached_trip
from services.audit.opening import OpenedCode
from services.audit.proven import Proven
from services.errors import BalgilError, UnknownKey
from services.ledger import Head, State
from services.trips import Nearest, Payload, Point, StoredEvidence

# Further apart than this, every place of the country can be reached from every other.
COMPARED_WITHIN: Final = timedelta(hours=4)


class CaseBuilder:
    """Builds the cases of one batch; a neighbour that several of them share is opened once."""

    def __init__(self, keys: trips.Keys, gathered: Gathered, codes: Iterable[OpenedCode]) -> None:
        self._keys = keys
        self._gathered = gathered
        self._payloads: dict[bytes, Payload | None] = {code.id: code.opened.payload for code in codes}
        self._following: dict[bytes, list[StoredEvidence]] = defaultdict(list)
        self._numbered: dict[tuple[bytes, int], list[StoredEvidence]] = defaultdict(list)
        for row in gathered.rows.values():
            self._following[row.previous].append(row)
            self._numbered[row.device_id, row.sequence].append(row)

    def build(self, code: OpenedCode, device: EnrolledDevice) -> Case:
        """The case of a code whose signature by this device has verified."""
        row = self._gathered.rows.get(code.id)
        records = self._list_records(code.id, row)
        own, destruction = find_own(records), find_destruction(records)
        beacon = self._find_beacon(code)
        relatives = list(self._list_relatives(code))
        trip = self._find_trip(code.opened.payload, find_attachment(records))
        not_after, is_bound_by_later = _find_not_after(code, own, relatives)
        return Case(
            code=code,
            payload=code.opened.payload,
            device=device,
            beacon=beacon,
            is_beacon_lost=beacon is None and self._is_beyond_recovery(code),
            row=row,
            own=own,
            destruction=destruction,
            relatives=relatives,
            neighbours=list(self._open_neighbours(code, relatives, beacon)),
            trip=trip,
            nearest=None if is_destroyed(own, destruction) else _find_nearest(code.opened.payload, trip),
            context=self._open_context(code, row),
            last_check=self._gathered.last_check,
            not_before=beacon.at if beacon else None,
            not_after=not_after,
            is_bound_by_later=is_bound_by_later,
        )

    def _list_records(self, evidence_id: bytes, row: StoredEvidence | None) -> Sequence[Proven]:
        """All leaves about an evidence; one whose columns were changed is found by its row."""
        records = list(self._gathered.evidences.get(evidence_id, ()))
        named = self._gathered.by_record.get(row.record_id) if row else None
        if named and all(record.record.id != named.record.id for record in records):
            records.append(named)
        return records

    def _find_beacon(self, code: OpenedCode) -> Head | None:
        payload = code.opened.payload
        head = self._gathered.heads.get((code.origin, payload.beacon_size))
        return head if head and head.beacon == (payload.beacon_size, payload.beacon_root) else None

    def _is_beyond_recovery(self, code: OpenedCode) -> bool:
        newest = self._gathered.newest.get(code.origin)
        is_closed = code.origin != self._keys.origin
        return is_closed and (newest is None or code.opened.payload.beacon_size > newest.size)

    def _list_relatives(self, code: OpenedCode) -> Iterator[Relative]:
        """The captures before, after and beside this one in the device's line, if their leaves are proven."""
        payload = code.opened.payload
        rows = [
            *self._following.get(code.id, ()),
            *self._numbered.get((payload.device, payload.sequence), ()),
        ]
        if payload.previous != FIRST_PREVIOUS:
            rows += self._following.get(payload.previous, ())
            before = self._gathered.rows.get(payload.previous)
            rows += [before] if before else []
        for row in {row.id: row for row in rows if row.id != code.id}.values():
            if relative := self._to_relative(row, payload.device):
                yield relative

    def _to_relative(self, row: StoredEvidence, device_id: bytes) -> Relative | None:
        record = self._gathered.by_record.get(row.record_id)
        if record is None or record.state is State.ALTERED:
            return None
        purge = record.proof.purge
        if purge:
            # What is left of it is its row: good enough to name it, not to bound another's time by it.
            return Relative(row.id, row.sequence, row.previous, None, purge.rule)
        if not (record.names("evidence", row.id) and record.names("device", device_id)):
            return None
        match record.facts:
            case {"sequence": int(sequence), "previous": bytes(previous)}:
                return Relative(row.id, sequence, previous, record.until, row.destroyed_rule)
        return None

    def _open_neighbours(
        self, code: OpenedCode, relatives: Iterable[Relative], beacon: Head | None
    ) -> Iterator[Payload]:
        """The payloads right before and after this one, unless the ledger says that they are hours apart."""
        previous, earliest = code.opened.payload.previous, beacon.at if beacon else None
        for relative in relatives:
            is_before = relative.id == previous
            if not is_before and relative.previous != code.id:
                continue
            if is_before and earliest and relative.until and earliest - relative.until > COMPARED_WITHIN:
                continue
            if payload := self._payload_of(relative.id, code.origin):
                yield payload

    def _payload_of(self, evidence_id: bytes, origin: str) -> Payload | None:
        """A stored payload, believed because its id is the hash that a proven leaf or a signature names."""
        if evidence_id not in self._payloads:
            self._payloads[evidence_id] = self._open_stored(evidence_id, origin)
        return self._payloads[evidence_id]

    def _open_stored(self, evidence_id: bytes, origin: str) -> Payload | None:
        frame = self._gathered.rows[evidence_id].frame
        try:
            opened = trips.open_frame(self._keys.audit, origin, frame or b"")
        except BalgilError:
            return None
        return opened.payload if opened.id == evidence_id else None

    def _find_trip(self, payload: Payload, attached: Proven | None) -> CountedTrip | None:
        trip_id = attached_trip(attached.record) if attached else payload.trip
        if trip_id is None:
            return None
        gathered = self._gathered
        return count_trip(gathered.trips.get(trip_id), gathered.decisions.get(trip_id, ()), attached)

    def _open_context(self, code: OpenedCode, row: StoredEvidence | None) -> Context:
        if row is None or row.context is None:
            return Context()
        expected = code.opened.payload.context_hash
        try:
            data = trips.open_context(self._keys.audit, code.origin, row.context, expected)
        except UnknownKey:
            return Context(problem="context_unreadable")
        except BalgilError:
            return Context(problem="context_contradicts")
        value = trips.read_context(data)
        return Context(value, "context_unreadable" if value is None else "")


def _find_nearest(payload: Payload, trip: CountedTrip | None) -> Nearest | None:
    if trip is None or trip.stored is None or trip.differs:
        return None
    return trips.nearest_destination(Point(payload.lat_e7, payload.lon_e7), trip.stored.destinations)


def _find_not_after(
    code: OpenedCode, own: Proven | None, relatives: Iterable[Relative]
) -> tuple[datetime | None, bool]:
    """When the ledger had it, and whether that is the word of a later capture that commits to it.

    What came from a phone has a leaf of its own; of paper, a later capture may tell earlier.
    """
    own_word = own.until if own else None
    if own and not is_from_paper(own):
        return own_word, False
    later = [r.until for r in relatives if r.until and r.previous == code.id]
    earliest = min(later, default=None)
    if earliest and (own_word is None or earliest < own_word):
        return earliest, True
    return own_word, False
