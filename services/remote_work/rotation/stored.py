"""Plans and everybody's days as they are kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import NotFound
from services.remote_work.rotation.models import RotationLine, RotationPlan
from services.remote_work.rotation.shares import Share
from services.texts import N_

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
HOME, OFFICE, OFF = "H", "O", "."


@dataclass(frozen=True)
class RotationPlanView:
    """A plan without its people. `work`: none, asked, solving, solved, impossible, failed.

    `share` is the crisis dial's; `base_id` the published plan that this one makes anew.
    """

    id: int
    from_on: date
    until_on: date
    state: str
    share: Share | None
    base_id: int | None
    work: str
    seconds: int
    asked_at: datetime | None
    result: Mapping[str, Any]
    inputs: str
    made_by_id: int | None
    made_at: datetime
    published_by_id: int | None
    published_at: datetime | None

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_busy(self) -> bool:
        return self.work in ("asked", "solving")


@dataclass(frozen=True)
class Line:
    """One person's days in a plan; `before` is in hundredths of a day ahead of her share."""

    id: int
    plan_id: int
    staff_id: int
    unit_id: int
    share: Share
    before: int
    from_on: date
    until_on: date
    days: str
    planned: str
    unmet: tuple[Mapping[str, Any], ...]

    def at(self, on: date) -> str:
        """H, O or a point; a point outside of the plan."""
        place = (on - self.from_on).days
        return self.days[place] if 0 <= place < len(self.days) and on <= self.until_on else OFF

    def days_at(self, letter: str) -> list[date]:
        length = (self.until_on - self.from_on).days + 1
        places = (place for place, each in enumerate(self.days[:length]) if each == letter)
        return [self.from_on + timedelta(days=place) for place in places]


def get_plan_row(session: Session, plan_id: int, *, lock: bool = False) -> RotationPlan:
    """Raises: NotFound `rotation_not_found`."""
    row = session.get(RotationPlan, plan_id, populate_existing=True, with_for_update=lock or None)
    if row is None:
        raise NotFound("rotation_not_found", N_("그런 순환 계획이 없어요."))
    return row


def load_plan(session: Session, plan_id: int) -> RotationPlanView:
    """Raises: NotFound `rotation_not_found`."""
    return to_view(get_plan_row(session, plan_id))


def list_plans(session: Session) -> list[RotationPlanView]:
    """All plans, the latest days first."""
    query = select(RotationPlan).order_by(RotationPlan.from_on.desc(), RotationPlan.id.desc())
    return [to_view(row) for row in session.scalars(query)]


def list_published(session: Session, from_on: date, until_on: date) -> list[RotationPlanView]:
    """The published plans that share a day with a period, in order: no two of them share a day."""
    query = select(RotationPlan).where(
        RotationPlan.state == PUBLISHED, RotationPlan.from_on <= until_on, RotationPlan.until_on >= from_on
    )
    return [to_view(row) for row in session.scalars(query.order_by(RotationPlan.from_on))]


def list_lines(
    session: Session, plan_ids: Collection[int], staff_ids: Collection[int] | None = None
) -> list[Line]:
    """The lines of plans, of these people or of all, in one statement."""
    query = select(RotationLine, RotationPlan.from_on, RotationPlan.until_on)
    query = query.join(RotationPlan, RotationPlan.id == RotationLine.plan_id)
    query = query.where(RotationLine.plan_id.in_(plan_ids))
    if staff_ids is not None:
        query = query.where(RotationLine.staff_id.in_(staff_ids))
    rows = session.execute(query.order_by(RotationPlan.from_on, RotationLine.staff_id))
    return [_to_line(row, from_on, until_on) for row, from_on, until_on in rows]


def to_view(row: RotationPlan) -> RotationPlanView:
    share = None if row.parts is None else Share(row.parts, row.of_parts or 1)
    return RotationPlanView(
        id=row.id,
        from_on=row.from_on,
        until_on=row.until_on,
        state=row.state,
        share=share,
        base_id=row.base_id,
        work=row.work,
        seconds=row.seconds,
        asked_at=row.asked_at,
        result=row.result,
        inputs=row.inputs,
        made_by_id=row.made_by_id,
        made_at=row.made_at,
        published_by_id=row.published_by_id,
        published_at=row.published_at,
    )


def _to_line(row: RotationLine, from_on: date, until_on: date) -> Line:
    return Line(
        row.id,
        row.plan_id,
        row.staff_id,
        row.unit_id,
        Share(row.parts, row.of_parts),
        row.before,
        from_on,
        until_on,
        row.days,
        row.planned,
        tuple(row.unmet),
    )
