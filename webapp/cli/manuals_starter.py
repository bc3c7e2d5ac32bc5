"""`flask manuals starter`: the library of manuals that comes with the product."""

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.manuals import starter
from services.people import Person
from services.texts import N_
from webapp.cli.manual_people import find_editor
from webapp.cli.speech import say, speaking
from webapp.context import db, now, parts


@click.command("starter")
@click.option(
    "--by", "number", required=True, help="Staff number of the editor in whose name they are published."
)
@with_appcontext
def starter_command(number: str) -> None:
    """Brings the library's manuals and the rates that they name; what is there already stays as it is."""
    with speaking():
        with db().writing() as session:
            editor = find_editor(session, number)
            institution_id = _find_institution(session, editor)
            loaded = starter.load_library(session, parts().ledger, institution_id, editor.id, now())
        for file in loaded.homeless:
            sentence = N_("%(title)s: 부서(%(department)s)가 없어 기관에 두었어요. 부서를 정해 주세요.")
            say(sentence, title=file.title, department=file.department)
        for file in loaded.left_out:
            say(N_("%(title)s: 부서에 같은 이름의 매뉴얼이 있어 넣지 않았어요."), title=file.title)
        sentence = N_("매뉴얼 %(new)d건과 기준 %(rates)d개를 넣었어요. %(known)d건은 이미 있어요.")
        known = len(loaded.ids) - len(loaded.new)
        say(sentence, new=len(loaded.new), rates=loaded.rates, known=known)


def _find_institution(session: Session, person: Person) -> int:
    """Raises: NotFound `unit_not_found`."""
    line = people.list_line(session, person.unit_id, local_day(now()))
    if not line:
        raise NotFound("unit_not_found", N_("소속이 정해진 뒤에 할 수 있어요."))
    return people.institution_of(line)
