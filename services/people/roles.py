"""What people may do beyond their own affairs. Everybody is staff; who leads a unit is a team lead."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid
from services.people.locks import lock_subject
from services.people.models import Assignment, RoleGrant, Staff
from services.people.periods import ONE_DAY, check_period, holds_on, in_service, meets
from services.people.persons import Person, list_persons
from services.texts import N_


class Role(StrEnum):
    STAFF = "staff"
    TEAM_LEAD = "team_lead"
    AUDITOR = "auditor"
    MANUAL_EDITOR = "manual_editor"
    CAFETERIA_MANAGER = "cafeteria_manager"
    ADMINISTRATOR = "administrator"


GRANTED_ROLES = (Role.TEAM_LEAD, Role.AUDITOR, Role.MANUAL_EDITOR, Role.CAFETERIA_MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Grant:
    role: Role
    from_on: date
    until_on: date | None
    granted_by_id: int | None
    granted_at: datetime


def grant_role(
    session: Session,
    staff_id: int,
    role: Role,
    from_on: date,
    until_on: date | None = None,
    *,
    by_id: int | None,
    now: datetime,
) -> None:
    """Gives a role from a day on; a grant that meets an earlier one of the same role takes its place.

    Raises: Invalid `role` for one that is nobody's to give; Invalid `period`.
    """
    if role not in GRANTED_ROLES:
        raise Invalid("role", N_("따로 줄 수 있는 권한이 아니에요."))
    check_period(from_on, until_on)
    for earlier in _grants(session, staff_id, role, from_on, until_on):
        if earlier.from_on >= from_on:
            session.delete(earlier)
        else:
            earlier.until_on = from_on - ONE_DAY
    session.flush()
    session.add(
        RoleGrant(
            staff_id=staff_id,
            role=role,
            from_on=from_on,
            until_on=until_on,
            granted_by_id=by_id,
            granted_at=now,
        )
    )
    session.flush()


def end_role(session: Session, staff_id: int, role: Role, from_on: date) -> None:
    """From this day on the person no longer has the role.

    Raises: Conflict `last_administrator` when nobody would be left to look after the organisation.
    """
    if role is Role.ADMINISTRATOR:
        check_administrator_stays(session, staff_id, from_on - ONE_DAY)
    for grant in _grants(session, staff_id, role, from_on, None):
        if grant.from_on >= from_on:
            session.delete(grant)
        else:
            grant.until_on = from_on - ONE_DAY
    session.flush()


def list_roles(session: Session, staff_id: int, on: date) -> frozenset[Role]:
    """All roles of a person on a day, staff and team lead among them."""
    granted = select(RoleGrant.role).where(RoleGrant.staff_id == staff_id, holds_on(RoleGrant, on))
    leads = select(Assignment.id).where(
        Assignment.staff_id == staff_id, Assignment.is_lead, holds_on(Assignment, on)
    )
    roles = {Role.STAFF, *(Role(name) for name in session.scalars(granted))}
    if session.scalar(leads) is not None:
        roles.add(Role.TEAM_LEAD)
    return frozenset(roles)


def list_grants(session: Session, staff_id: int) -> list[Grant]:
    """What was ever granted to a person, newest first."""
    query = select(RoleGrant).where(RoleGrant.staff_id == staff_id).order_by(RoleGrant.from_on.desc())
    return [
        Grant(Role(row.role), row.from_on, row.until_on, row.granted_by_id, row.granted_at)
        for row in session.scalars(query)
    ]


def list_holders(session: Session, role: Role, on: date) -> list[Person]:
    """Who was granted the role and is in service on the day, by name."""
    query = (
        select(RoleGrant.staff_id)
        .join(Staff, Staff.id == RoleGrant.staff_id)
        .where(RoleGrant.role == role, holds_on(RoleGrant, on), in_service(on))
    )
    return sorted(list_persons(session, list(session.scalars(query)), on).values(), key=lambda p: p.name)


def check_administrator_stays(session: Session, staff_id: int, last_on: date) -> None:
    """Raises: Conflict `last_administrator` when after the day only this person would have been one."""
    lock_subject(session, "administrators")
    after = last_on + ONE_DAY
    holders = {person.id for person in list_holders(session, Role.ADMINISTRATOR, after)}
    if holders == {staff_id}:
        raise Conflict("last_administrator", N_("마지막 관리자예요. 다른 관리자를 먼저 정해 주세요."))


def _grants(
    session: Session, staff_id: int, role: Role, from_on: date, until_on: date | None
) -> list[RoleGrant]:
    query = select(RoleGrant).where(
        RoleGrant.staff_id == staff_id, RoleGrant.role == role, meets(RoleGrant, from_on, until_on)
    )
    return list(session.scalars(query.with_for_update()))
