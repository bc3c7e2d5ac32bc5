"""Where somebody has worked, works and will work: each assignment with its unit as it was called then."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from services.people.models import Assignment, UnitPeriod


@dataclass(frozen=True)
class Posting:
    """One assignment; `unit_name` is the unit's on its first day."""

    unit_id: int
    unit_name: str
    title: str
    is_lead: bool
    from_on: date
    until_on: date | None


def list_postings(session: Session, staff_id: int) -> list[Posting]:
    """All assignments of a person, newest first."""
    goes_on = or_(UnitPeriod.until_on.is_(None), UnitPeriod.until_on >= Assignment.from_on)
    then = and_(UnitPeriod.unit_id == Assignment.unit_id, UnitPeriod.from_on <= Assignment.from_on, goes_on)
    query = (
        select(
            Assignment.unit_id,
            func.coalesce(UnitPeriod.name, "").label("unit_name"),
            Assignment.title,
            Assignment.is_lead,
            Assignment.from_on,
            Assignment.until_on,
        )
        .outerjoin(UnitPeriod, then)
        .where(Assignment.staff_id == staff_id)
        .order_by(Assignment.from_on.desc())
    )
    return [Posting(**row._asdict()) for row in session.execute(query)]
