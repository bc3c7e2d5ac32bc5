"""`flask staff`, `flask admin`: what is also done at a screen, for those who sit at the server."""

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid
from services.people import ImportPlan, IssuedPassword, Role, RowFate
from services.texts import N_
from webapp.cli.speech import say, speaking
from webapp.context import db, now
from webapp.pages.people.staff_words import FATES, say_change

staff_group = AppGroup("staff", help="Reads a staff file.")
admin_group = AppGroup("admin", help="Lets the first administrator in, or lets one back in.")
DAY = click.DateTime(formats=["%Y-%m-%d"])
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)


@staff_group.command("import")
@click.argument("file", type=READABLE)
@click.option("--from", "from_at", type=DAY, help="From which day rows count that name none; today.")
@click.option("--create-units", is_flag=True, help="Makes departments and teams that are not there yet.")
@click.option("--failing", type=WRITABLE, help="Writes the failing rows to this .xlsx.")
@click.option("--apply-as", "number", help="Does it, in the name of this administrator's staff number.")
@with_appcontext
def import_command(
    file: Path, from_at: datetime | None, create_units: bool, failing: Path | None, number: str | None
) -> None:
    """Shows what a .xlsx or .csv file would do, row by row; ends with 1 if a row fails."""
    on = from_at.date() if from_at else local_day(now())
    with speaking():
        with db().reading() as session:
            plan = people.plan_import(session, file.read_bytes(), file.name, on, creates_units=create_units)
        _print_plan(plan)
        if failing:
            failing.write_bytes(people.failing_rows_file(plan, gettext))
        if number:
            _apply(plan, number)
    sys.exit(1 if plan.failing else 0)


@admin_group.command("create")
@click.argument("number")
@click.argument("name")
@with_appcontext
def create_command(number: str, name: str) -> None:
    """Makes the first administrator; refuses where there is one."""
    with speaking():
        with db().writing() as session:
            issued = people.create_first_administrator(session, number, name, now())
        _print_issued(issued)


@admin_group.command("password")
@click.argument("number")
@with_appcontext
def password_command(number: str) -> None:
    """Issues a new one-time password to an administrator who has lost every way in."""
    with speaking():
        with db().writing() as session:
            issued = people.issue_passwords(session, [_administrator(session, number)], now())[0]
        _print_issued(issued)


def _apply(plan: ImportPlan, number: str) -> None:
    with db().writing() as session:
        people.apply_import(session, plan, _administrator(session, number), now())
    say(N_("파일을 반영했어요."))


def _administrator(session: Session, number: str) -> int:
    """The id of an administrator of today; raises Invalid."""
    on = local_day(now())
    person = people.find_person_by_number(session, people.normalise_number(number), on)
    if person is None or Role.ADMINISTRATOR not in people.list_roles(session, person.id, on):
        raise Invalid("not_an_administrator", N_("관리자의 직원번호가 아니에요."))
    return person.id


def _print_plan(plan: ImportPlan) -> None:
    for row in plan.rows:
        words = [gettext(FATES[row.fate][0]), row.number, row.name, *_details(row)]
        click.echo(f"{row.row}\t" + "\t".join(words))
    for fate, count in plan.counts.items():
        click.echo(f"{gettext(FATES[fate][0])}: {count}", err=True)


def _details(row: RowFate) -> list[str]:
    remarks = [gettext(remark.sentence, **remark.params) for remark in (*row.reasons, *row.notes)]
    return [*remarks, *map(say_change, row.changes)]


def _print_issued(issued: IssuedPassword) -> None:
    """On standard output alone, so that it lands in no log by accident."""
    click.echo(f"{issued.number}\t{issued.password}")
    say(N_("한 번만 보여요. 처음 로그인하면 본인만 아는 비밀번호로 바꾸게 돼요."), err=True)
