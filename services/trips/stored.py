"""Stored evidences for a batch of verdicts: themselves, and the captures of the same device around each."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select, tuple_, union
from sqlalchemy.orm import Session

from services.trips.capture import PAPER
from services.trips.evidence import FIRST_PREVIOUS, Opened
from services.trips.models import Evidence


class StoredEvidence(NamedTuple):
    """A row as it is kept: sealed, or the tombstone of a destroyed one."""

    id: bytes
    staff_id: int
    device_id: bytes
    sequence: int
    previous: bytes
    trip_id: bytes | None
    received_at: datetime
    source: str
    frame: bytes | None
    context: bytes | None
    record_id: int
    destroyed_at: datetime | None
    destroyed_rule: str | None

    @property
    def is_from_paper(self) -> bool:
        return self.source == PAPER

    @property
    def frame_sha256(self) -> bytes | None:
        return sha256(self.frame).digest() if self.frame else None


_COLUMNS = tuple(getattr(Evidence, name) for name in StoredEvidence._fields)


def find_stored_evidences(session: Session, captures: Collection[Opened]) -> dict[bytes, StoredEvidence]:
    """The rows of these captures, of their predecessors, of what follows them, and of what stands beside
    them in the device's line: with the same predecessor or the same number. One statement.

    Asks nobody's leave, so only `services.audit` may call it.
    """
    if not captures:
        return {}
    ids = {capture.id for capture in captures}
    # All first captures of all devices name the same predecessor: those are found by their number alone.
    before = {capture.payload.previous for capture in captures} - {FIRST_PREVIOUS}
    numbers = {(capture.payload.device, capture.payload.sequence) for capture in captures}
    wanted = union(
        select(Evidence.id).where(Evidence.id.in_(ids | before)),
        select(Evidence.id).where(Evidence.previous.in_(ids | before)),
        select(Evidence.id).where(tuple_(Evidence.device_id, Evidence.sequence).in_(numbers)),
    )
    query = select(*_COLUMNS).where(Evidence.id.in_(wanted))
    stored = map(StoredEvidence._make, session.connection().execute(query))
    return {evidence.id: evidence for evidence in stored}
