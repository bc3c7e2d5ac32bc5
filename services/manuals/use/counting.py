"""Counts who opens manuals, without keeping who: numbers, and marks under a key that ends with the month.

Invariants
- No row says who read which manual: views are counted by manual and by department, never by both.
- A mark is made with the month's key and a secret of the application (which the database does not hold).
  When the month is closed its key and its marks are destroyed in one transaction: nobody, the operator
  included, can tell afterwards who came, or whether somebody of one month came in another.
- A department with fewer visitors than the rule shows is put together with the other small ones.
"""

import hmac
import secrets
import threading
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.clock import local_day
from services.db import Base
from services.locks import insert_missing, is_postgresql, lock_subject
from services.manuals.use.models import ManualViewCount, ManualVisitCount, ManualVisitMark, ManualVisitMonth

KEY_BYTES, MARK_BYTES = 32, 16
NO_UNIT = 0
FLUSH_AT, FLUSH_AFTER_S = 50, 10.0
MOST_KEPT = 5_000


@dataclass(frozen=True)
class View:
    """That somebody opened a manual on a day: held in memory until it is counted, never written as it is.

    `unit_id` is the department that her unit belongs to, `NO_UNIT` where she has none.
    """

    manual_id: int
    staff_id: int
    institution_id: int
    unit_id: int
    on: date


class ViewBuffer:
    """Views of one process until they are counted together, with the first that comes ten seconds later or as
    the fiftieth. A process that is killed loses those that wait."""

    def __init__(self) -> None:
        self._views: list[View] = []
        self._since_s = 0.0
        self._lock = threading.Lock()

    def add(self, view: View, at_s: float) -> Sequence[View]:
        """Keeps a view; answers with what is to be counted now, mostly nothing. `at_s` never goes back."""
        with self._lock:
            if not self._views:
                self._since_s = at_s
            if len(self._views) < MOST_KEPT:
                self._views.append(view)
            is_due = len(self._views) >= FLUSH_AT or at_s - self._since_s >= FLUSH_AFTER_S
        return self.take() if is_due else ()

    def take(self) -> Sequence[View]:
        """All that is to be counted."""
        with self._lock:
            views, self._views = self._views, []
        return views


def count_views(session: Session, secret: bytes, views: Collection[View]) -> None:
    """Counts views of the running month; those of one that is closed count as views without a visitor."""
    months = {view.on.replace(day=1) for view in views}
    by_manual = Counter((view.on.replace(day=1), view.manual_id) for view in views)
    by_unit = Counter((view.on.replace(day=1), view.institution_id, view.unit_id) for view in views)
    keys = {month_on: _open_month(session, month_on) for month_on in sorted(months)}
    _add(session, ManualViewCount, [(*key, {"views": n}) for key, n in sorted(by_manual.items())])
    counts = {"visitors": 0, "returned": 0}
    _add(session, ManualVisitCount, [(*key, {"views": n, **counts}) for key, n in sorted(by_unit.items())])
    for month_on, key in keys.items():
        if key is not None:
            _note_visitors(session, secret, key, month_on, views)


def close_months(session: Session, fewest_shown: int, now: datetime) -> int:
    """Counts the visitors of months that are over, and destroys their marks and keys; how many months.

    `fewest_shown`: a department with fewer visitors is not kept by itself.
    """
    this_month = local_day(now).replace(day=1)
    lock_subject(session, "manual visits")
    query = select(ManualVisitMonth).where(
        ManualVisitMonth.month_on < this_month, ManualVisitMonth.closed_at.is_(None)
    )
    rows = session.scalars(query.with_for_update()).all()
    for row in rows:
        _fold(session, row.month_on, fewest_shown)
        row.key, row.closed_at = None, now
    session.flush()
    return len(rows)


def _open_month(session: Session, month_on: date) -> bytes | None:
    """The month's key, made at its first view; None once it is closed. On PostgreSQL it is not closed before
    this transaction ends."""
    new = {"month_on": month_on, "key": secrets.token_bytes(KEY_BYTES), "closed_at": None}
    insert_missing(session, ManualVisitMonth, [new])
    query = select(ManualVisitMonth.key).where(ManualVisitMonth.month_on == month_on)
    return session.scalar(query.with_for_update(read=True))


def _note_visitors(
    session: Session, secret: bytes, key: bytes, month_on: date, views: Collection[View]
) -> None:
    """A visitor's days: the day of her last visit is kept with her mark, so that each counts once."""
    came = {
        (make_mark(secret, key, view.staff_id), view.institution_id, view.unit_id, view.on)
        for view in views
        if view.on.replace(day=1) == month_on
    }
    rows = [
        {
            "month_on": month_on,
            "mark": mark,
            "institution_id": institution_id,
            "unit_id": unit_id,
            "days": 0,
            "last_on": date.min,
        }
        for mark, institution_id, unit_id, _ in sorted(came)
    ]
    insert_missing(session, ManualVisitMark, rows)
    for on in sorted({on for _, _, _, on in came}):
        marks = sorted(mark for mark, _, _, day in came if day == on)
        _count_day(session, month_on, marks, on)


def _count_day(session: Session, month_on: date, marks: Collection[bytes], on: date) -> None:
    mine = (ManualVisitMark.month_on == month_on) & ManualVisitMark.mark.in_(marks)
    session.execute(
        update(ManualVisitMark)
        .where(mine, ManualVisitMark.last_on < on)
        .values(days=ManualVisitMark.days + 1, last_on=on)
        .execution_options(synchronize_session=False)
    )


def make_mark(secret: bytes, key: bytes, staff_id: int) -> bytes:
    """A person under a month's key: by itself it says nothing, and without both keys nobody can make it."""
    return hmac.digest(secret, b"manual visits\x00" + key + staff_id.to_bytes(8), sha256)[:MARK_BYTES]


def _fold(session: Session, month_on: date, fewest_shown: int) -> None:
    columns = ManualVisitMark.institution_id, ManualVisitMark.unit_id, ManualVisitMark.days
    marks = session.execute(select(*columns).where(ManualVisitMark.month_on == month_on)).all()
    visitors = Counter((institution_id, unit_id) for institution_id, unit_id, _ in marks)
    returned = Counter((institution_id, unit_id) for institution_id, unit_id, days in marks if days > 1)
    session.execute(delete(ManualVisitMark).where(ManualVisitMark.month_on == month_on))
    query = select(ManualVisitCount).where(ManualVisitCount.month_on == month_on)
    rows = {(row.institution_id, row.unit_id): row for row in session.scalars(query)}
    for (institution_id, unit_id), row in rows.items():
        row.visitors = visitors[institution_id, unit_id]
        row.returned = returned[institution_id, unit_id]
    small = [row for row in rows.values() if row.unit_id != NO_UNIT and row.visitors < fewest_shown]
    together: dict[int, Counter[str]] = {}
    for row in small:
        counted = {"views": row.views, "visitors": row.visitors, "returned": row.returned}
        together.setdefault(row.institution_id, Counter()).update(counted)
        session.delete(row)
    session.flush()
    added = [(month_on, house, NO_UNIT, dict(counts)) for house, counts in sorted(together.items())]
    _add(session, ManualVisitCount, added)


def _add(session: Session, table: type[Base], rows: Sequence[tuple[Any, ...]]) -> None:
    """Adds numbers to rows that are there or not: a key's columns in order, then what is added."""
    if not rows:
        return
    keys = [column.name for column in table.__table__.primary_key]
    added = list(rows[0][-1])
    made = (postgresql.insert if is_postgresql(session) else sqlite.insert)(table.__table__)  # type: ignore[arg-type]
    columns = table.__table__.columns
    statement = made.on_conflict_do_update(
        index_elements=keys, set_={name: columns[name] + made.excluded[name] for name in added}
    )
    session.flush()
    session.execute(statement, [dict(zip(keys, row[:-1], strict=True)) | row[-1] for row in rows])
