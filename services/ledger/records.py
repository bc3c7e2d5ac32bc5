"""Reads records: what they say comes from their blobs, where they stand from the tree.

Not checked here: that a blob is the one the tree commits to; `Prover` does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from services.crypto import canonical
from services.errors import Malformed, NotFound
from services.ledger.blobs import (
    Content,
    Subject,
    commit,
    decode_blob,
    is_authentic,
    join_subject,
    subject_key,
)
from services.ledger.models import LedgerHead, LedgerRecord
from services.texts import N_


@dataclass(frozen=True)
class Record:
    """One record. `blob` and `salt` are None once it was purged; `index` is None while it is pending.

    `integrated_at` is the time of the first published head that has it, None until there is one.
    """

    id: int
    kind: str
    blob: bytes | None = field(repr=False)
    salt: bytes | None = field(repr=False)
    entry: bytes = field(repr=False)
    mac: bytes = field(repr=False)
    subject_1: bytes | None
    subject_2: bytes | None
    log_id: int | None
    index: int | None
    head_size: int | None
    purged_by: int | None
    integrated_at: datetime | None

    @cached_property
    def content(self) -> Content:
        """What the blob says; raises NotFound (`record_purged`), or Malformed for a blob that is none."""
        if self.blob is None:
            raise NotFound("record_purged", N_("보존 기간이 지나 파기된 기록이에요."))
        return decode_blob(self.blob)

    @property
    def at(self) -> datetime:
        """When the application wrote it, by its own clock."""
        return self.content.at

    @property
    def subjects(self) -> tuple[Subject, ...]:
        return self.content.subjects

    @property
    def facts(self) -> Mapping[str, canonical.Decoded]:
        return self.content.facts

    @property
    def place(self) -> tuple[int, int] | None:
        """Comparable with the places of other records and of heads, across a recovery too."""
        return None if self.log_id is None or self.index is None else (self.log_id, self.index)

    def columns_match(self) -> bool:
        """Whether kind and subject columns say what the blob says."""
        keys = [join_subject(subject) for subject in self.subjects]
        return self.kind == self.content.kind and [*keys, None, None][:2] == [self.subject_1, self.subject_2]


def find_record(session: Session, record_id: int) -> Record | None:
    row = session.execute(select_records().where(LedgerRecord.id == record_id)).one_or_none()
    return to_record(row) if row else None


def list_records(session: Session, record_ids: Collection[int]) -> list[Record]:
    """The records of these ids, in the order of the ids; unknown ones are left out. One statement."""
    if not record_ids:
        return []
    rows = session.execute(select_records().where(LedgerRecord.id.in_(set(record_ids))))
    found = {row.id: to_record(row) for row in rows}
    return [found[record_id] for record_id in record_ids if record_id in found]


def list_records_about(
    session: Session, subjects: Collection[Subject], kinds: Collection[str] = ()
) -> list[Record]:
    """The records about any of these subjects, in ledger order, pending ones last. One statement."""
    if not subjects:
        return []
    keys = {subject_key(subject) for subject in subjects}
    query = select_records().where(or_(LedgerRecord.subject_1.in_(keys), LedgerRecord.subject_2.in_(keys)))
    if kinds:
        query = query.where(LedgerRecord.kind.in_(set(kinds)))
    records = [to_record(row) for row in session.execute(query)]
    return sorted(records, key=lambda record: (record.place is None, record.place or (0, 0), record.id))


def is_committed(record: Record) -> bool:
    """Whether the entry commits to the stored blob, and the columns say what the blob says."""
    if record.blob is None or record.salt is None or commit(record.salt, record.blob) != record.entry:
        return False
    try:
        return record.columns_match()
    except (Malformed, ValueError):
        return False


def is_written(record: Record, pending_key: bytes) -> bool:
    """Whether the application wrote this very record, pending or not."""
    return is_authentic(pending_key, record.entry, record.mac) and is_committed(record)


def select_records() -> Select[*tuple[Any, ...]]:
    """What `to_record` needs, for a reader's own conditions."""
    head = and_(LedgerHead.log_id == LedgerRecord.log_id, LedgerHead.size == LedgerRecord.head_size)
    return select(
        LedgerRecord.id,
        LedgerRecord.kind,
        LedgerRecord.blob,
        LedgerRecord.salt,
        LedgerRecord.entry,
        LedgerRecord.mac,
        LedgerRecord.subject_1,
        LedgerRecord.subject_2,
        LedgerRecord.log_id,
        LedgerRecord.leaf_index,
        LedgerRecord.head_size,
        LedgerRecord.purged_by,
        LedgerHead.at,
    ).outerjoin(LedgerHead, head)


def to_record(row: Sequence[Any]) -> Record:
    return Record(*row)
