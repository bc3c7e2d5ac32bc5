"""Destroys what has been kept long enough: blob and salt go, the entry stays, a leaf says by which rule.

Without its salt an entry tells nothing about what it committed to. The purge leaf makes the missing blob
lawful, and only for the leaves that it names, of the kinds and the age that its rule allows.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.crypto import canonical
from services.errors import Conflict
from services.ledger.append import Appended, Appender
from services.ledger.logs import get_open_log, log_subject
from services.ledger.models import LedgerRecord
from services.ledger.records import Record, list_records, select_records, to_record
from services.texts import N_

MAX_AT_ONCE: Final = 2000
# What the ledger says about itself is never destroyed.
OWN_KINDS: Final = frozenset({"origin", "key_event", "purge", "check"})


@dataclass(frozen=True, slots=True)
class PurgeRule:
    """Leaves of these kinds may be destroyed once they have been in the ledger for `min_age`."""

    code: str
    kinds: frozenset[str]
    min_age: timedelta

    def allows(self, kind: str, since: datetime | None, at: datetime) -> bool:
        """Whether a leaf that was in the ledger before `since` may be destroyed at `at`."""
        known = since is not None and at - since >= self.min_age
        return known and kind in self.kinds and kind not in OWN_KINDS


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge leaf says: the leaves of one log, as ranges whose end is not included."""

    record: Record
    log_id: int
    ranges: tuple[tuple[int, int], ...]
    rule: str
    reason: str
    at: datetime

    def covers(self, record: Record) -> bool:
        index = record.index
        return (
            record.log_id == self.log_id
            and index is not None
            and any(start <= index < end for start, end in self.ranges)
        )


def purge(
    session: Session,
    appender: Appender,
    indices: Collection[int],
    rule: PurgeRule,
    reason: str,
    now: datetime,
    *,
    log_id: int | None = None,
) -> Appended:
    """Destroys the blobs of these leaves, of the open log unless another is named. Returns the purge leaf.

    Raises: Conflict (`purge_not_allowed`) where a leaf is missing, not published, already destroyed, of a
    kind or an age that the rule does not allow; ValueError for none or more than `MAX_AT_ONCE`.
    """
    if not 0 < len(set(indices)) <= MAX_AT_ONCE:
        raise ValueError(f"1 to {MAX_AT_ONCE} leaves are destroyed at once")
    log_id = log_id or get_open_log(session).id
    query = select_records().where(LedgerRecord.log_id == log_id, LedgerRecord.leaf_index.in_(set(indices)))
    records = [to_record(row) for row in session.execute(query)]
    allowed = [r for r in records if r.blob is not None and rule.allows(r.kind, r.integrated_at, now)]
    if len(allowed) != len(set(indices)):
        raise Conflict(
            "purge_not_allowed", N_("아직 파기할 수 없는 기록이 있어요. 보존 기간을 확인해 주세요.")
        )
    facts: dict[str, canonical.Value] = {
        "log": log_id,
        "ranges": to_ranges(indices),
        "rule": rule.code,
        "reason": reason,
    }
    leaf = appender.append(session, "purge", [log_subject(log_id)], facts, now)
    session.execute(
        update(LedgerRecord)
        .where(LedgerRecord.id.in_([record.id for record in records]))
        .values(blob=None, salt=None, purged_by=leaf.id)
    )
    return leaf


def list_purges(session: Session, record_ids: Iterable[int]) -> dict[int, Purge]:
    """What these purge leaves say, by record id; other records are left out."""
    found = (find_purge(record) for record in list_records(session, list(record_ids)))
    return {purge.record.id: purge for purge in found if purge}


def find_purge(record: Record) -> Purge | None:
    """What a purge leaf says, None for any other record."""
    if record.blob is None or record.content.kind != "purge":
        return None
    match record.facts:
        case {"log": int(log_id), "ranges": list(ranges), "rule": str(rule), "reason": str(reason)}:
            pairs = tuple(_to_pair(item) for item in ranges)
            return Purge(record, log_id, pairs, rule, reason, record.at)
    return None


def to_ranges(indices: Collection[int]) -> list[tuple[int, int]]:
    """Sorted, joined ranges whose end is not included."""
    ranges: list[tuple[int, int]] = []
    for index in sorted(set(indices)):
        if ranges and ranges[-1][1] == index:
            ranges[-1] = (ranges[-1][0], index + 1)
        else:
            ranges.append((index, index + 1))
    return ranges


def _to_pair(item: object) -> tuple[int, int]:
    match item:
        case [int(start), int(end)]:
            return start, end
    return 0, 0


Rules = Mapping[str, PurgeRule]
