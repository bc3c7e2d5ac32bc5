"""The first administrator: without one, nobody could let anybody in."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import Conflict
from services.locks import lock_subject
from services.people.passwords import IssuedPassword, issue_passwords
from services.people.roles import Role, list_holders
from services.people.staff import NewPerson, create_person
from services.texts import N_


def has_administrator(session: Session, now: datetime) -> bool:
    return bool(list_holders(session, Role.ADMINISTRATOR, local_day(now)))


def create_first_administrator(session: Session, number: str, name: str, now: datetime) -> IssuedPassword:
    """Makes the first administrator, with a password to be handed over once and changed at sign-in.

    Raises: Conflict `administrator_exists`, `staff_number_taken`; Invalid `staff_number`, `name`.
    """
    lock_subject(session, "administrators")
    if has_administrator(session, now):
        raise Conflict("administrator_exists", N_("관리자가 이미 있어요."))
    person = NewPerson(number, name, local_day(now), roles=[Role.ADMINISTRATOR])
    staff_id = create_person(session, person, None, now)
    return issue_passwords(session, [staff_id], now)[0]
