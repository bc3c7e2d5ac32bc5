"""Two who change the periods of one person at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.locks import is_postgresql
from services.people.models import Staff


def lock_person(session: Session, staff_id: int) -> None:
    """Waits for whoever else changes this person's periods: two who look first would both find room.

    Rows that merely refer to the person, such as captures, do not wait.
    """
    if is_postgresql(session):
        session.execute(select(Staff.id).where(Staff.id == staff_id).with_for_update(key_share=True))
