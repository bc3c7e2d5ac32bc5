"""What somebody watches, or keeps among hers, and whether it has changed since she read it.

Invariant: a row is there for those alone who asked for one, so that nobody else's reading is known.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.errors import NotFound
from services.locks import insert_missing
from services.manuals.tasks.models import Manual, ManualMark
from services.texts import N_


@dataclass(frozen=True)
class Mark:
    """`seen_number` is the newest that she has read; 0 before a first time."""

    is_watched: bool = False
    is_favourite: bool = False
    seen_number: int = 0


def find_mark(session: Session, manual_id: int, staff_id: int) -> Mark:
    """A person's mark on a manual, an empty one where she has none."""
    return list_marks(session, [manual_id], staff_id).get(manual_id, Mark())


def list_marks(session: Session, manual_ids: Collection[int], staff_id: int) -> dict[int, Mark]:
    query = select(ManualMark).where(ManualMark.staff_id == staff_id, ManualMark.manual_id.in_(manual_ids))
    rows = session.scalars(query.execution_options(populate_existing=True))
    return {row.manual_id: Mark(row.is_watched, row.is_favourite, row.seen_number) for row in rows}


def set_mark(
    session: Session,
    manual_id: int,
    staff_id: int,
    *,
    is_watched: bool | None = None,
    is_favourite: bool | None = None,
) -> Mark:
    """Watches or keeps a manual, or no longer; None leaves it as it is. What is read now counts as seen.

    Raises: NotFound `manual_not_found`.
    """
    number = session.scalar(select(Manual.number).where(Manual.id == manual_id))
    if number is None:
        raise NotFound("manual_not_found", N_("그런 매뉴얼이 없어요."))
    mark = find_mark(session, manual_id, staff_id)
    is_new = mark == Mark()
    mark = replace(
        mark,
        is_watched=mark.is_watched if is_watched is None else is_watched,
        is_favourite=mark.is_favourite if is_favourite is None else is_favourite,
        seen_number=number if is_new else mark.seen_number,
    )
    if not (mark.is_watched or mark.is_favourite):
        row = session.get(ManualMark, (manual_id, staff_id))
        if row:
            session.delete(row)
            session.flush()
        return Mark()
    insert_missing(session, ManualMark, [{"manual_id": manual_id, "staff_id": staff_id, **vars(mark)}])
    row = session.get_one(ManualMark, (manual_id, staff_id), populate_existing=True)
    row.is_watched, row.is_favourite = mark.is_watched, mark.is_favourite
    session.flush()
    return mark


def note_seen(session: Session, manual_id: int, staff_id: int, number: int) -> None:
    """She has read this number; whoever has no mark leaves no trace."""
    session.execute(
        update(ManualMark)
        .where(
            ManualMark.manual_id == manual_id,
            ManualMark.staff_id == staff_id,
            ManualMark.seen_number < number,
        )
        .values(seen_number=number)
    )


def count_changed(session: Session, staff_id: int) -> int:
    """How many of those that she watches or keeps have changed since she read them."""
    query = (
        select(func.count())
        .select_from(ManualMark)
        .join(Manual, Manual.id == ManualMark.manual_id)
        .where(ManualMark.staff_id == staff_id, Manual.number > ManualMark.seen_number, Manual.is_open)
    )
    return session.scalar(query) or 0


def list_watchers(session: Session, manual_ids: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of a manual and a person who watches it: for telling them of a change."""
    query = select(ManualMark.manual_id, ManualMark.staff_id).where(
        ManualMark.manual_id.in_(manual_ids), ManualMark.is_watched
    )
    return [(manual_id, staff_id) for manual_id, staff_id in session.execute(query)]
