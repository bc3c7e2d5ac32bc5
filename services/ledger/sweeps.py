"""Comparisons that several subjects make between their rows and the records about them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from services.ledger.check_findings import Difference
from services.ledger.records import Record, list_records_about

BATCH = 200
Row = TypeVar("Row")


def subject_of(record: Record, name: str) -> bytes:
    """Which of a subject's rows a record is about, by its id in bytes; empty for none."""
    found = (value for each, value in record.subjects if each == name and isinstance(value, bytes))
    return next(found, b"")


def compare_rows(
    records: Sequence[Record], name: str, rows: Mapping[bytes, Row], agrees: Callable[[Row, Record], bool]
) -> Iterable[Difference]:
    """Yields every row that is gone, or does not agree with what its record says."""
    for record in records:
        number = subject_of(record, name)
        row = rows.get(number)
        if row is None:
            yield Difference(f"{name} {number.hex()}", "projection_missing")
        elif not agrees(row, record):
            yield Difference(f"{name} {number.hex()}")


def find_unproven(session: Session, name: str, ids: Sequence[bytes], kind: str) -> Iterable[Difference]:
    """Yields each of a subject's rows about which there is no record of a kind."""
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        records = list_records_about(session, [(name, number) for number in batch], [kind])
        proven = {subject_of(record, name) for record in records}
        yield from (Difference(f"{name} {n.hex()}", "record_missing") for n in batch if n not in proven)
