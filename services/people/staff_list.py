"""All members of staff, a page at a time: for those who look after the organisation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from services.people.models import Assignment, Password, RoleGrant, Staff
from services.people.names import fold_for_search
from services.people.passwords import has_own_password, has_passkey
from services.people.periods import holds_on, in_service
from services.people.persons import Person, PersonQuery, matches, persons_on
from services.people.roles import Role


class Standing(StrEnum):
    """In service; among them those without a unit, and those whom no password was ever issued; those whose
    first password still waits; not yet and no longer in service."""

    IN_SERVICE = "in_service"
    WITHOUT_UNIT = "without_unit"
    WITHOUT_PASSWORD = "without_password"  # noqa: S105 - a word, no secret
    FIRST_PASSWORD = "first_password"  # noqa: S105 - a word, no secret
    COMING = "coming"
    LEFT = "left"


@dataclass(frozen=True)
class StaffFilter:
    """Empty conditions let everybody through; `unit_ids` None is no condition, an empty collection nobody."""

    text: str = ""
    unit_ids: Collection[int] | None = None
    role: Role | None = None
    standing: Standing = Standing.IN_SERVICE


@dataclass(frozen=True)
class StaffPage:
    """The persons of one page, and how many there are on all of them."""

    persons: tuple[Person, ...]
    total: int


def list_staff(session: Session, wanted: StaffFilter, on: date, *, offset: int, limit: int) -> StaffPage:
    """Those who fit, as of the day, by name and number; `offset` and `limit` cut the page out."""
    query = _narrow(persons_on(on), wanted, on)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(Staff.name, Staff.number).offset(offset).limit(limit)
    return StaffPage(tuple(Person(**row._asdict()) for row in session.execute(ordered)), total)


def count_standing(session: Session, standing: Standing, on: date) -> int:
    return list_staff(session, StaffFilter(standing=standing), on, offset=0, limit=1).total


def count_members(session: Session, on: date) -> dict[int, int]:
    """How many work in each unit itself on a day, by unit id; empty units are left out."""
    query = (
        select(Assignment.unit_id, func.count().label("members"))
        .join(Staff, Staff.id == Assignment.staff_id)
        .where(holds_on(Assignment, on), in_service(on))
        .group_by(Assignment.unit_id)
    )
    return {row.unit_id: row.members for row in session.execute(query)}


def _stands(standing: Standing, on: date) -> list[ColumnElement[bool]]:
    has_password = exists().where(Password.staff_id == Staff.id)
    match standing:
        case Standing.LEFT:
            return [Staff.left_on < on]
        case Standing.COMING:
            return [Staff.joined_on > on]
        case Standing.WITHOUT_UNIT:
            return [in_service(on), Assignment.unit_id.is_(None)]
        case Standing.WITHOUT_PASSWORD:
            return [in_service(on), ~has_password, ~has_passkey()]
        case Standing.FIRST_PASSWORD:
            return [in_service(on), has_password, ~has_own_password(), ~has_passkey()]
        case _:
            return [in_service(on)]


def _narrow(query: PersonQuery, wanted: StaffFilter, on: date) -> PersonQuery:
    query = query.where(*_stands(wanted.standing, on))
    text = fold_for_search(wanted.text)
    if text:
        query = query.where(matches(text))
    if wanted.unit_ids is not None:
        query = query.where(Assignment.unit_id.in_(wanted.unit_ids))
    if wanted.role is not None:
        granted = select(RoleGrant.staff_id).where(RoleGrant.role == wanted.role, holds_on(RoleGrant, on))
        leads = Assignment.is_lead if wanted.role is Role.TEAM_LEAD else None
        holds = Staff.id.in_(granted)
        query = query.where(holds if leads is None else or_(holds, leads))
    return query
