"""Two transactions of which the second begins while the first one holds its locks."""

import time
from collections.abc import Callable

from sqlalchemy import text

from services.db import Database

PATIENCE_S = 10.0
BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def wait_until_it_waits(database: Database, is_done: Callable[[], bool]) -> None:
    """Until another transaction waits for a lock, or is done, which it should not be; on SQLite it waits
    before it has begun."""
    if database.engine.name == "sqlite":
        return
    deadline = time.monotonic() + PATIENCE_S
    with database.engine.connect() as connection:
        while not is_done() and not connection.execute(BLOCKED).scalar():
            assert time.monotonic() < deadline, "nobody waits"
            connection.rollback()
