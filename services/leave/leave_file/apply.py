"""Applies a file that somebody has looked at: all its good rows, once, in one transaction; the last one goes
back as a whole."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from services import absences, approvals, notifications
from services.absences import Source
from services.clock import instant_of, local_day
from services.errors import Conflict, NotFound
from services.leave.decisions import write_absences
from services.leave.leave_file.fates import Fate, RowFate
from services.leave.leave_file.plan import LeavePlan, plan_table
from services.leave.models import Leave, LeaveImport
from services.leave.notices import NoticeKind
from services.leave.periods import LOCK, SUBJECT, Period, forget_absence
from services.leave.views import find_meeting, leaves_by_id, lock_leaves
from services.locks import lock_subject
from services.notifications import Telling
from services.texts import N_

PLAN_VALID_FOR = timedelta(days=7)


@dataclass(frozen=True)
class LeaveImportView:
    """A file: planned, perhaps applied, perhaps taken back."""

    id: str
    filename: str
    applied_at: datetime | None
    applied_by_id: int | None
    undone_at: datetime | None
    counts: Mapping[str, int]


def store_leave_plan(session: Session, plan: LeavePlan, now: datetime) -> str:
    """Keeps the file's rows under the plan's id, so that another request can apply it."""
    content: dict[str, Any] = {"digest": plan.digest, "table": plan.table, "counts": _counts_of(plan)}
    session.add(LeaveImport(id=plan.id, filename=plan.filename, content=content, planned_at=now))
    session.flush()
    return plan.id


def get_leave_plan(session: Session, plan_id: str, now: datetime) -> LeavePlan:
    """A stored file as it would be applied now.

    Raises: NotFound `import_not_found`; Conflict `import_over` for an applied one.
    """
    row = _get_row(session, plan_id)
    if row.applied_at is not None:
        raise Conflict("import_over", N_("이미 반영한 파일이에요."))
    return _plan_again(session, row, local_day(now))


def apply_leave_import(session: Session, plan_id: str, by_id: int, now: datetime) -> LeaveImportView:
    """Does what the stored plan says; the same again gives the first answer.

    Raises: NotFound; Conflict `import_base_changed` when a leave came in between, `import_undone`,
    `import_too_old` after a week.
    """
    lock_subject(session, LOCK)
    row = _get_row(session, plan_id)
    if row.undone_at is not None:
        raise Conflict("import_undone", N_("반영했다가 되돌린 파일이에요. 파일을 다시 올려 주세요."))
    if row.applied_at is not None:
        return _to_view(row)
    if now - row.planned_at > PLAN_VALID_FOR:
        raise Conflict("import_too_old", N_("확인한 지 오래된 파일이에요. 파일을 다시 올려 주세요."))
    plan = _plan_again(session, row, local_day(now))
    if plan.digest != row.content["digest"]:
        raise Conflict(
            "import_base_changed", N_("확인한 뒤에 휴가가 바뀌었어요. 파일을 다시 올려 확인해 주세요.")
        )
    _carry_out(session, plan, by_id, now)
    row.applied_at, row.applied_by_id = now, by_id
    # The file itself is no longer needed.
    row.content = {"counts": _counts_of(plan)}
    session.flush()
    return _to_view(row)


def undo_leave_import(session: Session, plan_id: str, by_id: int, now: datetime) -> LeaveImportView:
    """Takes the last applied file back: what it made goes, what it ended holds again.

    Raises: NotFound; Conflict `import_not_last`, `import_built_upon` where another leave now holds
    the days of one that it ended.
    """
    lock_subject(session, LOCK)
    row = _get_row(session, plan_id)
    if row.undone_at is not None:
        return _to_view(row)
    last = next(iter(list_leave_imports(session)), None)
    if last is None or last.id != plan_id:
        raise Conflict("import_not_last", N_("마지막으로 반영한 파일만 되돌릴 수 있어요."))
    made = session.scalars(select(Leave).where(Leave.import_id == plan_id)).all()
    absences.clear_absences(session, [Source(SUBJECT, leave.id) for leave in made])
    _tell(session, NoticeKind.TAKEN_OUT, made, now)
    session.execute(delete(Leave).where(Leave.import_id == plan_id))
    _tell(session, NoticeKind.IMPORTED, _hold_again(session, plan_id), now)
    row.undone_at, row.undone_by_id = now, by_id
    session.flush()
    return _to_view(row)


def list_leave_imports(session: Session, limit: int = 20) -> list[LeaveImportView]:
    """The files that were applied and stand, newest first."""
    stands = LeaveImport.applied_at.is_not(None) & LeaveImport.undone_at.is_(None)
    query = select(LeaveImport).where(stands).order_by(LeaveImport.applied_at.desc(), LeaveImport.id)
    return [_to_view(row) for row in session.scalars(query.limit(limit))]


def find_leave_import(session: Session, plan_id: str) -> LeaveImportView:
    """Raises: NotFound `import_not_found`."""
    return _to_view(_get_row(session, plan_id))


def forget_planned_files(session: Session, now: datetime) -> None:
    """A file that was looked at and can no longer be applied tells of people: it is not kept."""
    never = LeaveImport.applied_at.is_(None) & (LeaveImport.planned_at < now - PLAN_VALID_FOR)
    session.execute(delete(LeaveImport).where(never))


def destroy_old_imports(session: Session, before: date) -> None:
    """Removes leave that files brought in and that was over before a day, with its absences, and the files of
    which nothing is left. What was asked for here stays: its request commits to it.
    """
    lock_subject(session, LOCK)
    old = Leave.import_id.is_not(None) & (Leave.until_on < before)
    ids = session.scalars(select(Leave.id).where(old)).all()
    absences.clear_absences(session, [Source(SUBJECT, leave_id) for leave_id in ids])
    session.execute(delete(Leave).where(old))
    is_used = exists().where(
        or_(Leave.import_id == LeaveImport.id, Leave.cancelled_import_id == LeaveImport.id)
    )
    over = LeaveImport.applied_at < instant_of(before, 0)
    session.execute(delete(LeaveImport).where(over, ~is_used))


def _carry_out(session: Session, plan: LeavePlan, by_id: int, now: datetime) -> None:
    made = [
        _to_leave(row, row.period, plan.id, now)
        for row in plan.rows
        if row.fate is Fate.NEW and row.period is not None
    ]
    session.add_all(made)
    ended = {row.leave_id for row in plan.rows if row.fate is Fate.CANCELLED and row.leave_id}
    for leave_id in sorted(ended):
        approvals.withdraw_request(session, SUBJECT, leave_id, now)
    lock_leaves(session, ended)
    taken_out = session.scalars(select(Leave).where(Leave.id.in_(ended))).all()
    for leave in taken_out:
        leave.cancelled_from_on, leave.cancelled_at = leave.from_on, now
        leave.cancelled_by_id, leave.cancelled_import_id = by_id, plan.id
        forget_absence(session, leave.id)
    session.flush()
    write_absences(session, list(leaves_by_id(session, [leave.id for leave in made]).values()))
    _tell(session, NoticeKind.IMPORTED, made, now)
    _tell(session, NoticeKind.TAKEN_OUT, taken_out, now)


def _to_leave(row: RowFate, period: Period, import_id: str, now: datetime) -> Leave:
    return Leave(
        id=secrets.token_bytes(8),
        staff_id=row.staff_id,
        kind=row.kind,
        from_on=period.from_on,
        until_on=period.until_on,
        part=period.part.value,
        reason="",
        made_at=now,
        import_id=import_id,
    )


def _tell(session: Session, kind: NoticeKind, leaves: Sequence[Leave], now: datetime) -> None:
    """So that a mistake of the file is seen by whom it concerns; nobody is told of what has passed."""
    tellings = [
        Telling(
            leave.staff_id, {"from_on": leave.from_on.isoformat(), "until_on": leave.until_on.isoformat()}
        )
        for leave in leaves
        if leave.until_on >= local_day(now)
    ]
    notifications.notify_all(session, kind, now, tellings)


def _hold_again(session: Session, plan_id: str) -> list[Leave]:
    """What the file ended; those of it that hold now."""
    rows = session.scalars(select(Leave).where(Leave.cancelled_import_id == plan_id)).all()
    found = []
    for row in rows:
        view = leaves_by_id(session, [row.id])[row.id]
        if find_meeting(session, row.staff_id, view.period) is not None:
            sentence = N_("되돌리면 겹치는 휴가가 생겨요. 그 직원의 휴가를 먼저 확인해 주세요.")
            raise Conflict("import_built_upon", sentence)
        row.cancelled_from_on = row.cancelled_at = row.cancelled_by_id = row.cancelled_import_id = None
        session.flush()
        again = leaves_by_id(session, [row.id])[row.id]
        if again.holds:
            write_absences(session, [again])
            found.append(row)
    return found


def _get_row(session: Session, plan_id: str) -> LeaveImport:
    query = select(LeaveImport).where(LeaveImport.id == plan_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound("import_not_found", N_("그런 파일이 없어요. 파일을 다시 올려 주세요."))
    return row


def _plan_again(session: Session, row: LeaveImport, today: date) -> LeavePlan:
    table = [
        (number, [tuple(cell) if cell else None for cell in cells]) for number, cells in row.content["table"]
    ]
    return plan_table(session, table, row.id, row.filename, today)


def _counts_of(plan: LeavePlan) -> dict[str, int]:
    return {fate.value: count for fate, count in plan.counts.items()}


def _to_view(row: LeaveImport) -> LeaveImportView:
    return LeaveImportView(
        id=row.id,
        filename=row.filename,
        applied_at=row.applied_at,
        applied_by_id=row.applied_by_id,
        undone_at=row.undone_at,
        counts=row.content["counts"],
    )
