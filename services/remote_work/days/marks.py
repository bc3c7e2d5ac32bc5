"""Start and end: one tap each, the first one counts, and each is a leaf of the ledger."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import to_millis
from services.crypto import canonical
from services.errors import Conflict
from services.ledger import Appender, Subject
from services.remote_work.days.day_types import Came, MarkView, Moment, PhoneTimes
from services.remote_work.days.models import RemoteDay, RemoteMark
from services.remote_work.days.phone_times import NO_TIMES, came_of
from services.remote_work.days.rules import get_remote_rules
from services.remote_work.days.stored import day_key, lock_day
from services.remote_work.days.stored_texts import plan_sha256_of
from services.remote_work.days.windows import (
    check_end_time,
    check_id,
    check_start_time,
    day_closed,
    id_taken,
)
from services.texts import N_


def start_day(
    session: Session,
    ledger: Appender,
    staff_id: int,
    on: date,
    mark_id: bytes,
    now: datetime,
    times: PhoneTimes = NO_TIMES,
) -> MarkView:
    """Work begins; a day that has begun already gives its first start, whichever device taps.

    The leaf commits to the plan as it stood. Without a plan it is taken too: what began, began, and the plan
    is asked for.

    Raises: NotFound `not_remote`; Invalid `invalid_id`; Conflict `day_closed`, `other_day` (it was tapped on
    another day), `day_over`, `id_taken`.
    """
    day = lock_day(session, staff_id, on)
    if known := _find_known(session, day, Moment.STARTED, mark_id):
        return known
    came = came_of(times, now)
    check_start_time(on, came, get_remote_rules(session, on))
    day.started_at = now
    return _mark(session, ledger, day, Moment.STARTED, mark_id, came)


def end_day(
    session: Session,
    ledger: Appender,
    staff_id: int,
    on: date,
    mark_id: bytes,
    now: datetime,
    times: PhoneTimes = NO_TIMES,
) -> MarkView:
    """Work ends; a day that has ended already gives its first end. The leaf commits to the plan; the result
    comes later, with a leaf of its own.

    It may be tapped until noon of the next day. Raises: as `start_day`; Conflict `not_started`.
    """
    day = lock_day(session, staff_id, on)
    if known := _find_known(session, day, Moment.ENDED, mark_id):
        return known
    if day.started_at is None:
        raise Conflict("not_started", N_("업무 시작을 누르지 않은 날이에요. 시작을 먼저 눌러 주세요."))
    came = came_of(times, now)
    check_end_time(on, came, get_remote_rules(session, on))
    day.ended_at = now
    return _mark(session, ledger, day, Moment.ENDED, mark_id, came)


def load_marks(session: Session, staff_id: int, on: date) -> dict[Moment, MarkView]:
    query = select(RemoteMark).where(RemoteMark.staff_id == staff_id, RemoteMark.held_on == on)
    return {Moment(row.moment): _to_view(row) for row in session.scalars(query)}


def _find_known(session: Session, day: RemoteDay, moment: Moment, mark_id: bytes) -> MarkView | None:
    """The first tap of the day, if there was one. Raises: Invalid; Conflict `day_closed`, `id_taken`."""
    check_id(mark_id)
    row = session.get(RemoteMark, (day.staff_id, day.held_on, moment.value), populate_existing=True)
    if row is not None:
        return _to_view(row)
    if session.scalar(select(RemoteMark.id).where(RemoteMark.id == mark_id)) is not None:
        raise id_taken()
    if not day.is_open:
        raise day_closed(day.closed_why)
    return None


def _mark(
    session: Session, ledger: Appender, day: RemoteDay, moment: Moment, mark_id: bytes, came: Came
) -> MarkView:
    plan_sha256 = plan_sha256_of(session, day.plan_id)
    facts: dict[str, canonical.Value] = {
        "mark": mark_id,
        "plan_sha256": plan_sha256,
        "stated_ms": to_millis(came.stated_at),
        "clock_off_s": came.clock_off_s,
    }
    key = day_key(day.staff_id, day.held_on)
    subjects: list[Subject] = [("remote_day", key), ("staff", str(day.staff_id))]
    record = ledger.append(session, moment.record_kind, subjects, facts, came.received_at)
    row = RemoteMark(
        staff_id=day.staff_id,
        held_on=day.held_on,
        moment=moment.value,
        id=mark_id,
        received_at=came.received_at,
        stated_at=came.stated_at,
        clock_off_s=came.clock_off_s,
        plan_sha256=plan_sha256,
        record_id=record.id,
    )
    session.add(row)
    session.flush()
    return _to_view(row)


def _to_view(row: RemoteMark) -> MarkView:
    came = Came(row.received_at, row.stated_at, row.clock_off_s)
    return MarkView(Moment(row.moment), came, row.plan_sha256, row.record_id or 0)
