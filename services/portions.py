"""Much work in small transactions: whoever else writes comes in between."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from services.db import Database


def work_off(database: Database, work: Callable[[Session], object]) -> None:
    """Does the work in writing transactions, one after the other, as long as it says that there is more."""
    is_more = True
    while is_more:
        with database.writing() as session:
            is_more = bool(work(session))
