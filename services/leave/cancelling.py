"""Leave that is taken back: all of it before it begins, and from a day on while it runs."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from services import approvals, notifications, people
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.leave.decisions import write_absences
from services.leave.models import Leave
from services.leave.notices import NoticeKind
from services.leave.periods import LOCK, SUBJECT, forget_absence
from services.leave.rules import get_rules
from services.leave.views import LeaveView, State, get_leave, lock_leaves
from services.locks import lock_subject
from services.texts import N_


def cancel_leave(
    session: Session, leave_id: bytes, staff_id: int, now: datetime, back_on: date | None = None
) -> LeaveView:
    """Takes a leave back; one that is taken back already stays so.

    `back_on` is the first day on which she is back, today if nothing is said: the days before it stay leave.
    What has passed stays. Whoever approved it is told. One that still waits goes as a whole, whenever it was.

    Raises: NotFound; Conflict `leave_imported`, `leave_over`, `leave_not_held`; Invalid `back_on`.
    """
    lock_subject(session, LOCK)
    is_waiting = get_leave(session, leave_id, staff_id).state is State.WAITING
    if is_waiting:
        # First the request: who decides at this moment is either seen here, or finds it withdrawn.
        approvals.withdraw_request(session, SUBJECT, leave_id, now)
    lock_leaves(session, [leave_id])
    leave = get_leave(session, leave_id, staff_id)
    first_on = leave.period.from_on
    if not is_waiting or leave.state is not State.CANCELLED:
        first_on = max(first_on, back_on or local_day(now))
        if leave.cancelled_from_on is not None and (not leave.holds or leave.cancelled_from_on == first_on):
            return leave
        _check(session, leave, first_on, now)
    row = session.get_one(Leave, leave_id)
    row.cancelled_from_on, row.cancelled_at, row.cancelled_by_id = first_on, now, staff_id
    session.flush()
    left = get_leave(session, leave_id, staff_id)
    if left.holds:
        write_absences(session, [left])
    else:
        forget_absence(session, leave_id)
    _tell(session, left, first_on, now)
    return left


def _check(session: Session, leave: LeaveView, first_on: date, now: datetime) -> None:
    if leave.is_imported:
        raise Conflict("leave_imported", N_("인사 시스템에서 온 휴가예요. 인사 시스템에서 취소해 주세요."))
    if not leave.holds:
        raise Conflict("leave_not_held", N_("이미 반려되었거나 취소한 휴가예요."))
    # A morning that was taken is over at its end, not at midnight.
    if leave.left.bounds(get_rules(session, leave.period.from_on))[1] <= now:
        raise Conflict("leave_over", N_("이미 지난 휴가는 취소할 수 없어요."))
    if not local_day(now) <= first_on <= leave.last_on:
        sentence = N_("남은 휴가 가운데 하루를 골라 주세요.")
        raise Invalid("back_on", sentence, fields={"back_on": sentence})


def _tell(session: Session, leave: LeaveView, first_on: date, now: datetime) -> None:
    """Whoever approved it plans with it; one that still waited leaves the lead's list by itself."""
    request = leave.request
    if request is None or request.decided_by_id is None or request.state != approvals.APPROVED:
        return
    name = people.names_of(session, [leave.staff_id])[leave.staff_id]
    notifications.notify(
        session,
        request.decided_by_id,
        NoticeKind.CANCELLED,
        now,
        name=name,
        from_on=first_on.isoformat(),
        until_on=leave.period.until_on.isoformat(),
    )
