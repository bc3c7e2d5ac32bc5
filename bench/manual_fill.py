"""How fast a database is filled with manuals: what trials with 226 governments begin with.

`make`: seconds to make 132,000 manuals of 226 institutions, texts only. `publish`: seconds to publish 5,840
of ten institutions in SQLite, each with its frame, its owner and its leaf in the ledger, without the index of
the search; baseline: a bare insert of the same texts into one table, in transactions of the same size.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import MetaData, Table, Text, insert
from sqlalchemy.schema import Column
from sqlalchemy.types import Integer

from bench import Result, say
from bench._manuals import AT_ONCE, fill_manuals
from services import migrate
from services.db import Database
from services.keys import open_web_keys
from services.ledger import Appender
from services.manuals.sections import Section
from services.manuals.starter import make_manuals
from services.settings import Mode, Settings

NOW = datetime(2026, 9, 29, 6, 20, tzinfo=UTC)
ALL, GOVERNMENTS = 132_000, 226
FEW, FEW_GOVERNMENTS = 5_840, 10
BARE = Table(
    "bench_texts",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(section.value, Text, nullable=False) for section in Section),
)


def run() -> Iterator[Result]:
    begun = time.perf_counter()
    letters = sum(
        len(text) for made in make_manuals(ALL, GOVERNMENTS) for text in made.file.sections.values()
    )
    spent = time.perf_counter() - begun
    say(f"{ALL / spent:,.0f} manuals a second, {letters / ALL:,.0f} letters each")
    yield Result("manual_fill", "make", round(spent, 2), "s")
    with tempfile.TemporaryDirectory() as folder:
        published, bare = _publish(Path(folder)), _insert(Path(folder))
    yield Result("manual_fill", "publish", round(published, 2), "s", round(bare, 2))


def _publish(folder: Path) -> float:
    settings = Settings(
        mode=Mode.DEMO, state_dir=folder / "state", database_url=f"sqlite:///{folder}/bench.db"
    )
    database = Database(settings.database)
    migrate.upgrade(database.engine)
    ledger = Appender(open_web_keys(settings, NOW).pending_key)
    begun = time.perf_counter()
    count = sum(map(len, fill_manuals(database, ledger, FEW, FEW_GOVERNMENTS, NOW)))
    spent = time.perf_counter() - begun
    database.dispose()
    say(f"{count:,} published, {count / spent:,.0f} a second")
    return spent


def _insert(folder: Path) -> float:
    database = Database(f"sqlite:///{folder}/bare.db")
    BARE.metadata.create_all(database.engine)
    begun = time.perf_counter()
    rows = [
        {section.value: text for section, text in made.file.sections.items()}
        for made in make_manuals(FEW, FEW_GOVERNMENTS)
    ]
    for start in range(0, len(rows), AT_ONCE):
        with database.writing() as session:
            session.connection().execute(insert(BARE), rows[start : start + AT_ONCE])
    spent = time.perf_counter() - begun
    database.dispose()
    return spent
