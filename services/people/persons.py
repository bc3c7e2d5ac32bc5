"""Members of staff as everybody else sees them: on a day, with their unit and title."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from services.errors import NotFound
from services.people.models import Assignment, Staff, Unit, UnitPeriod
from services.people.names import fold_for_search, initials_of
from services.people.periods import holds_on, in_service, meets
from services.people.units import UnitKind
from services.texts import N_

MOST_FOUND = 50

PersonQuery: TypeAlias = Select[*tuple[Any, ...]]

_Parent = aliased(UnitPeriod)


@dataclass(frozen=True)
class Person:
    """One member of staff on one day; without an assignment on it, the unit and the title are empty."""

    id: int
    number: str
    name: str
    email: str | None
    language: str | None
    joined_on: date | None
    left_on: date | None
    unit_id: int | None
    unit_name: str
    department_name: str
    title: str
    is_lead: bool

    def is_in_service(self, on: date) -> bool:
        return (self.joined_on is None or self.joined_on <= on) and (
            self.left_on is None or on <= self.left_on
        )

    @property
    def place(self) -> str:
        """Department and team as they are written one after the other."""
        names = dict.fromkeys((self.department_name, self.unit_name))
        return " ".join(name for name in names if name)


def find_person(session: Session, staff_id: int, on: date) -> Person | None:
    return next(iter(_load(session, persons_on(on).where(Staff.id == staff_id))), None)


def get_person(session: Session, staff_id: int, on: date) -> Person:
    """Raises: NotFound `person_not_found`."""
    found = find_person(session, staff_id, on)
    if found is None:
        raise NotFound("person_not_found", N_("그런 직원이 없어요."))
    return found


def find_person_by_number(session: Session, number: str, on: date) -> Person | None:
    """The one with exactly this staff number in its normal spelling."""
    return next(iter(_load(session, persons_on(on).where(Staff.number == number))), None)


def list_persons(session: Session, staff_ids: Collection[int], on: date) -> dict[int, Person]:
    """Many at once, by their ids, in one statement."""
    return {p.id: p for p in _load(session, persons_on(on).where(Staff.id.in_(staff_ids)))}


def list_members(session: Session, unit_ids: Collection[int], on: date) -> list[Person]:
    """Who works in the units on the day: leads first, then by name."""
    query = persons_on(on).where(Assignment.unit_id.in_(unit_ids), in_service(on))
    return _load(session, query.order_by(Assignment.is_lead.desc(), Staff.name, Staff.number))


def names_of(session: Session, staff_ids: Collection[int]) -> dict[int, str]:
    """The names of those that exist."""
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids)))
    return {row.id: row.name for row in rows}


def numbers_of(session: Session, staff_ids: Collection[int]) -> dict[int, str]:
    """The staff numbers of those that exist."""
    rows = session.execute(select(Staff.id, Staff.number).where(Staff.id.in_(staff_ids)))
    return {row.id: row.number for row in rows}


def select_ids(staff_ids: Collection[int]) -> Select[int]:
    """These people in order, as the statement from which a subject makes a row for each."""
    return select(Staff.id.label("staff_id")).where(Staff.id.in_(staff_ids)).order_by(Staff.id)


def ids_by_number(session: Session) -> dict[str, int]:
    """Everybody who ever was here, by staff number: for reading a whole file."""
    return {row.number: row.id for row in session.execute(select(Staff.number, Staff.id))}


def list_workplaces(
    session: Session,
    on: date,
    *,
    unit_ids: Collection[int] | None = None,
    staff_ids: Collection[int] = (),
) -> dict[int, int | None]:
    """Everybody in service on the day with the unit they work in, in one statement that reads two numbers
    a person; None for who has no unit. With `unit_ids` those of these units, and these people."""
    query = (
        select(Staff.id, Assignment.unit_id)
        .outerjoin(Assignment, (Assignment.staff_id == Staff.id) & holds_on(Assignment, on))
        .where(in_service(on))
    )
    if unit_ids is not None:
        query = query.where(_is_among(unit_ids, staff_ids))
    return dict(session.execute(query).all())


def list_workplaces_on(
    session: Session,
    days: Sequence[date],
    *,
    unit_ids: Collection[int] | None = None,
    staff_ids: Collection[int] = (),
) -> dict[date, dict[int, int]]:
    """The same for each of many days, without those who have no unit, in one statement for all days."""
    found: dict[date, dict[int, int]] = {on: {} for on in days}
    if not days:
        return found
    query = select(
        Staff.id, Staff.joined_on, Staff.left_on, Assignment.unit_id, Assignment.from_on, Assignment.until_on
    ).join(Assignment, (Assignment.staff_id == Staff.id) & meets(Assignment, min(days), max(days)))
    if unit_ids is not None:
        query = query.where(_is_among(unit_ids, staff_ids))
    query = query.order_by(Staff.id, Assignment.from_on)
    for staff_id, joined_on, left_on, unit_id, from_on, until_on in session.execute(query):
        first_on = max(from_on, joined_on or from_on)
        last_on = min(until_on or date.max, left_on or date.max)
        for on in days:
            if first_on <= on <= last_on:
                found[on][staff_id] = unit_id
    return found


def _is_among(unit_ids: Collection[int], staff_ids: Collection[int]) -> ColumnElement[bool]:
    """Whether somebody works in one of the units, or is one of these people."""
    wanted = ((Assignment.unit_id, unit_ids), (Staff.id, staff_ids))
    return or_(false(), *(column.in_(ids) for column, ids in wanted if ids))


def count_staff(session: Session, on: date) -> int:
    return session.scalar(select(func.count()).select_from(Staff).where(in_service(on))) or 0


def search_persons(session: Session, query: str, on: date, limit: int = 20) -> list[Person]:
    """Those in service whose name or its initial consonants hold the query, or whose number begins with it.

    Who is called exactly so comes first, then whose name begins so; an empty query finds nobody.
    """
    wanted = fold_for_search(query)
    if not wanted or "\x00" in wanted:
        return []
    name = _folded_name()
    order = case((name == wanted, 0), (name.startswith(wanted, autoescape=True), 1), else_=2)
    found = persons_on(on).where(in_service(on), matches(wanted))
    return _load(session, found.order_by(order, Staff.name, Staff.number).limit(min(limit, MOST_FOUND)))


def persons_on(on: date) -> PersonQuery:
    """The statement behind every `Person`: staff with the assignment, unit and parent unit of the day."""
    above = func.coalesce(_Parent.name, UnitPeriod.name)
    department = case((Unit.kind == UnitKind.TEAM, above), else_=UnitPeriod.name)
    return (
        select(
            Staff.id,
            Staff.number,
            Staff.name,
            Staff.email,
            Staff.language,
            Staff.joined_on,
            Staff.left_on,
            Assignment.unit_id,
            func.coalesce(UnitPeriod.name, "").label("unit_name"),
            func.coalesce(department, "").label("department_name"),
            func.coalesce(Assignment.title, "").label("title"),
            func.coalesce(Assignment.is_lead, false()).label("is_lead"),
        )
        .outerjoin(Assignment, (Assignment.staff_id == Staff.id) & holds_on(Assignment, on))
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .outerjoin(UnitPeriod, (UnitPeriod.unit_id == Unit.id) & holds_on(UnitPeriod, on))
        .outerjoin(_Parent, (_Parent.unit_id == UnitPeriod.parent_id) & _parent_holds(on))
    )


def _parent_holds(on: date) -> ColumnElement[bool]:
    return (_Parent.from_on <= on) & or_(_Parent.until_on.is_(None), _Parent.until_on >= on)


def matches(wanted: str) -> ColumnElement[bool]:
    """Whether the name or its initial consonants hold the folded text, or the number begins with it."""
    name = _folded_name()
    return or_(
        name.contains(wanted, autoescape=True),
        Staff.initials.contains(wanted, autoescape=True) if initials_of(wanted) == wanted else false(),
        Staff.number.startswith(wanted.upper(), autoescape=True),
    )


def _folded_name() -> ColumnElement[str]:
    return func.lower(func.replace(Staff.name, " ", ""))


def _load(session: Session, query: PersonQuery) -> list[Person]:
    return [Person(**row._asdict()) for row in session.execute(query)]
