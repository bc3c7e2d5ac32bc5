"""`flask keys`: backed up, tested, rotated. Run as the user of the server, where both rings lie."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from services import keys as key_rings
from services.texts import N_
from webapp.cli.speech import say, speaking
from webapp.context import db, keys, ledger, now, settings

keys_group = AppGroup("keys", help="Backs the key rings up, tests a backup, rotates the audit key.")
FOLDER = click.Path(file_okay=False, path_type=Path)
BACKUP = click.Path(exists=True, file_okay=False, path_type=Path)


@keys_group.command("backup")
@click.argument("destination", type=FOLDER)
@with_appcontext
def backup_command(destination: Path) -> None:
    """Copies the key rings into a new folder inside DESTINATION and prints its path."""
    with speaking():
        folder = key_rings.backup_key_rings(settings(), destination, now())
        click.echo(folder)
        say(N_("이 폴더를 다른 곳에 옮겨 두고, 거기서 flask keys test로 열리는지 확인해 주세요."), err=True)


@keys_group.command("test")
@click.argument("backup", type=BACKUP)
@with_appcontext
def test_command(backup: Path) -> None:
    """Opens the key rings of a BACKUP and compares them with those in use; captures wait for this."""
    with speaking():
        key_rings.test_backup(settings(), backup)
        say(N_("백업한 키가 열리고 지금 쓰는 키와 같아요."))


@keys_group.command("rotate")
@click.argument("destination", type=FOLDER)
@with_appcontext
def rotate_command(destination: Path) -> None:
    """Gives phones a fresh audit key, after backing the new ring up into DESTINATION; prints the key's id.

    The change is a record of the ledger.
    """
    with speaking():
        with db().writing() as session:
            key_id = key_rings.rotate_audit_key(settings(), destination, now())
            ledger().append_audit_key(session, *keys().audit_public(), now())
        click.echo(key_id.hex())
        say(N_("새 감사 키를 쓰기 시작했어요. 예전 키는 예전 증빙을 열려고 그대로 보관해요."), err=True)
