"""Real databases for every test: each gets its own copy of a migrated one."""

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache

from services import migrate
from services.db import Database
from services.settings import Mode, Settings
from tests.clocks import HandClock
from tests.once import compile_once
from tests.postgres import running_postgres
from webapp import create_app

MakeDatabase = Callable[[], str]
ENGINES = ("sqlite", "postgresql")

# A slow example on a busy machine is no failure, and nothing is remembered from one run to the next.
# A change is judged by the same examples each time; whoever works on the code gets new ones.
IS_JUDGED = bool(os.environ.get("CI"))
hypothesis_settings.register_profile("house", deadline=None, database=None, derandomize=IS_JUDGED)
hypothesis_settings.load_profile("house")
compile_once()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests in a browser wait for it half of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of this test process's own server, with %s for the database."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "balgil.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database.engine)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    with psycopg.connect(postgres_url % "postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE template_balgil")
    database = Database(postgres_url % "template_balgil")
    migrate.upgrade(database.engine)
    database.dispose()
    return "template_balgil"


@pytest.fixture
def make_sqlite_url(sqlite_template: Path, tmp_path: Path) -> MakeDatabase:
    numbers = itertools.count()

    def make() -> str:
        path = tmp_path / f"balgil-{next(numbers)}.db"
        shutil.copy(sqlite_template, path)
        return f"sqlite:///{path}"

    return make


@pytest.fixture
def make_postgres_url(postgres_url: str, postgres_template: str) -> Iterator[MakeDatabase]:
    numbers, made = itertools.count(), []

    def make() -> str:
        name = f"test_{next(numbers)}"
        with psycopg.connect(postgres_url % "postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
        made.append(name)
        return postgres_url % name

    yield make
    with psycopg.connect(postgres_url % "postgres", autocommit=True) as admin:
        for name in made:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database: SQLite, then PostgreSQL."""
    make: MakeDatabase = request.getfixturevalue(
        "make_sqlite_url" if engine_name == "sqlite" else "make_postgres_url"
    )
    return make()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def sqlite_database(make_sqlite_url: MakeDatabase) -> Iterator[Database]:
    """For behaviour that does not depend on the engine."""
    database = Database(make_sqlite_url())
    yield database
    database.dispose()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def settings(make_sqlite_url: MakeDatabase, tmp_path: Path) -> Settings:
    """Those of a demonstration: its ledger lets simulated phones in."""
    return Settings(mode=Mode.DEMO, state_dir=tmp_path / "state", database_url=make_sqlite_url())


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compile once a process, not for each application: that was half of many a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, clock: HandClock, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The real application over a database, keys and a clock of its own."""
    app = create_app(settings, clock)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    app.extensions["balgil"].database.dispose()
