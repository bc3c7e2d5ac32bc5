"""What a complete check of the ledger compares in trips: evidences as rows and as leaves."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.ledger import (
    Difference,
    Record,
    compare_rows,
    find_unproven,
    list_records_about,
    subject_of,
)
from services.trips.capture import KINDS
from services.trips.models import Evidence

SOURCES = {kind: source for source, kind in KINDS.items()}


def compare_evidences(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every evidence that is gone or does not say what its leaf says."""
    yield from compare_rows(records, "evidence", _rows(session, records), _agrees)


def compare_destroyed(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every evidence destroyed by the ledger and still there, or by another rule."""
    rows = _rows(session, records)
    for record in records:
        row = rows.get(subject_of(record, "evidence"))
        if row is None or row.frame is not None or row.destroyed_rule != record.facts.get("rule"):
            yield Difference(_about(record))


def compare_attachments(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every attached evidence that hangs on another trip than its last attachment says."""
    rows = _rows(session, records)
    for record in records:
        row = rows.get(subject_of(record, "evidence"))
        if row is None or row.trip_id not in (subject_of(record, "trip"), _last_trip(session, row)):
            yield Difference(_about(record))


def find_unproven_destructions(session: Session) -> Iterable[Difference]:
    """Yields every evidence that is destroyed without a leaf."""
    destroyed = select(Evidence.id).where(Evidence.destroyed_at.is_not(None))
    yield from find_unproven(session, "evidence", session.scalars(destroyed).all(), "evidence_destroyed")


def _last_trip(session: Session, row: Evidence) -> bytes:
    """Where the evidence was put last: from a cancelled trip it may have gone on to another one."""
    records = list_records_about(session, [("evidence", row.id)], ["trip_attached"])
    return subject_of(records[-1], "trip")


def _rows(session: Session, records: Sequence[Record]) -> dict[bytes, Evidence]:
    ids = [subject_of(record, "evidence") for record in records]
    return {row.id: row for row in session.scalars(select(Evidence).where(Evidence.id.in_(ids)))}


def _agrees(row: Evidence, record: Record) -> bool:
    """A destroyed evidence keeps its place; its destruction has a leaf of its own."""
    facts = record.facts
    placed = row.record_id == record.id and row.source == SOURCES[record.kind]
    chained = (row.sequence, row.previous) == (facts.get("sequence"), facts.get("previous"))
    owned = row.device_id == subject_of(record, "device")
    kept = row.frame is None and row.destroyed_at is not None
    kept = kept or (row.frame is not None and sha256(row.frame).digest() == facts.get("frame_sha256"))
    return placed and chained and owned and kept


def _about(record: Record) -> str:
    return f"evidence {subject_of(record, 'evidence').hex()}"
