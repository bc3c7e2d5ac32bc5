"""Reads everything that a batch of verdicts needs, in statements whose number does not grow with the batch.

This comes before the signatures are verified: fields of opened payloads serve as keys to look up, and nothing
of them is told. Everything from the ledger is proven here, once for the whole batch.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import ledger as ledgers
from services import people, trips
from services.audit.devices import enrolled_key, second_device
from services.audit.opening import OpenedCode
from services.audit.proven import Proven, prove_all
from services.ledger import CompleteCheck, Head, Prover, Record
from services.trips import StoredEvidence, StoredTrip

DEVICE_KINDS = ("device_enrolled", "device_retired", "device_revoked")
EVIDENCE_KINDS = ("evidence", "evidence_restored", "evidence_destroyed", "trip_attached")
DECISION_KINDS = ("approval_decided", "approval_undone")

ById = Mapping[bytes, Sequence[Proven]]


@dataclass(frozen=True)
class Gathered:
    """What the database says about a batch.

    `devices`, `evidences` and `decisions` are proven records by the id of the device, evidence or trip that
    they are about. `by_record` holds the records of stored rows too, by record id. `waiting` are devices that
    lack their second signature; `heads` the published heads that beacons name, by origin and size.
    """

    devices: ById
    second_keys: Mapping[str, bytes]
    waiting: Collection[bytes]
    rows: Mapping[bytes, StoredEvidence]
    by_record: Mapping[int, Proven]
    evidences: ById
    heads: Mapping[tuple[str, int], Head]
    newest: Mapping[str, Head]
    trips: Mapping[bytes, StoredTrip]
    decisions: ById
    last_check: CompleteCheck | None


def gather(session: Session, prover: Prover, codes: Collection[OpenedCode]) -> Gathered:
    """Everything about these codes."""
    # 1. What is stored of the captures themselves and of those around them.
    rows = trips.find_stored_evidences(session, [code.opened for code in codes])
    # 2. What the ledger holds about devices, evidences and trips.
    device_ids = {code.opened.payload.device for code in codes}
    devices = _records_about(session, "device", device_ids, DEVICE_KINDS)
    seconds = {second for record in devices if (second := second_device(record))}
    confirming = _records_about(session, "device", seconds, DEVICE_KINDS[:1])
    evidences = _records_about(session, "evidence", {code.id for code in codes}, EVIDENCE_KINDS)
    known = {record.id for record in evidences}
    others = [row.record_id for row in rows.values() if row.record_id not in known]
    stored = ledgers.list_records(session, others)
    trip_ids = _list_trip_ids(codes, evidences)
    decisions = _records_about(session, "trip", trip_ids, DECISION_KINDS)
    last_check = ledgers.last_complete_check(session)
    # 3. All of it proven at once.
    records = [*devices, *confirming, *evidences, *stored, *decisions]
    by_record = prove_all(prover, [*records, *([last_check.record] if last_check else [])])
    return Gathered(
        devices=_group(by_record, devices, "device"),
        second_keys=_second_keys(_group(by_record, confirming, "device")),
        waiting=_find_waiting(session, device_ids, devices),
        rows=rows,
        by_record=by_record,
        evidences=_group(by_record, evidences, "evidence"),
        heads=_find_heads(prover, codes),
        newest={code.origin: head for code in codes if (head := prover.newest(code.origin))},
        trips=trips.find_stored_trips(session, trip_ids),
        decisions=_group(by_record, decisions, "trip"),
        last_check=_believe(last_check, by_record),
    )


def _records_about(
    session: Session, kind: str, ids: Iterable[bytes], record_kinds: Sequence[str]
) -> list[Record]:
    return ledgers.list_records_about(session, [(kind, subject) for subject in ids], record_kinds)


def _list_trip_ids(codes: Iterable[OpenedCode], evidences: Iterable[Record]) -> list[bytes]:
    """The trips that payloads name, and those that captures were put on later."""
    named = {code.opened.payload.trip for code in codes}
    later = {trip_id for record in evidences if (trip_id := attached_trip(record))}
    return sorted({trip_id for trip_id in named | later if trip_id})


def attached_trip(record: Record) -> bytes | None:
    """The trip of a leaf that put a capture on one; told by its columns, which the proof compares."""
    for column in (record.subject_1, record.subject_2) if record.kind == "trip_attached" else ():
        if column and column.startswith(b"trip:"):
            return column.removeprefix(b"trip:")
    return None


def _group(by_record: Mapping[int, Proven], records: Iterable[Record], kind: str) -> ById:
    """Proven records by the id of their subject of one kind, in the order of the ledger."""
    prefix = kind.encode() + b":"
    groups: dict[bytes, list[Proven]] = defaultdict(list)
    for record in records:
        for column in (record.subject_1, record.subject_2):
            if column and column.startswith(prefix):
                groups[column.removeprefix(prefix)].append(by_record[record.id])
    return groups


def _second_keys(confirming: ById) -> dict[str, bytes]:
    return {device_id.hex(): enrolled_key(records[0]) for device_id, records in confirming.items()}


def _find_waiting(session: Session, device_ids: set[bytes], enrolled: Iterable[Record]) -> set[bytes]:
    known = {record.subject_1 for record in enrolled}
    strange = [device_id for device_id in device_ids if b"device:" + device_id not in known]
    views = people.devices_by_id(session, strange)
    return {view.id for view in views.values() if view.state is people.DeviceState.PENDING}


def _find_heads(prover: Prover, codes: Iterable[OpenedCode]) -> dict[tuple[str, int], Head]:
    sizes: dict[str, set[int]] = defaultdict(set)
    for code in codes:
        sizes[code.origin].add(code.opened.payload.beacon_size)
    return {
        (origin, size): head
        for origin, wanted in sizes.items()
        for size, head in prover.find_heads(origin, wanted).items()
    }


def _believe(check: CompleteCheck | None, by_record: Mapping[int, Proven]) -> CompleteCheck | None:
    """A complete check counts only as the leaf that it left."""
    return check if check and by_record[check.record.id].is_believable else None
