"""Plans and results as they are read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import approvals
from services.remote_work.days.day_types import Came, Part, ResultLine, TextView, Timing
from services.remote_work.days.models import RemoteText
from services.remote_work.days.stored import day_key


def find_text_row(session: Session, text_id: bytes | None) -> RemoteText | None:
    return None if text_id is None else session.get(RemoteText, text_id)


def list_lines(session: Session, text_id: bytes | None) -> tuple[ResultLine, ...]:
    """What a plan or a result says, without what became of it."""
    row = find_text_row(session, text_id)
    return lines_of(row) if row else ()


def plan_sha256_of(session: Session, plan_id: bytes | None) -> bytes | None:
    plan = find_text_row(session, plan_id)
    return plan.sha256 if plan else None


def count_revisions(session: Session, staff_id: int, on: date, part: Part) -> int:
    query = select(func.count()).where(
        RemoteText.staff_id == staff_id, RemoteText.held_on == on, RemoteText.part == part
    )
    return session.scalar(query) or 0


def load_texts(session: Session, staff_id: int, on: date, part: Part) -> list[TextView]:
    """All texts of a day, the newest first."""
    query = (
        select(RemoteText)
        .where(RemoteText.staff_id == staff_id, RemoteText.held_on == on, RemoteText.part == part)
        .order_by(RemoteText.revision.desc())
        .execution_options(populate_existing=True)
    )
    rows = session.scalars(query).all()
    newest = _newest_request(session, rows[0]) if rows else None
    return [_to_view(row, newest) for row in rows]


def to_text(session: Session, row: RemoteText) -> TextView:
    return _to_view(row, _newest_request(session, row))


def to_values(lines: Sequence[ResultLine]) -> list[list[str | int | bool | None]]:
    return [[line.text, line.is_done, line.count, line.note, line.is_planned] for line in lines]


def lines_of(row: RemoteText) -> tuple[ResultLine, ...]:
    return tuple(ResultLine(*line) for line in row.lines)  # type: ignore[arg-type]


def _newest_request(session: Session, row: RemoteText) -> approvals.Request | None:
    key = day_key(row.staff_id, row.held_on)
    return approvals.newest_requests(session, Part(row.part).approval_kind, [key]).get(key)


def _to_view(row: RemoteText, newest: approvals.Request | None) -> TextView:
    request = newest if newest is not None and newest.id == row.request_id else None
    return TextView(
        id=row.id,
        part=Part(row.part),
        revision=row.revision,
        lines=lines_of(row),
        note=row.note,
        came=Came(row.received_at, row.stated_at, row.clock_off_s),
        timing=Timing(row.timing),
        state=request.state if request else row.state,
        reason=request.reason if request else "",
        request_id=row.request_id or 0,
        sha256=row.sha256,
        decided_at=request.decided_at if request else None,
        decided_by_id=request.decided_by_id if request else None,
    )
