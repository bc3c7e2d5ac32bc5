"""What tests of services share."""

from pathlib import Path

import pytest

from services.db import Database
from tests.camera import Camera, pack_camera
from tests.clocks import HandClock
from tests.hall import Hall
from tests.lunch import Lunch


@pytest.fixture
def hall(database: Database, tmp_path: Path, clock: HandClock) -> Hall:
    """A town hall over SQLite, then over PostgreSQL."""
    return Hall(database, tmp_path, clock)


@pytest.fixture
def sqlite_hall(sqlite_database: Database, tmp_path: Path, clock: HandClock) -> Hall:
    """For behaviour that does not depend on the engine."""
    return Hall(sqlite_database, tmp_path, clock)


@pytest.fixture
def lunch(database: Database, clock: HandClock) -> Lunch:
    """A cafeteria at noon over SQLite, then over PostgreSQL."""
    return Lunch(database, clock)


@pytest.fixture
def sqlite_lunch(sqlite_database: Database, clock: HandClock) -> Lunch:
    """For behaviour that does not depend on the engine."""
    return Lunch(sqlite_database, clock)


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    """The camera program as it goes to the edge."""
    return pack_camera(tmp_path_factory.mktemp("edge"))
