"""What tests of services share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from services.db import Database
from tests.audit_story import Story
from tests.camera import Camera, pack_camera
from tests.clocks import HandClock
from tests.factories import NOW, Cast, Ledger, make_cast
from tests.hall import Hall
from tests.lunch import Lunch
from tests.lunch_world import LunchTown, make_town


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


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Ledger:
    return Ledger(database, tmp_path).open()


@pytest.fixture
def town(sqlite_database: Database) -> LunchTown:
    with sqlite_database.writing() as session:
        return make_town(session, NOW)


@pytest.fixture
def db(sqlite_database: Database, town: LunchTown) -> Database:
    return sqlite_database


@pytest.fixture
def story(database: Database, tmp_path: Path, clock: HandClock) -> Story:
    """Over SQLite, then over PostgreSQL."""
    return Story(database, tmp_path, clock)


@pytest.fixture
def sqlite_story(sqlite_database: Database, tmp_path: Path, clock: HandClock) -> Story:
    return Story(sqlite_database, tmp_path, clock)


@pytest.fixture
def request_id(hall: Hall) -> int:
    return hall.request(hall.trip()).id
