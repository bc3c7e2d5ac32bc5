"""What a complete check of the ledger compares in remote days: texts, taps and pledges as rows and leaves."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals
from services.clock import to_millis
from services.ledger import Difference, Record
from services.remote_work.days.day_types import Moment, Part
from services.remote_work.days.models import Pledge, RemoteMark, RemoteText
from services.remote_work.days.stored import day_key
from services.remote_work.days.submissions import content_of

BATCH = 500


def compare_texts(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every plan and result that is gone or does not say what its leaf says."""
    ids = [_bytes(record, "text") for record in records]
    query = select(RemoteText).where(RemoteText.id.in_(ids))
    rows = {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}
    blank = {row.request_id or 0 for row in rows.values() if row.is_destroyed and not (row.lines or row.note)}
    destroyed = approvals.list_destroyed(session, blank)
    for record in records:
        row = rows.get(_bytes(record, "text"))
        about = f"remote text {_bytes(record, 'text').hex()}"
        if row is None:
            yield Difference(about, "projection_missing")
        elif not _text_agrees(row, record, is_lawful=row.is_destroyed and row.request_id in destroyed):
            yield Difference(about)


def compare_marks(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every start and end that is gone or was moved."""
    ids = [_bytes(record, "mark") for record in records]
    query = select(RemoteMark).where(RemoteMark.id.in_(ids))
    rows = {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}
    for record in records:
        row = rows.get(_bytes(record, "mark"))
        about = f"remote mark {_bytes(record, 'mark').hex()}"
        if row is None:
            yield Difference(about, "projection_missing")
        elif not _mark_agrees(row, record):
            yield Difference(about)


def compare_pledges(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every pledge that is gone or says something else."""
    query = select(Pledge).where(Pledge.record_id.in_([record.id for record in records]))
    rows = {row.record_id: row for row in session.scalars(query.execution_options(populate_existing=True))}
    for record in records:
        row = rows.get(record.id)
        if row is None:
            yield Difference(f"remote pledge of record {record.id}", "projection_missing")
        elif not _pledge_agrees(row, record):
            yield Difference(f"remote pledge {row.id}")


def find_unproven_days(session: Session) -> Iterable[Difference]:
    """Yields every text, tap and pledge without a leaf, and every text in another state than its approval."""
    yield from _find_other_states(session)
    for text_id in session.scalars(select(RemoteText.id).where(RemoteText.record_id.is_(None))):
        yield Difference(f"remote text {text_id.hex()}", "record_missing")
    for mark_id in session.scalars(select(RemoteMark.id).where(RemoteMark.record_id.is_(None))):
        yield Difference(f"remote mark {mark_id.hex()}", "record_missing")
    for pledge_id in session.scalars(select(Pledge.id).where(Pledge.record_id.is_(None))):
        yield Difference(f"remote pledge {pledge_id}", "record_missing")


def _find_other_states(session: Session) -> Iterable[Difference]:
    """Of each day the newest round: what lists show of it is a copy."""
    query = select(RemoteText).order_by(RemoteText.staff_id, RemoteText.held_on)
    for rows in session.scalars(query.execution_options(populate_existing=True)).partitions(BATCH):
        for part in Part:
            mine = {row.request_id: row for row in rows if row.part == part}
            keys = {day_key(row.staff_id, row.held_on) for row in mine.values()}
            newest = approvals.newest_requests(session, part.approval_kind, list(keys))
            for request in newest.values():
                row = mine.get(request.id)
                if row is not None and row.state != request.state:
                    yield Difference(f"remote text {row.id.hex()}")


def _text_agrees(row: RemoteText, record: Record, *, is_lawful: bool) -> bool:
    """The hash is made anew from the row: who changes a line must change the leaf too. Only of a text whose
    request was destroyed, which has a leaf of its own, the hash alone is compared.
    """
    told = {
        "revision": row.revision,
        "text_sha256": row.sha256 if is_lawful else sha256(content_of(row)).digest(),
        "stated_ms": to_millis(row.stated_at),
        "clock_off_s": row.clock_off_s,
    }
    is_placed = row.record_id == record.id and _is_about(
        record, row.staff_id, day_key(row.staff_id, row.held_on)
    )
    return is_placed and row.sha256 == told["text_sha256"] and _agrees(told, record)


def _mark_agrees(row: RemoteMark, record: Record) -> bool:
    told = {
        "plan_sha256": row.plan_sha256,
        "stated_ms": to_millis(row.stated_at),
        "clock_off_s": row.clock_off_s,
    }
    is_placed = row.record_id == record.id and record.kind == Moment(row.moment).record_kind
    is_theirs = _is_about(record, row.staff_id, day_key(row.staff_id, row.held_on))
    is_then = to_millis(row.received_at) == to_millis(record.at)
    return is_placed and is_theirs and is_then and _agrees(told, record)


def _pledge_agrees(row: Pledge, record: Record) -> bool:
    told = {
        "version": row.version,
        "text_sha256": row.text_sha256,
        "until_on": row.until_on.isoformat(),
    }
    is_then = to_millis(row.signed_at) == to_millis(record.at)
    return is_then and ("staff", str(row.staff_id)) in record.subjects and _agrees(told, record)


def _agrees(told: Mapping[str, object], record: Record) -> bool:
    return told == {name: record.facts.get(name) for name in told}


def _is_about(record: Record, staff_id: int, key: bytes) -> bool:
    return {("remote_day", key), ("staff", str(staff_id))} <= set(record.subjects)


def _bytes(record: Record, name: str) -> bytes:
    value = record.facts.get(name)
    return value if isinstance(value, bytes) else b""
