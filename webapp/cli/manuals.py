"""`flask manuals`: files that come in and go out, the library that comes along, and the search index."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.manuals import exchange, search, tasks
from services.portions import work_off
from services.texts import N_
from webapp.cli.manual_people import find_editor, find_person
from webapp.cli.manuals_starter import starter_command
from webapp.cli.speech import say, speaking
from webapp.context import db, ledger, now, settings
from webapp.pages.manuals.exchange_words import FATES, make_imprint

manuals_group = AppGroup("manuals", help="Reads and writes files of manuals.")
manuals_group.add_command(starter_command)
READABLE = click.Path(exists=True, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)
MARKDOWN, EPUB, PDF = "markdown", "epub", "pdf"


@manuals_group.command("import")
@click.argument("path", type=READABLE)
@click.option("--by", "number", required=True, help="Staff number of the editor in whose name it is done.")
@click.option("--unit", help="The unit of files that name none.")
@click.option("--apply", "is_applied", is_flag=True, help="Does it; without this it is only shown.")
@with_appcontext
def import_command(path: Path, number: str, unit: str | None, is_applied: bool) -> None:
    """Shows what a folder, a zip or one file of manuals would do, file by file; ends with 1 if one fails.

    Read are Markdown, .docx, .hwpx, and lists of tasks as .xlsx or .csv.
    """
    with speaking():
        with db().reading() as session:
            by_id = find_editor(session, number).id
            usual = _unit(session, unit, by_id) if unit else None
            plan = exchange.plan_import(session, path.name, _pack(path), by_id, now(), usual_unit_id=usual)
        _print_plan(plan)
        if is_applied:
            with db().writing() as session:
                exchange.store_plan(session, plan, by_id, now())
            work_off(
                db(),
                lambda session: not exchange.apply_import(session, ledger(), plan.id, by_id, now()).is_done,
            )
            say(N_("파일을 반영했어요."))
    sys.exit(1 if plan.counts[exchange.Fate.FAILING] else 0)


@manuals_group.command("export")
@click.argument("file", type=WRITABLE)
@click.option("--format", "kind", type=click.Choice([MARKDOWN, EPUB, PDF]))
@click.option("--by", "number", required=True, help="Staff number: of her institution's manuals.")
@click.option("--unit", help="Only this unit's manuals and those below it.")
@with_appcontext
def export_command(file: Path, kind: str | None, number: str, unit: str | None) -> None:
    """Writes published manuals as an e-book, as PDF, or as a zip of Markdown that can be imported again.

    A PDF of a large organisation has volumes: FILE-1.pdf, FILE-2.pdf and so on.
    """
    chosen = kind or {".epub": EPUB, ".pdf": PDF}.get(file.suffix.lower(), MARKDOWN)
    with speaking():
        with db().reading() as session:
            ids = _list_published(session, number, unit)
            if chosen == MARKDOWN:
                made = [exchange.export_markdown(session, ids, now())]
            else:
                book = exchange.gather_book(session, ids, make_imprint(settings()), now())
        if chosen != MARKDOWN:
            made = [exchange.make_epub(book)] if chosen == EPUB else exchange.make_volumes(book)
        names = [f"{file.stem}-{place}{file.suffix}" for place in range(1, len(made) + 1)]
        files = [file] if len(made) == 1 else [file.with_name(name) for name in names]
        for path, data in zip(files, made, strict=True):
            path.write_bytes(data)
        sentence = N_("%(file)s에 매뉴얼 %(count)s건을 썼어요.")
        say(sentence, file=", ".join(path.name for path in files), count=len(ids))


@manuals_group.command("index")
@with_appcontext
def index_command() -> None:
    """Makes the search index anew from the texts that it holds; people can search meanwhile."""
    with speaking():
        with db().writing() as session:
            count = search.make_anew(session)
        say(N_("매뉴얼 %(count)s건의 색인을 새로 만들었어요."), count=count)


def _list_published(session: Session, number: str, unit: str | None) -> list[int]:
    """Of the person's institution, or of one of its units and those below it. Raises: NotFound."""
    person_id = find_person(session, number).id
    units = exchange.list_importing_units(session, person_id, now())
    if unit:
        units = people.list_units_below(session, _unit(session, unit, person_id), local_day(now()))
    ids = tasks.list_ids(session, tasks.Filter(unit_ids=[each.id for each in units]), now())
    return [view.id for view in tasks.list_by_id(session, ids, now()) if view.is_published]


def _pack(path: Path) -> bytes:
    """Raises: Malformed `file_too_large` before a folder that is no folder of manuals is read whole."""
    if path.is_file():
        return path.read_bytes()
    files = [each for each in sorted(path.rglob("*")) if each.is_file() and not each.is_symlink()]
    if sum(each.stat().st_size for each in files) > exchange.MOST_BYTES:
        raise exchange.unreadable("file_too_large")
    return exchange.pack_files([(each.relative_to(path).as_posix(), each.read_bytes()) for each in files])


def _unit(session: Session, name: str, by_id: int) -> int:
    found = [u.id for u in exchange.list_importing_units(session, by_id, now()) if u.name == name]
    if len(found) != 1:
        raise NotFound("unit_not_found", N_("그 이름의 부서를 하나로 찾지 못했어요."))
    return found[0]


def _print_plan(plan: exchange.ImportPlan) -> None:
    for row in plan.rows:
        words = [gettext(FATES[row.fate][0]), row.unit_name, row.incoming.title, *_details(row)]
        click.echo(f"{row.place}\t" + "\t".join(words))
    for fate, count in plan.counts.items():
        click.echo(f"{gettext(FATES[fate][0])}: {count}", err=True)


def _details(row: exchange.RowFate) -> list[str]:
    return [gettext(remark.sentence, **remark.params) for remark in (*row.reasons, *row.notes)]
