"""The commands of `flask`: one file a subject."""

import click
from flask import Flask

from webapp.cli.database import migrate_command
from webapp.cli.geo import geo_group
from webapp.cli.keys import keys_group
from webapp.cli.laws import laws_group
from webapp.cli.ledger import ledger_group
from webapp.cli.manuals import manuals_group
from webapp.cli.people import admin_group, staff_group

COMMANDS: list[click.Command] = [
    migrate_command,
    ledger_group,
    admin_group,
    geo_group,
    keys_group,
    laws_group,
    manuals_group,
    staff_group,
]


def init_cli(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
