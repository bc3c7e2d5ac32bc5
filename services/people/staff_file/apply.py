"""Applies a plan that somebody has looked at: all its good rows, once, in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import Conflict, NotFound
from services.locks import lock_subject
from services.people.models import StaffImport, StaffImportChange
from services.people.staff_file.carry_out import carry_out
from services.people.staff_file.failing import FailingRows, failing_rows, from_stored, to_stored
from services.people.staff_file.history import RowChange, recording
from services.people.staff_file.plan import ImportPlan, Options, plan_table
from services.texts import N_

PLAN_VALID_FOR = timedelta(days=7)


@dataclass(frozen=True)
class ImportView:
    """An import: planned, perhaps applied, perhaps taken back."""

    id: str
    filename: str
    planned_at: datetime
    applied_at: datetime | None
    applied_by_id: int | None
    undone_at: datetime | None
    counts: Mapping[str, int]
    keeps_failing: bool


def store_plan(session: Session, plan: ImportPlan, now: datetime) -> str:
    """Keeps the file's rows under the plan's id, so that another request can apply it."""
    stored: dict[str, Any] = {
        "today": plan.today.isoformat(),
        "creates_units": plan.creates_units,
        "number_width": plan.number_width,
        "digest": plan.digest,
        "table": plan.table,
        "counts": {fate.value: count for fate, count in plan.counts.items()},
    }
    session.add(StaffImport(id=plan.id, filename=plan.filename, plan=stored, planned_at=now))
    session.flush()
    return plan.id


def get_plan(session: Session, plan_id: str) -> ImportPlan:
    """A stored plan as it would be applied now.

    Raises: NotFound `import_not_found`; Conflict `import_over` for an applied one.
    """
    row = _get_row(session, plan_id)
    if row.applied_at is not None:
        raise Conflict("import_over", N_("이미 반영한 파일이에요."))
    return _plan_again(session, row)


def apply_import(session: Session, plan: ImportPlan | str, by_id: int, now: datetime) -> ImportView:
    """Does what the plan says, or the stored plan of this id; the same plan again gives the first answer.

    Raises: NotFound; Conflict `import_base_changed` when the organisation is no longer what the plan was made
    against, `import_undone` when it was applied and taken back, `import_too_old` after a week.
    """
    lock_subject(session, "staff import")
    if isinstance(plan, ImportPlan) and session.get(StaffImport, plan.id) is None:
        store_plan(session, plan, now)
    row = _get_row(session, plan.id if isinstance(plan, ImportPlan) else plan)
    if row.undone_at is not None:
        raise Conflict("import_undone", N_("반영했다가 되돌린 파일이에요. 파일을 다시 올려 주세요."))
    if row.applied_at is not None:
        return to_import_view(row)
    if now - row.planned_at > PLAN_VALID_FOR:
        raise Conflict("import_too_old", N_("확인한 지 오래된 파일이에요. 파일을 다시 올려 주세요."))
    fresh = _plan_again(session, row)
    if fresh.digest != row.plan["digest"]:
        raise Conflict(
            "import_base_changed", N_("확인한 뒤에 직원 정보가 바뀌었어요. 파일을 다시 올려 확인해 주세요.")
        )
    with recording(session) as changes:
        carry_out(session, fresh.rows, by_id, now)
    _keep_changes(session, row.id, changes)
    row.applied_at, row.applied_by_id = now, by_id
    # The file itself is no longer needed: what it changed is kept, what it merely told is not. The rows that
    # somebody has yet to put right are, for a while.
    row.plan = {"counts": row.plan["counts"]}
    if fresh.failing:
        row.plan["failing"] = to_stored(failing_rows(fresh))
    session.flush()
    return to_import_view(row)


def get_failing_rows(session: Session, plan_id: str) -> FailingRows:
    """The failing rows of a stored plan, and for two weeks those of an applied one.

    Raises: NotFound `import_not_found`, `failing_rows_gone`.
    """
    row = _get_row(session, plan_id)
    if row.applied_at is None:
        return failing_rows(_plan_again(session, row))
    if "failing" not in row.plan:
        raise NotFound("failing_rows_gone", N_("반영 못 한 행은 2주 동안만 보관해요."))
    stored: Any = row.plan["failing"]
    return from_stored(stored)


def forget_failing_rows(session: Session, applied_before: datetime) -> None:
    """Names and numbers of people are not kept for longer than somebody may need them."""
    for row in session.scalars(select(StaffImport).where(StaffImport.applied_at < applied_before)):
        if "failing" in row.plan:
            row.plan = {"counts": row.plan["counts"]}
    session.flush()


def list_imports(session: Session, limit: int = 20) -> list[ImportView]:
    """The imports that were applied, newest first."""
    query = select(StaffImport).where(StaffImport.applied_at.is_not(None))
    newest = query.order_by(StaffImport.applied_at.desc(), StaffImport.id).limit(limit)
    return [to_import_view(row) for row in session.scalars(newest)]


def to_import_view(row: StaffImport) -> ImportView:
    plan: Mapping[str, Any] = row.plan
    return ImportView(
        id=row.id,
        filename=row.filename,
        planned_at=row.planned_at,
        applied_at=row.applied_at,
        applied_by_id=row.applied_by_id,
        undone_at=row.undone_at,
        counts=plan["counts"],
        keeps_failing="failing" in plan,
    )


def _get_row(session: Session, plan_id: str) -> StaffImport:
    query = select(StaffImport).where(StaffImport.id == plan_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound("import_not_found", N_("그런 파일이 없어요. 파일을 다시 올려 주세요."))
    return row


def _plan_again(session: Session, row: StaffImport) -> ImportPlan:
    stored: Mapping[str, Any] = row.plan
    table = [(number, [tuple(cell) if cell else None for cell in cells]) for number, cells in stored["table"]]
    today = date.fromisoformat(stored["today"])
    options = Options(today, stored["creates_units"], stored.get("number_width"))
    return plan_table(session, table, row.id, row.filename, options)


def _keep_changes(session: Session, import_id: str, changes: Iterable[RowChange]) -> None:
    session.add_all(
        StaffImportChange(
            import_id=import_id,
            position=position,
            table=change.table,
            row_id=change.row_id,
            before=change.before,
            after=change.after,
        )
        for position, change in enumerate(changes)
    )
