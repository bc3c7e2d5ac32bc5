"""What a complete check of the ledger compares in manuals: every published text with its leaf."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.ledger import Difference, Record
from services.manuals.texts.models import ManualRevision
from services.manuals.texts.revisions import hash_texts, texts_of


def compare_published(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every published text that is gone or does not say what its leaf says."""
    wanted = [_revision_of(record) for record in records]
    query = select(ManualRevision).where(ManualRevision.id.in_(wanted))
    rows = {row.id: row for row in session.scalars(query)}
    for record, revision_id in zip(records, wanted, strict=True):
        row = rows.get(revision_id)
        about = f"manual revision {revision_id}"
        if row is None:
            yield Difference(about, "projection_missing")
        elif not _is_same(row, record):
            yield Difference(about)


def find_unproven_texts(session: Session) -> Iterable[Difference]:
    """Yields every published text without a leaf."""
    query = select(ManualRevision.id).where(ManualRevision.record_id.is_(None))
    for revision_id in session.scalars(query):
        yield Difference(f"manual revision {revision_id}", "record_missing")


def _is_same(row: ManualRevision, record: Record) -> bool:
    said = (
        record.facts.get("number"),
        record.facts.get("content_sha256"),
        record.facts.get("published_by"),
        dict(record.subjects).get("manual"),
    )
    stored = (row.number, hash_texts(row.title, texts_of(row)), row.by_id, str(row.manual_id))
    return row.record_id == record.id and said == stored


def _revision_of(record: Record) -> int:
    value = dict(record.subjects).get("manual_revision", "")
    return int(value) if isinstance(value, str) and value.isdigit() else 0
