"""How many notices are new: on every page, in the top bar."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from services import notifications
from webapp.context import db, find_person

logger = logging.getLogger(__name__)


def count_unread() -> int:
    """Nought where it cannot be found out: no page is refused for its bell's sake."""
    person = find_person()
    if person is None:
        return 0
    try:
        with db().glancing() as session:
            return notifications.count_unread_notices(session, person.staff_id)
    except SQLAlchemyError as error:
        logger.warning("notices were not counted: %s", type(error).__name__)
        return 0
