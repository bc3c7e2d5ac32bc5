"""Appends records: each in one statement, inside the caller's transaction."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from services.crypto import canonical
from services.ledger.blobs import SALT_BYTES, Subject, authenticate, commit, encode_blob, subject_key
from services.ledger.models import LedgerRecord

_TABLE: Table = LedgerRecord.metadata.tables[LedgerRecord.__tablename__]
_INSERT = insert(_TABLE)
_INSERT_MANY = insert(_TABLE).returning(_TABLE.c.id, sort_by_parameter_order=True)


class Appended(NamedTuple):
    id: int
    blob: bytes
    entry: bytes


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to be: what it is about are ids, never names or positions."""

    kind: str
    subjects: Sequence[Subject]
    facts: Mapping[str, canonical.Value]
    at: datetime


@dataclass(frozen=True, slots=True)
class Appender:
    """The only way in: it holds the key without which the sequencer takes nothing."""

    pending_key: bytes = field(repr=False)
    new_salt: Callable[[int], bytes] = secrets.token_bytes

    def append(
        self,
        session: Session,
        kind: str,
        subjects: Sequence[Subject],
        facts: Mapping[str, canonical.Value],
        now: datetime,
    ) -> Appended:
        """Writes one pending record; it exists when the caller's transaction commits.

        At most two subjects can be looked up later; further ids belong in the facts.
        Raises: ValueError and TypeError for what a record cannot hold.
        """
        row = self._row(NewRecord(kind, subjects, facts, now))
        inserted = session.connection().execute(_INSERT, row)
        (record_id,) = cast("tuple[int]", inserted.inserted_primary_key)
        return Appended(record_id, row["blob"], row["entry"])

    def append_many(self, session: Session, records: Iterable[NewRecord]) -> list[Appended]:
        """Writes many pending records in few statements, in their order."""
        rows = [self._row(record) for record in records]
        if not rows:
            return []
        ids = session.scalars(_INSERT_MANY, rows).all()
        return [
            Appended(record_id, row["blob"], row["entry"]) for record_id, row in zip(ids, rows, strict=True)
        ]

    def append_audit_key(self, session: Session, key_id: bytes, public_key: bytes, now: datetime) -> Appended:
        """Writes that phones seal to this audit key from now on."""
        facts: dict[str, canonical.Value] = {"event": "audit_key", "public": public_key}
        return self.append(session, "key_event", [("audit_key", key_id)], facts, now)

    def append_audit_key_end(self, session: Session, key_id: bytes, now: datetime) -> Appended:
        """Writes that a retired audit key is destroyed: what was sealed to it opens for nobody any more."""
        return self.append(
            session, "key_event", [("audit_key", key_id)], {"event": "audit_key_destroyed"}, now
        )

    def _row(self, record: NewRecord) -> dict[str, Any]:
        blob = encode_blob(record.kind, record.at, record.subjects, record.facts)
        salt = self.new_salt(SALT_BYTES)
        entry = commit(salt, blob)
        keys = [subject_key(subject) for subject in record.subjects]
        first, second = [*keys, None, None][:2]
        return {
            "kind": record.kind,
            "blob": blob,
            "salt": salt,
            "entry": entry,
            "mac": authenticate(self.pending_key, entry),
            "subject_1": first,
            "subject_2": second,
        }
