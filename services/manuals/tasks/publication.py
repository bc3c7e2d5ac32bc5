"""What texts tell a manual's frame: which number was published, and whether somebody said it is right."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from services.clock import local_day
from services.locks import ROWS_A_STATEMENT
from services.manuals.tasks.making import lock_row
from services.manuals.tasks.models import Manual
from services.manuals.tasks.months import add_months
from services.manuals.tasks.owners import lock_rows
from services.manuals.tasks.reviews import stamp
from services.manuals.tasks.views import ManualView, to_views


def lock_manual(session: Session, manual_id: int, now: datetime) -> ManualView:
    """A manual for one who publishes: two of them take turns. Raises: NotFound `manual_not_found`."""
    return to_views(session, [lock_row(session, manual_id)], now)[0]


def lock_manuals(session: Session, manual_ids: Collection[int]) -> None:
    """As `lock_manual`, for many at once, in one order."""
    lock_rows(session, list(manual_ids))


def note_published(
    session: Session, manual_id: int, number: int, by_id: int, now: datetime, *, is_confirmed: bool
) -> None:
    """The published number from now on; whoever publishes a whole text may say that all of it is right.

    Before a first confirmation the day to look at it again is counted from the first publication.
    """
    row = lock_row(session, manual_id)
    row.number, row.published_at = number, now
    if is_confirmed:
        stamp(row, by_id, now)
    elif row.review_by is None:
        row.review_by = add_months(local_day(now), row.review_months)
    session.flush()


def note_first_texts(
    session: Session, published: Sequence[tuple[int, int]], now: datetime, confirmed_by_id: int | None
) -> None:
    """First publications of many: pairs of a manual and how many months it holds, in few statements."""
    values = {
        "number": 1,
        "published_at": now,
        "review_by": bindparam("due"),
        "verified_at": now if confirmed_by_id else None,
        "verified_by_id": confirmed_by_id,
    }
    rows = [
        {"manual": manual_id, "due": add_months(local_day(now), months)} for manual_id, months in published
    ]
    statement = update(Manual.__table__).where(Manual.__table__.c.id == bindparam("manual")).values(**values)  # type: ignore[arg-type]
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        session.connection().execute(statement, rows[start : start + ROWS_A_STATEMENT])
    session.expire_all()


def ask_to_confirm(session: Session, manual_ids: Collection[int], until: date) -> None:
    """They are to be looked at by that day: sooner than texts that somebody here has written."""
    session.execute(update(Manual).where(Manual.id.in_(manual_ids)).values(review_by=until))
