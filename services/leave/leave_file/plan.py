"""What a file would do, before anything is done."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.leave.kinds import Kinds, load_kinds
from services.leave.leave_file.fates import Base, Fate, Judge, RowFate, first_days
from services.leave.leave_file.rows import LeaveFileRow, find_columns, read_leave_rows
from services.leave.models import LONGEST_FILENAME, Leave
from services.leave.views import LeaveView, to_views
from services.sheets import Row, read_table

IDS_A_STATEMENT = 5_000


@dataclass(frozen=True)
class LeavePlan:
    """A file under an id, with every row's fate; `table` is what the file holds."""

    id: str
    filename: str
    rows: tuple[RowFate, ...]
    table: Sequence[Row]

    @property
    def counts(self) -> dict[Fate, int]:
        counted = Counter(row.fate for row in self.rows)
        return {fate: counted[fate] for fate in Fate}

    @property
    def changes(self) -> int:
        """How many leaves it would make or end."""
        return self.counts[Fate.NEW] + self.counts[Fate.CANCELLED]

    @property
    def digest(self) -> str:
        """A fingerprint of everything the plan would do: equal as long as the base has not changed."""
        acts = [(r.row, r.fate, r.staff_id, r.kind, r.period, r.leave_id) for r in self.rows]
        return sha256(repr(acts).encode()).hexdigest()


def plan_leave_import(session: Session, data: bytes, filename: str, today: date) -> LeavePlan:
    """Reads a .xlsx or .csv file and tells every row's fate; nothing is written.

    Raises: Malformed with one of the codes `file_*`.
    """
    name = filename.replace("\x00", "")[-LONGEST_FILENAME:]
    return plan_table(session, _without_the_rest(read_table(data)), secrets.token_urlsafe(16), name, today)


def plan_table(session: Session, table: Sequence[Row], plan_id: str, filename: str, today: date) -> LeavePlan:
    """The same from rows that were read before: at the moment of applying, against the leaves of then."""
    kinds, ids = load_kinds(session), people.ids_by_number(session)
    rows = read_leave_rows(table, find_columns(table), ids, kinds)
    judge = Judge(_load_base(session, rows, ids, kinds, today), rows)
    return LeavePlan(plan_id, filename, tuple(judge.judge(row) for row in rows), table)


def _without_the_rest(table: Sequence[Row]) -> list[Row]:
    """Only the columns that are read: reasons, and whatever else a file holds, are not kept."""
    read = set(find_columns(table).places.values())
    return [(n, [cell if at in read else None for at, cell in enumerate(cells)]) for n, cells in table]


def _load_base(
    session: Session, rows: Sequence[LeaveFileRow], ids: Mapping[str, int], kinds: Kinds, today: date
) -> Base:
    named = sorted({ids[row.number] for row in rows if row.number in ids})
    from_on = first_days(rows)
    leaves: dict[int, list[LeaveView]] = {}
    persons: dict[int, people.Person] = {}
    for start in range(0, len(named), IDS_A_STATEMENT):
        part = named[start : start + IDS_A_STATEMENT]
        persons |= people.list_persons(session, part, today)
        query = select(Leave).where(Leave.staff_id.in_(part))
        if from_on is not None:
            query = query.where(Leave.until_on >= from_on)
        for view in to_views(session, session.scalars(query.order_by(Leave.id)).all(), kinds):
            leaves.setdefault(view.staff_id, []).append(view)
    return Base(ids, persons, leaves)
