"""One database, two kinds of transaction: `reading` and `writing`.

Invariants
- A writing transaction on SQLite begins with BEGIN IMMEDIATE: a deferred one that reads and then writes
  fails at once under load whatever the busy timeout, because its snapshot is already old.
- What `writing` has left without an error is durable (WAL with synchronous=FULL, or PostgreSQL).
- Instants are aware UTC; a naive datetime never reaches a column.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from services.errors import Unavailable
from services.texts import N_

AFTER_DEADLOCK_S = 0.2
BUSY_TIMEOUT_MS = 10_000
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.0003, 0.005
IDLE_S = 5.0
DATABASE_BUSY = N_("저장소가 잠시 바빠요. 보낸 내용은 아직 저장되지 않았어요. 곧 다시 해 주세요.")

Result = TypeVar("Result")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime must not be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite gives rowids only to a column of type INTEGER; PostgreSQL wants 64 bits.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}


class Database:
    """The engine of one database and the only two ways to open a transaction on it."""

    def __init__(self, url: str, **engine_options: Any) -> None:
        self.engine = make_engine(url, **engine_options)
        self._writer = self.engine.execution_options(balgil_writing=True)
        self._writers = threading.Lock() if self.engine.name == "sqlite" else None
        self._glancer = self.engine.execution_options(**_without_transaction(self.engine))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that is rolled back at its end."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Session]:
        """For one statement that only reads, without the round trips of a transaction around it."""
        with Session(self._glancer, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at its end, or rolled back by an error.

        Raises: Unavailable `database` when other writers of this process did not let it in for 10 s, and
        when PostgreSQL ended it because it and another one waited for each other.
        """
        try:
            with self._transaction() as session:
                yield session
        except OperationalError as error:
            if _is_deadlock(error):
                raise Unavailable("database", DATABASE_BUSY) from error
            raise

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with self._turn(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """On SQLite the threads of a process write one after the other: it has one writer anyway, and a lock
        wakes who waits at once."""
        if self._writers is None:
            yield
            return
        if not self._writers.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise Unavailable("database", DATABASE_BUSY)
        try:
            yield
        finally:
            self._writers.release()

    def write(
        self, work: Callable[[Session], Result], after_conflict: Callable[[Session], Result] | None = None
    ) -> Result:
        """Does the work in a writing transaction, and once more when another one was first with the same key.

        Two taps on one button, or two tabs with one queue: the second run, of `after_conflict` if it is
        given, finds what the first one has kept and gives its answer. Work that PostgreSQL ended in a
        deadlock is done once more as well.
        """
        again = work
        try:
            with self._transaction() as session:
                return work(session)
        except IntegrityError:
            again = after_conflict or work
        except OperationalError as error:
            if not _is_deadlock(error):
                raise
            # Whoever was left waiting has not woken yet: at once, her lock would be taken again.
            time.sleep(AFTER_DEADLOCK_S)
        with self.writing() as session:
            return again(session)

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """For filling an empty database that is made anew after a crash: commits do not wait for the disk.

        At the end everything is on it. PostgreSQL's commits are quick enough as they are.
        """
        if self.engine.dialect.name != "sqlite":
            yield
            return
        event.listen(self.engine, "connect", _stop_waiting)
        self.engine.dispose()
        try:
            yield
        finally:
            event.remove(self.engine, "connect", _stop_waiting)
            self.engine.dispose()
            raw = self.engine.raw_connection()
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()

    def ping(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def dispose(self) -> None:
        self.engine.dispose()


def _is_deadlock(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", "") == "40P01"


def is_writing(session: Session) -> bool:
    """Whether the transaction may change something; what a reading one has seen stays as it saw it."""
    return bool(session.get_bind().get_execution_options().get("balgil_writing"))


def normalise_url(url: str) -> str:
    """The same address with the driver that this product uses."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def make_engine(url: str, **options: Any) -> Engine:
    url = normalise_url(url)
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"isolation_level": None}, **options)
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _configure_postgres)
    event.listen(engine, "checkin", _note_idleness)
    event.listen(engine, "checkout", _refuse_dead_connection)
    return engine


def _without_transaction(engine: Engine) -> dict[str, Any]:
    return {"balgil_glancing": True} if engine.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}


def _note_idleness(_connection: Any, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


def _refuse_dead_connection(connection: Any, record: Any, _proxy: object) -> None:
    """Tries a connection that lay idle; one that was used a moment ago is not worth a round trip each time.

    The pool then takes a new one. What dies between is answered as unavailable, and the pool is renewed.
    """
    if time.monotonic() - record.info.get("idle_since", time.monotonic()) < IDLE_S:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception:
        raise DisconnectionError from None


def _configure_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        # What was destroyed by rule must not lie on in free pages.
        "secure_delete = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _configure_postgres(connection: Any, _record: object) -> None:
    """Waits for a lock as long as SQLite does: who cannot write is told so, and no thread waits for ever."""
    connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    connection.commit()


def _stop_waiting(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("balgil_writing"):
        _begin_writing(connection)
    elif not options.get("balgil_glancing"):
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Waits for other processes by asking again: SQLite itself would sleep up to 100 ms at a time."""
    raw: Any = connection.connection.dbapi_connection
    until, pause_s = time.monotonic() + BUSY_TIMEOUT_MS / 1000, SHORTEST_PAUSE_S
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < until and _is_taken(raw):
            time.sleep(pause_s)
            pause_s = min(pause_s * 1.5, LONGEST_PAUSE_S)
        if not raw.in_transaction:
            # The last try is SQLAlchemy's, which says in its own words what is wrong.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _is_taken(raw: Any) -> bool:
    """Begins, unless another writer is at it."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False
