"""Changes of how a cafeteria works: whoever watches it sees them at once."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from services import cafeteria
from webapp.context import db, lunch_now


def change_seen(cafeteria_id: int, work: Callable[[Session], None]) -> None:
    """Does it in one transaction with the answer that watchers get, which is made anew. Raises: NotFound."""
    at = lunch_now()

    def change(session: Session) -> None:
        cafeteria.get_cafeteria(session, cafeteria_id)
        work(session)
        cafeteria.forget_prospect(session, cafeteria_id)
        cafeteria.refresh_snapshot(session, cafeteria_id, at)

    db().write(change)
