"""Members of staff leave, and some return: what they held ends with their last day."""

from datetime import date

from sqlalchemy.orm import Session

from services.people.assignments import end_assignments
from services.people.deputies import end_deputyships
from services.people.roles import check_administrator_stays, end_roles
from services.people.sessions import end_other_sessions
from services.people.staff import get_staff_row


def end_service(session: Session, staff_id: int, last_on: date) -> None:
    """A person leaves after a day: assignment, roles and deputies end with it, what was kept stays.

    Signed-in browsers end by themselves. Raises: NotFound; Conflict `last_administrator`.
    """
    row = get_staff_row(session, staff_id)
    check_administrator_stays(session, staff_id, last_on)
    row.left_on = last_on
    end_assignments(session, staff_id, last_on)
    end_roles(session, staff_id, last_on)
    end_deputyships(session, staff_id, last_on)
    session.flush()


def resume_service(session: Session, staff_id: int) -> None:
    """Takes a leaving back; the new assignment, and each role, is a step of its own.

    Browsers that were signed in before she left stay outside. Raises: NotFound.
    """
    get_staff_row(session, staff_id).left_on = None
    end_other_sessions(session, staff_id, None)
    session.flush()
