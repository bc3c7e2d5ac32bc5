"""Two at once: where a rule speaks of many rows, and where both would insert the same one."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import CursorResult, Select, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.db import Base

ROWS_A_STATEMENT = 1_000  # both databases bind some ten thousand values at once


def lock_subject(session: Session, name: str) -> None:
    """Waits until no other transaction holds this name; held until the end of this one.

    SQLite has one writer at a time anyway.
    """
    if is_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(_number_of(name))))


def share_subject(session: Session, name: str) -> None:
    """Waits until nobody holds this name for herself; any number share it until their transactions end."""
    if is_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock_shared(_number_of(name))))


def _number_of(name: str) -> int:
    return int.from_bytes(sha256(b"balgil\x00" + name.encode()).digest()[:8], signed=True)


def insert_missing(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Inserts those rows that are not there yet, the others stay as they are; how many were new."""
    insert = postgresql.insert if is_postgresql(session) else sqlite.insert
    session.flush()
    new = 0
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        # A statement with many rows' values in it costs more to make than to carry out.
        statement = insert(table.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
        part = [dict(row) for row in rows[start : start + ROWS_A_STATEMENT]]
        # Asked for, or PostgreSQL's answer is thrown away and the count is -1.
        done = session.execute(statement, part, execution_options={"preserve_rowcount": True})
        new += cast("CursorResult[Any]", done).rowcount
    return new


def insert_selected(
    session: Session, table: type[Base], keys: Select[*tuple[Any, ...]], values: Mapping[str, object]
) -> None:
    """Inserts a row for each that a statement finds, with its columns and these values, where it is missing.

    What is alike in all rows is sent once, and not with each of ten thousand.
    """
    insert = postgresql.insert if is_postgresql(session) else sqlite.insert
    session.flush()
    types = {column.name: column.type for column in table.__table__.columns}
    rows = keys.add_columns(*(literal(value, types[name]) for name, value in values.items()))
    statement = insert(table.__table__).from_select([*keys.selected_columns.keys(), *values], rows)  # type: ignore[arg-type]
    session.execute(statement.on_conflict_do_nothing())


def is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
