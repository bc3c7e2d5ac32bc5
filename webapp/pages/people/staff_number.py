"""Whom a form means by a staff number."""

from datetime import date

from sqlalchemy.orm import Session

from services import people
from services.errors import Invalid
from services.texts import N_
from webapp.forms import text


def find_by_number(session: Session, field: str, on: date) -> int:
    """Whom a field's staff number means. Raises: Invalid at the field."""
    try:
        number = people.normalise_number(text(field))
    except Invalid as error:
        raise Invalid(error.code, error.sentence, fields={field: error.sentence}) from error
    person = people.find_person_by_number(session, number, on)
    if person is None or not person.is_in_service(on):
        sentence = N_("그런 직원이 없어요. 직원번호를 확인해 주세요.")
        raise Invalid("staff", sentence, fields={field: sentence})
    return person.id
