"""Brings a database to a version of its schema.

Alembic is imported only where a migration runs: every web process asks whether the schema is the newest, and
would pay for that question with some 10 MB.
"""

from pathlib import Path

from sqlalchemy import Engine, column, inspect, select, table

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
# A test holds it against the migrations.
HEAD_FILE = MIGRATIONS / "head.txt"
VERSION = table("alembic_version", column("version_num"))


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Applies the migrations up to `revision`, each in a transaction of its own."""
    _run(engine, revision)


def downgrade(engine: Engine, revision: str) -> None:
    _run(engine, revision, down=True)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSION.name):
            return False
        at = connection.scalar(select(VERSION.c.version_num))
    return bool(at == HEAD_FILE.read_text().strip())


def _run(engine: Engine, revision: str, *, down: bool = False) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)
