"""What tests of services share."""

from pathlib import Path

import pytest

from services.db import Database
from tests.clocks import HandClock
from tests.hall import Hall


@pytest.fixture
def hall(database: Database, tmp_path: Path, clock: HandClock) -> Hall:
    """A town hall over SQLite, then over PostgreSQL."""
    return Hall(database, tmp_path, clock)


@pytest.fixture
def sqlite_hall(sqlite_database: Database, tmp_path: Path, clock: HandClock) -> Hall:
    """For behaviour that does not depend on the engine."""
    return Hall(sqlite_database, tmp_path, clock)
