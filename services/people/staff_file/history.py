"""What an import changes, row by row, so that it can be taken back exactly."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, LargeBinary, event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from services.db import Base, UtcDateTime
from services.people.models import Assignment, Deputy, RoleGrant, Staff, Unit, UnitPeriod

Values = dict[str, object]

TRACKED: Mapping[str, type[Base]] = {
    table.__tablename__: table for table in (Staff, Unit, UnitPeriod, Assignment, RoleGrant, Deputy)
}


@dataclass(frozen=True)
class RowChange:
    """A row that was made (`before` is None), removed (`after` is None), or changed in the named columns."""

    table: str
    row_id: int
    before: Values | None
    after: Values | None


@contextmanager
def recording(session: Session) -> Iterator[list[RowChange]]:
    """Everything that is flushed inside, in its order. Statements past the unit of work are not seen."""
    changes: list[RowChange] = []

    def note(flushed: Session, _context: UOWTransaction) -> None:
        changes.extend(_made(row) for row in flushed.new if _is_tracked(row))
        changes.extend(_changed(row) for row in flushed.dirty if _is_tracked(row))
        changes.extend(_removed(row) for row in flushed.deleted if _is_tracked(row))

    session.flush()
    event.listen(session, "after_flush", note)
    try:
        yield changes
        session.flush()
    finally:
        event.remove(session, "after_flush", note)


def to_json(value: Any) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def from_json(table: type[Base], column: str, value: Any) -> Any:
    kind = table.__table__.c[column].type
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return bytes.fromhex(value) if isinstance(kind, LargeBinary) else value


def values_of(row: Base) -> Values:
    return {column.key: to_json(getattr(row, column.key)) for column in inspect(row).mapper.column_attrs}


def _is_tracked(row: object) -> bool:
    return isinstance(row, tuple(TRACKED.values()))


def _made(row: Any) -> RowChange:
    return RowChange(row.__tablename__, row.id, None, values_of(row))


def _removed(row: Any) -> RowChange:
    return RowChange(row.__tablename__, row.id, values_of(row), None)


def _changed(row: Any) -> RowChange:
    histories = {a.key: a.history for a in inspect(row).attrs if a.history.has_changes()}
    before = {key: to_json(history.deleted[0]) for key, history in histories.items()}
    after = {key: to_json(history.added[0]) for key, history in histories.items()}
    return RowChange(row.__tablename__, row.id, before, after)
