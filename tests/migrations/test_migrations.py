"""The migrations go up and down with data in every table, and end where the models are."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, inspect, select
from sqlalchemy import table as sql_table
from sqlalchemy.sql import sqltypes

import services.models
from services import migrate
from services.db import Database

SCRIPTS = ScriptDirectory(str(migrate.MIGRATIONS))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
ROWS = (1, 2)
MAKE: dict[type[sqltypes.TypeEngine[Any]], Callable[[int], object]] = {
    sqltypes.Boolean: bool,
    sqltypes.Integer: int,
    sqltypes.Numeric: float,
    sqltypes.Float: float,
    sqltypes.LargeBinary: lambda number: bytes((number,)) * 16,
    sqltypes.DateTime: lambda number: datetime(2026, 9, number, 6, 20, tzinfo=UTC),
    sqltypes.Date: lambda number: date(2026, 9, number),
    sqltypes.JSON: lambda number: {"number": number},
    sqltypes.String: str,
}
# Where a constraint asks for more than a value of the type.
SPECIAL: dict[str, Callable[[int], object]] = {
    "unit_periods.parent_id": lambda number: 3 - number,
    "deputies.deputy_id": lambda number: 3 - number,
    "devices.state": lambda _: "active",
    "approval_requests.state": lambda _: "waiting",
    "approval_requests.decided_by_id": lambda number: 3 - number,
    "approval_acts.decision": lambda _: "approved",
    "approval_rules.level": lambda _: "department",
    "approval_rules.review_level": lambda _: "lead",
    "standing_deputies.deputy_id": lambda number: 3 - number,
    "trips.ends_at": lambda number: datetime(2026, 10, number, 6, 20, tzinfo=UTC),
    "evidences.source": lambda _: "phone",
    "audit_files.state": lambda _: "queued",
    "evidences.destroyed_at": lambda _: None,
    "cafeterias.closes_minute": lambda number: number + 60,
    "cafeterias.busy_min": lambda number: number + 1,
    "cafeterias.packed_min": lambda number: number + 2,
    "cafeteria_readings.kind": lambda _: "level",
    "lunch_plans.state": lambda _: "draft",
    "absences.kind": lambda _: "leave",
    "absences.until_at": lambda number: datetime(2026, 10, number, 6, 20, tzinfo=UTC),
    "leave_kinds.absence": lambda _: "leave",
    "leaves.part": lambda _: "day",
    "lunch_swaps.state": lambda _: "asked",
    "duty_days.kind": lambda _: "training",
    "flexible_days.ends_minute": lambda number: number + 60,
    "meeting_members.answer": lambda _: "coming",
    "handovers.why": lambda _: "transfer",
    "handovers.origin": lambda _: "own",
    "handovers.state": lambda _: "accepted",
    "handover_items.kind": lambda _: "trip",
    "remote_days.place": lambda _: "home",
    "remote_days.closed_why": lambda _: "seat",
    "remote_day_origins.place": lambda _: "home",
    "remote_texts.part": lambda _: "plan",
    "remote_texts.state": lambda _: "waiting",
    "remote_marks.moment": lambda _: "started",
    "remote_pledges.version": lambda _: 1,
    "rotation_shares.of_parts": lambda number: number + 1,
    "rotation_wishes.want": lambda _: "home",
    "rotation_outbreaks.groups": lambda _: 2,
    "rotation_plans.state": lambda _: "draft",
    "rotation_plans.work": lambda _: "none",
    "rotation_plans.of_parts": lambda number: number + 1,
    "rotation_swaps.state": lambda _: "asked",
    "rotation_swaps.other_id": lambda number: 3 - number,
    "seat_bookings.part": lambda _: "day",
    "seat_bookings.state": lambda _: "booked",
    "seat_takings.half": lambda _: "am",
    "rates.certainty": lambda _: "H",
    "rates.unit": lambda _: "won",
    "law_articles.part": lambda _: "main",
    "manuals.inherited": lambda _: "left",
    "manual_owners.why": lambda _: "created",
    "manual_revisions.reason": lambda _: "first",
    "manual_proposals.reason": lambda _: "law",
    "manual_proposals.state": lambda _: "waiting",
    "manual_tip_rules.fewest_shown": lambda number: number + 2,
    "manual_tips.kind": lambda _: "case",
    "manual_tips.end_reason": lambda _: "merged",
    "manual_questions.unit_id": lambda _: None,
}

# By engine and revision the tables that are there.
READ: dict[tuple[str, str | None], Sequence[Table]] = {}

# What a table is called from a revision on.
RENAMED = {"0013_notifications": {"people_notices": "notices"}}


def test_the_migrations_are_one_numbered_line() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert [revision.split("_")[0] for revision in REVISIONS] == [
        f"{number:04}" for number in range(1, len(REVISIONS) + 1)
    ]
    files = sorted(path.stem for path in Path(SCRIPTS.versions).glob("[0-9]*.py"))
    assert files == REVISIONS


def test_the_head_file_names_the_newest(tmp_path: Path) -> None:
    """Two branches that both add a migration conflict in this file, and not only when they run."""
    assert (migrate.MIGRATIONS / "head.txt").read_text() == f"{REVISIONS[-1]}\n"


def test_the_models_are_what_the_migrations_make(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, services.models.Base.metadata) == []
    assert migrate.is_current(database.engine)


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_goes_up_and_down_with_data_in_every_table(database: Database, revision: str) -> None:
    at = REVISIONS.index(revision)
    below = REVISIONS[at - 1] if at else "base"
    migrate.downgrade(database.engine, below)
    before = fill(database)
    for _ in range(2):
        migrate.upgrade(database.engine, revision)
        assert count_rows(database).items() >= renamed(before, revision).items()
        assert not migrate.is_current(database.engine) or revision == REVISIONS[-1]
        fill(database)
        migrate.downgrade(database.engine, below)
        assert count_rows(database) == before


def renamed(counts: dict[str, int], revision: str) -> dict[str, int]:
    names = RENAMED.get(revision, {})
    return {names.get(table, table): count for table, count in counts.items()}


def test_all_the_way_down_leaves_nothing(database: Database) -> None:
    fill(database)
    migrate.downgrade(database.engine, "base")
    assert count_rows(database) == {}
    migrate.upgrade(database.engine)
    assert set(count_rows(database)) == set(services.models.Base.metadata.tables)


def fill(database: Database) -> dict[str, int]:
    """Puts two rows into every table that has none; the number of rows of each."""
    with database.engine.execution_options(balgil_writing=True).begin() as connection:
        for table in tables_of(connection):
            if not connection.scalar(select(func.count()).select_from(table)):
                rows = [{c.name: value_of(c, number) for c in table.columns} for number in ROWS]
                connection.execute(insert(table), rows)
    return count_rows(database)


def value_of(column: Column[Any], number: int) -> object:
    """The same value for the same row and type everywhere, so that every foreign key finds its row."""
    special = SPECIAL.get(f"{column.table.name}.{column.name}")
    make = special or next(make for kind, make in MAKE.items() if isinstance(column.type, kind))
    return make(number)


def count_rows(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {migrate.VERSION.name}
        return {
            name: connection.scalar(select(func.count()).select_from(sql_table(name))) or 0 for name in names
        }


def tables_of(connection: Connection) -> Sequence[Table]:
    """The tables in the order in which rows can be put into them, read once for each revision."""
    key = (connection.dialect.name, connection.scalar(select(migrate.VERSION.c.version_num)))
    if key not in READ:
        metadata = MetaData()
        metadata.reflect(connection)
        READ[key] = [table for table in metadata.sorted_tables if table.name != migrate.VERSION.name]
    return READ[key]
