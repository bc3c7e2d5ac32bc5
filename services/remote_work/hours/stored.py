"""What people asked for, as it is stored and as it is shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals
from services.crypto import canonical
from services.errors import NotFound
from services.remote_work.hours.models import FlexibleDay, FlexibleHours
from services.texts import N_

APPROVAL_KIND = "flexible_hours"
CONTENT_VERSION = 1
MOST_LISTED = 30


@dataclass(frozen=True)
class WeekdayHours:
    """The hours of one weekday, 0 for Monday, in minutes after midnight in Korea."""

    weekday: int
    starts_minute: int
    ends_minute: int


@dataclass(frozen=True)
class FlexibleView:
    """Hours that a person asked for, with the last round of their approval."""

    id: bytes
    staff_id: int
    code: str
    from_on: date
    until_on: date
    days: tuple[WeekdayHours, ...]
    reason: str
    asked_at: datetime
    holds_from_on: date | None
    ended_on: date | None
    free_weekday: int | None
    withdrawn_at: datetime | None
    review_reason: str | None
    approval: approvals.Request | None

    def state_on(self, today: date) -> str:
        """`waiting`, `refused`, `withdrawn`, `ended`, `coming`, `holds` or `over`."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.holds_from_on is None:
            is_refused = self.approval is not None and self.approval.state == approvals.REFUSED
            return "refused" if is_refused else "waiting"
        if self.ended_on is not None and self.ended_on <= max(today, self.holds_from_on):
            return "ended"
        if self.until_on < max(today, self.holds_from_on):
            return "over"
        return "coming" if self.holds_from_on > today else "holds"

    def may_be_reviewed(self, today: date) -> bool:
        """A refusal is looked at once more, while there is a day of it left."""
        is_refused = self.state_on(today) == "refused"
        return is_refused and self.review_reason is None and self.until_on >= today

    def may_be_ended(self, today: date) -> bool:
        is_last = self.ended_on is None and self.until_on > today
        return is_last and self.state_on(today) in ("holds", "coming")


def content_of(view: FlexibleView) -> bytes:
    """What an approval of hours commits to, as deterministic CBOR:

    [1, type, first and last day as ISO text, [[weekday from 0 for Monday, start, end in minutes], ...],
    the free weekday or null].
    """
    days = [[day.weekday, day.starts_minute, day.ends_minute] for day in view.days]
    period = [view.from_on.isoformat(), view.until_on.isoformat()]
    return canonical.encode([CONTENT_VERSION, view.code, *period, days, view.free_weekday])


def get_flexible(session: Session, hours_id: bytes, staff_id: int) -> FlexibleView:
    """One's own. Raises: NotFound `hours_not_found`."""
    found = views_by_id(session, [hours_id]).get(hours_id)
    if found is None or found.staff_id != staff_id:
        raise NotFound("hours_not_found", N_("그런 신청이 없어요."))
    return found


def list_flexible(session: Session, staff_id: int) -> list[FlexibleView]:
    """What a person asked for, newest first."""
    query = (
        select(FlexibleHours.id)
        .where(FlexibleHours.staff_id == staff_id)
        .order_by(FlexibleHours.asked_at.desc(), FlexibleHours.id)
        .limit(MOST_LISTED)
    )
    ids = list(session.scalars(query))
    views = views_by_id(session, ids)
    return [views[hours_id] for hours_id in ids]


def views_by_id(session: Session, ids: Collection[bytes]) -> dict[bytes, FlexibleView]:
    """Many at once, in three statements."""
    wanted = list(ids)
    rows = session.scalars(
        select(FlexibleHours).where(FlexibleHours.id.in_(wanted)).execution_options(populate_existing=True)
    ).all()
    days: dict[bytes, list[WeekdayHours]] = {}
    query = select(FlexibleDay).where(FlexibleDay.hours_id.in_(wanted)).order_by(FlexibleDay.weekday)
    for day in session.scalars(query):
        days.setdefault(day.hours_id, []).append(
            WeekdayHours(day.weekday, day.starts_minute, day.ends_minute)
        )
    requests = approvals.newest_requests(session, APPROVAL_KIND, wanted)
    return {row.id: _to_view(row, days.get(row.id, []), requests.get(row.id)) for row in rows}


def _to_view(
    row: FlexibleHours, days: list[WeekdayHours], approval: approvals.Request | None
) -> FlexibleView:
    own = FlexibleView.__dataclass_fields__.keys() - {"days", "approval"}
    return FlexibleView(**{name: getattr(row, name) for name in own}, days=tuple(days), approval=approval)
