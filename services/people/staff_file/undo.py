"""Takes the last import back, row by row, unless something has been built on it since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.db import Base
from services.errors import Conflict
from services.locks import lock_subject
from services.notifications import forget_notices
from services.people.models import Password, Staff, StaffImport, StaffImportChange
from services.people.names import LONGEST_NAME
from services.people.staff_file.apply import ImportView, to_import_view
from services.people.staff_file.history import TRACKED, from_json, values_of
from services.texts import N_


def undo_last_import(session: Session, by_id: int, now: datetime) -> ImportView:
    """Puts everything back as the last applied import found it.

    People whom it made go again, with a first password that nobody has used.

    Raises: Conflict `no_import`; Conflict `import_built_upon` when a row was changed since, or when a person
    or unit that it made is in use: the sentence names the first such row.
    """
    lock_subject(session, "staff import")
    row = session.scalars(_last_applied()).first()
    if row is None:
        raise Conflict("no_import", N_("되돌릴 파일이 없어요."))
    query = select(StaffImportChange).where(StaffImportChange.import_id == row.id)
    changes = session.scalars(query.order_by(StaffImportChange.position.desc())).all()
    _drop_unused_passwords(session, changes)
    for change in changes:
        _take_back(session, change)
    row.undone_at, row.undone_by_id = now, by_id
    session.flush()
    return to_import_view(row)


def _last_applied() -> Select[StaffImport]:
    applied = StaffImport.applied_at.is_not(None) & StaffImport.undone_at.is_(None)
    newest = (StaffImport.applied_at.desc(), StaffImport.id.desc())
    return select(StaffImport).where(applied).order_by(*newest).limit(1).with_for_update()


def _drop_unused_passwords(session: Session, changes: Sequence[StaffImportChange]) -> None:
    made = [c.row_id for c in changes if c.table == Staff.__tablename__ and c.before is None]
    unused = Password.staff_id.in_(made) & Password.must_change
    session.execute(delete(Password).where(unused))
    forget_notices(session, made)


def _take_back(session: Session, change: StaffImportChange) -> None:
    table = TRACKED[change.table]
    row = session.get(table, change.row_id)
    refusal = _built_upon(change)  # made now: a failed flush ends what can be read
    if change.after is None:
        if row is not None or change.before is None:
            raise refusal
        session.add(table(**_values(table, change.before)))
    elif row is None or not change.after.items() <= values_of(row).items():
        raise refusal
    elif change.before is None:
        session.delete(row)
    else:
        for column, value in _values(table, change.before).items():
            setattr(row, column, value)
    try:
        session.flush()
    except IntegrityError:
        raise refusal from None


def _values(table: type[Base], stored: dict[str, object]) -> dict[str, Any]:
    return {column: from_json(table, column, value) for column, value in stored.items()}


def _built_upon(change: StaffImportChange) -> Conflict:
    known = {**(change.before or {}), **(change.after or {})}
    what = str(known.get("name") or known.get("number") or change.row_id)[:LONGEST_NAME]
    sentence = N_("반영한 뒤에 바뀌었거나 쓰이고 있는 내용이 있어 되돌릴 수 없어요: %(what)s")
    return Conflict("import_built_upon", sentence, what=what, table=change.table)
