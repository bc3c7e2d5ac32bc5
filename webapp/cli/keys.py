"""`flask keys`: backed up, tested, rotated, destroyed. Run as the server's user, where both rings lie."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext
from sqlalchemy.orm import Session

from services import keys as key_rings
from services import trips
from services.errors import Refused
from services.texts import N_
from webapp.cli.speech import say, speaking
from webapp.context import db, keys, ledger, now, settings

keys_group = AppGroup(
    "keys", help="Backs the key rings up, tests a backup, rotates the audit key, destroys old ones."
)
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


@keys_group.command("list")
@with_appcontext
def list_command() -> None:
    """Prints each audit key: its id, since when, until when, and how many kept evidences it alone opens."""
    with speaking(), db().reading() as session:
        for key in keys().audit.keys:
            if key.purpose == "audit":
                ended = key.retired_at.date().isoformat() if key.retired_at else "-"
                kept = trips.count_sealed_to(session, key.id)
                click.echo(f"{key.id.hex()}\t{key.created_at.date().isoformat()}\t{ended}\t{kept}")


@keys_group.command("destroy")
@click.argument("key_id")
@click.argument("destination", type=FOLDER)
@with_appcontext
def destroy_command(key_id: str, destination: Path) -> None:
    """Destroys a retired audit key for good, after backing the ring without it up into DESTINATION.

    Asks first, and refuses as long as anything is kept that was sealed to it. It is a record of the ledger.
    """
    with speaking():
        sentence = N_("감사 키(%(key)s)를 폐기할까요? 이 키로 봉인한 것은 앞으로 아무도 열 수 없어요.")
        click.confirm(gettext(sentence, key=key_id), abort=True)
        with db().writing() as session:
            _destroy(session, _read_key_id(key_id), destination)
        say(N_("키를 폐기했어요. 예전 백업에 남은 키도 함께 없애 주세요."), err=True)


def _destroy(session: Session, key_id: bytes, destination: Path) -> None:
    kept = trips.count_sealed_to(session, key_id)
    if kept:
        sentence = N_("이 키로 봉인한 증빙이 %(count)d건 남아 있어요. 보존 기간이 끝난 뒤에 폐기해 주세요.")
        raise Refused("key_needed", sentence, count=kept)
    ledger().append_audit_key_end(session, key_id, now())
    key_rings.destroy_audit_key(settings(), key_id, destination, now())


def _read_key_id(typed: str) -> bytes:
    try:
        return bytes.fromhex(typed)
    except ValueError:
        return b""
