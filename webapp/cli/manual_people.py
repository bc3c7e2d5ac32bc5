"""In whose name commands about manuals act."""

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid, NotFound
from services.people import Person, Role
from services.texts import N_
from webapp.context import now

EDITORS = {Role.MANUAL_EDITOR, Role.ADMINISTRATOR}


def find_person(session: Session, number: str) -> Person:
    """Whoever has the staff number and is in service today. Raises: NotFound `person_not_found`."""
    today = local_day(now())
    person = people.find_person_by_number(session, people.normalise_number(number), today)
    if person is None or not person.is_in_service(today):
        raise NotFound("person_not_found", N_("지금 근무하는 직원의 번호가 아니에요."))
    return person


def find_editor(session: Session, number: str) -> Person:
    """One who may write any manual of her institution. Raises: NotFound; Invalid `not_an_editor`."""
    person = find_person(session, number)
    if not people.list_roles(session, person.id, local_day(now())) & EDITORS:
        raise Invalid("not_an_editor", N_("매뉴얼 편집자나 관리자의 직원번호가 아니에요."))
    return person
