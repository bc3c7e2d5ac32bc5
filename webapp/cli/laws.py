"""`flask laws`: texts of laws, and which manuals cite what they change."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext

from services import laws
from services.laws import Fate, LawPlan, SourceFile
from services.manuals import citing
from services.texts import N_
from webapp.cli.speech import say, speaking
from webapp.context import db, now

laws_group = AppGroup("laws", help="Texts of laws in all their versions.")
WORDS = {Fate.NEW: N_("새 판본"), Fate.REPLACED: N_("글을 바꿈"), Fate.KNOWN: N_("이미 있음")}
READABLE = click.Path(exists=True, path_type=Path)


@laws_group.command("import")
@click.argument("path", type=READABLE)
@click.option("--dry-run", is_flag=True, help="Only say what would become of each file.")
@click.option("--replace", is_flag=True, help="Put the files' text in the place of another one of a version.")
@with_appcontext
def import_laws(path: Path, dry_run: bool, replace: bool) -> None:
    """Takes laws in (Markdown with YAML front matter), each file as a whole or not at all.

    A folder stands for all *.md files in it and below. Manuals that cite what a new version changes are
    flagged, and their owners are told. A version that is known with another text is left as it is, unless
    --replace is given.
    """
    with speaking():
        files = laws.read_folder(path)
        if dry_run:
            with db().reading() as session:
                _say_plan(laws.plan_laws(session, files, replaces=replace))
            return
        _take(files, replaces=replace)


def _take(files: Sequence[SourceFile], *, replaces: bool) -> None:
    """A folder of laws at a time: other people write between them."""
    versions = flags = told = 0
    for _, part in groupby(files, lambda file: file.name.split("/")[0]):
        with db().writing() as session:
            taken, flagged = citing.take_laws(session, list(part), None, now(), replaces=replaces)
        _say_plan(taken.plan)
        versions += taken.plan.count(Fate.NEW)
        flags, told = flags + flagged.flags, told + flagged.told
    sentence = N_("판본 %(versions)s개를 가져왔어요. 확인할 곳 %(flags)s개, 알린 사람 %(told)s명")
    say(sentence, versions=versions, flags=flags, told=told)


def _say_plan(plan: LawPlan) -> None:
    for row in plan.rows:
        if row.fate is Fate.REFUSED:
            click.echo(f"{row.name}: {gettext(row.sentence, **row.params)}", err=True)
        else:
            click.echo(f"{row.name}: {row.title} {row.promulgated_on} ({gettext(WORDS[row.fate])})")
