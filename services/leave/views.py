"""Leaves as their owner sees them, with what became of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals
from services.errors import NotFound
from services.leave.kinds import Kinds, load_kinds
from services.leave.models import Leave
from services.leave.periods import SUBJECT, Part, Period, count_days
from services.texts import N_

ONE_DAY = timedelta(days=1)


class State(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class LeaveView:
    """One leave. `period` is what was asked for; `last_on` its last day after a cancelling in the middle.

    `request` is None for one that came from the personnel system's file: that is approved there.
    """

    id: bytes
    staff_id: int
    kind: str
    kind_name: str
    period: Period
    reason: str
    is_imported: bool
    cancelled_from_on: date | None
    request: approvals.Request | None

    @property
    def state(self) -> State:
        if self.cancelled_from_on is not None and self.cancelled_from_on <= self.period.from_on:
            return State.CANCELLED
        if self.is_imported or (self.request and self.request.state == approvals.APPROVED):
            return State.APPROVED
        if self.request and self.request.state == approvals.REFUSED:
            return State.REFUSED
        if self.request and self.request.state == approvals.WITHDRAWN:
            return State.CANCELLED
        return State.WAITING

    @property
    def holds(self) -> bool:
        """Whether the person is, or wants to be, away by it."""
        return self.state in (State.WAITING, State.APPROVED)

    @property
    def is_approved(self) -> bool:
        return self.state is State.APPROVED

    @property
    def left(self) -> Period:
        """What is left of it; of a cancelled one, all."""
        if self.cancelled_from_on is None or self.cancelled_from_on <= self.period.from_on:
            return self.period
        return Period(self.period.from_on, self.cancelled_from_on - ONE_DAY, self.period.part)

    @property
    def last_on(self) -> date:
        return self.left.until_on

    def may_cancel(self, today: date) -> bool:
        """Whether its owner can take it back, or what is left of it."""
        if self.state is State.WAITING:
            return True
        return self.is_approved and not self.is_imported and self.last_on >= today


def list_leaves(session: Session, staff_id: int, limit: int = 100) -> list[LeaveView]:
    """A person's leaves, the latest first."""
    query = select(Leave).where(Leave.staff_id == staff_id).order_by(Leave.from_on.desc(), Leave.id)
    return to_views(session, session.scalars(query.limit(limit)).all())


def get_leave(session: Session, leave_id: bytes, staff_id: int) -> LeaveView:
    """Raises: NotFound `leave_not_found`, for that of somebody else too."""
    row = session.get(Leave, leave_id)
    if row is None or row.staff_id != staff_id:
        raise NotFound("leave_not_found", N_("그런 휴가가 없어요."))
    return to_views(session, [row])[0]


def lock_leaves(session: Session, leave_ids: Collection[bytes]) -> dict[bytes, LeaveView]:
    """The same as `leaves_by_id`, as they are now and until the end of the transaction.

    Whoever changes a request too does that first, as a decision does: two at once never wait for each other.
    """
    query = select(Leave).where(Leave.id.in_(leave_ids)).order_by(Leave.id).with_for_update()
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    return {view.id: view for view in to_views(session, rows)}


def leaves_by_id(session: Session, leave_ids: Collection[bytes]) -> dict[bytes, LeaveView]:
    """Those that exist, for whom they concern: nothing is checked here."""
    rows = session.scalars(select(Leave).where(Leave.id.in_(leave_ids))).all()
    return {view.id: view for view in to_views(session, rows)}


def find_meeting(session: Session, staff_id: int, period: Period) -> LeaveView | None:
    """A leave of the person's that still holds and shares some time with a period."""
    meeting = (Leave.from_on <= period.until_on) & (Leave.until_on >= period.from_on)
    rows = session.scalars(select(Leave).where(Leave.staff_id == staff_id, meeting)).all()
    return next((v for v in to_views(session, rows) if v.holds and v.left.meets(period)), None)


def count_days_of_year(session: Session, staff_id: int, kind: str, year: int) -> float:
    """The working days of one kind of leave in a year, those that wait too."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    within = (Leave.from_on <= last) & (Leave.until_on >= first)
    rows = session.scalars(select(Leave).where(Leave.staff_id == staff_id, Leave.kind == kind, within)).all()
    left = [view.left for view in to_views(session, rows) if view.holds]
    return sum(
        count_days(session, replace(p, from_on=max(p.from_on, first), until_on=min(p.until_on, last)))
        for p in left
    )


def to_views(session: Session, rows: Sequence[Leave], kinds: Kinds | None = None) -> list[LeaveView]:
    kinds = kinds or load_kinds(session)
    asked = [row.id for row in rows if row.import_id is None]
    requests = approvals.newest_requests(session, SUBJECT, asked) if asked else {}
    return [
        LeaveView(
            id=row.id,
            staff_id=row.staff_id,
            kind=row.kind,
            kind_name=kinds.name_of(row.kind, row.from_on),
            period=Period(row.from_on, row.until_on, Part(row.part)),
            reason=row.reason,
            is_imported=row.import_id is not None,
            cancelled_from_on=row.cancelled_from_on,
            request=requests.get(row.id),
        )
        for row in rows
    ]
