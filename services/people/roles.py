"""What people may do beyond their own affairs. Everybody is staff; who leads a unit is a team lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid
from services.locks import lock_subject
from services.people.locks import lock_person
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

    Raises: Invalid `role` for one that is nobody's to give; Invalid `period`; Conflict `last_administrator`
    when the end of this grant would leave nobody to look after the organisation.
    """
    if role not in GRANTED_ROLES:
        raise Invalid("role", N_("따로 줄 수 있는 권한이 아니에요."))
    check_period(from_on, until_on)
    if role is Role.ADMINISTRATOR and until_on is not None:
        check_administrator_stays(session, staff_id, until_on)
    lock_person(session, staff_id)
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
    _end(session, staff_id, [role], from_on)


def end_roles(session: Session, staff_id: int, last_on: date) -> None:
    """Who leaves takes no role along, and finds none waiting on the day of a return."""
    _end(session, staff_id, GRANTED_ROLES, last_on + ONE_DAY)


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
    """Raises: Conflict `last_administrator` when without this person some day after this one had none."""
    lock_subject(session, "administrators")
    after = last_on + ONE_DAY
    terms = _administrators_from(session, after)
    others = [term for term in terms if term.staff_id != staff_id]
    if len(others) < len(terms) and not _covers_all_days(others, after):
        raise Conflict("last_administrator", N_("마지막 관리자예요. 다른 관리자를 먼저 정해 주세요."))


@dataclass(frozen=True)
class _Term:
    """From when to when somebody is an administrator in fact: granted, and in service."""

    staff_id: int
    from_on: date
    until_on: date | None


def _administrators_from(session: Session, on: date) -> list[_Term]:
    """The terms that hold on the day or begin after it."""
    query = (
        select(RoleGrant, Staff.joined_on, Staff.left_on)
        .join(Staff, Staff.id == RoleGrant.staff_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, meets(RoleGrant, on, None))
        .where(or_(Staff.left_on.is_(None), Staff.left_on >= on))
    )
    return [
        _Term(
            grant.staff_id,
            max(grant.from_on, joined_on or grant.from_on),
            min((day for day in (grant.until_on, left_on) if day), default=None),
        )
        for grant, joined_on, left_on in session.execute(query)
    ]


def _covers_all_days(terms: Sequence[_Term], on: date) -> bool:
    """Whether from the day on somebody is one on every day, without an end."""
    day = on
    while True:
        holding = [
            t.until_on for t in terms if t.from_on <= day and (t.until_on is None or t.until_on >= day)
        ]
        if not holding or None in holding:
            return bool(holding)
        day = max(until for until in holding if until) + ONE_DAY


def _end(session: Session, staff_id: int, roles: Iterable[Role], from_on: date) -> None:
    lock_person(session, staff_id)
    for role in roles:
        for grant in _grants(session, staff_id, role, from_on, None):
            if grant.from_on >= from_on:
                session.delete(grant)
            else:
                grant.until_on = from_on - ONE_DAY
    session.flush()


def _grants(
    session: Session, staff_id: int, role: Role, from_on: date, until_on: date | None
) -> list[RoleGrant]:
    query = select(RoleGrant).where(
        RoleGrant.staff_id == staff_id, RoleGrant.role == role, meets(RoleGrant, from_on, until_on)
    )
    return list(session.scalars(query))
