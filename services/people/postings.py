"""Where somebody has worked, works and will work: each assignment with its unit as it was called then."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from services.people.models import Assignment, Unit, UnitPeriod
from services.people.units import UnitKind


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


@dataclass(frozen=True)
class Whereabouts:
    """The unit that somebody works in, as it stands in the tree, from one day to another."""

    unit_id: int
    kind: UnitKind
    parent_id: int | None
    from_on: date
    until_on: date


def list_whereabouts(session: Session, staff_id: int, from_on: date, until_on: date) -> list[Whereabouts]:
    """Where a person works on the days of a period, in order; a move of her unit begins a new stretch."""
    posted = and_(
        Assignment.staff_id == staff_id,
        Assignment.from_on <= until_on,
        or_(Assignment.until_on.is_(None), Assignment.until_on >= from_on),
    )
    query = (
        select(
            Assignment.unit_id,
            Unit.kind,
            UnitPeriod.parent_id,
            Assignment.from_on,
            Assignment.until_on,
            UnitPeriod.from_on.label("stands_from_on"),
            UnitPeriod.until_on.label("stands_until_on"),
        )
        .join(Unit, Unit.id == Assignment.unit_id)
        .join(UnitPeriod, UnitPeriod.unit_id == Assignment.unit_id)
        .where(posted)
        .order_by(Assignment.from_on, UnitPeriod.from_on)
    )
    found = []
    for row in session.execute(query):
        first = max(from_on, row.from_on, row.stands_from_on)
        last = min(until_on, row.until_on or until_on, row.stands_until_on or until_on)
        if first <= last:
            found.append(Whereabouts(row.unit_id, UnitKind(row.kind), row.parent_id, first, last))
    return found
