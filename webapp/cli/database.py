"""`flask migrate`: brings the database to the schema of this version."""

import click
from flask.cli import with_appcontext

from services import migrate
from webapp.context import db


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Applies the migrations that this version brings."""
    migrate.upgrade(db().engine)
