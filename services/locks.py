"""Two at once: where a rule speaks of many rows, and where both would insert the same one."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.db import Base


def lock_subject(session: Session, name: str) -> None:
    """Waits until no other transaction holds this name; held until the end of this one.

    SQLite has one writer at a time anyway.
    """
    if is_postgresql(session):
        number = int.from_bytes(sha256(b"balgil\x00" + name.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def insert_missing(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts those rows that are not there yet; the others stay as they are."""
    insert = postgresql.insert if is_postgresql(session) else sqlite.insert
    session.execute(insert(table).values(list(rows)).on_conflict_do_nothing())


def is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
