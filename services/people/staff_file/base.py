"""What the organisation looks like before a file: everything a plan compares with, in five statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Assignment, RoleGrant, Staff
from services.people.roles import Role
from services.people.units import UnitKind, UnitView, list_units
from services.texts import squeeze


@dataclass(frozen=True)
class Post:
    unit_id: int
    title: str
    is_lead: bool
    from_on: date
    until_on: date | None

    def holds_on(self, on: date) -> bool:
        return self.from_on <= on and (self.until_on is None or self.until_on >= on)


@dataclass(frozen=True)
class KnownPerson:
    id: int
    number: str
    name: str
    email: str | None
    left_on: date | None
    posts: Sequence[Post]
    grants: Sequence[tuple[Role, date, date | None]]

    def post_on(self, on: date) -> Post | None:
        return next((post for post in self.posts if post.holds_on(on)), None)

    def roles_on(self, on: date) -> frozenset[Role]:
        return frozenset(
            role for role, since, until in self.grants if since <= on and (until is None or until >= on)
        )

    def is_in_service(self, on: date) -> bool:
        return self.left_on is None or self.left_on >= on


@dataclass(frozen=True)
class UnitsOfDay:
    """The units of one day by their squeezed names, and each one's path for people."""

    institutions: Sequence[UnitView]
    departments: Mapping[str, Sequence[UnitView]]
    teams: Mapping[tuple[int, str], UnitView]
    paths: Mapping[int, str]


@dataclass
class Base:
    """The organisation before the file; the trees of single days are read when they are asked for."""

    session: Session
    persons: Mapping[str, KnownPerson]
    days: dict[date, UnitsOfDay] = field(default_factory=dict)

    def units_on(self, on: date) -> UnitsOfDay:
        if on not in self.days:
            self.days[on] = arrange_units(list_units(self.session, on))
        return self.days[on]


def load_base(session: Session) -> Base:
    """Every member of staff with posts and granted roles."""
    posts: dict[int, list[Post]] = {}
    for a in session.scalars(select(Assignment).order_by(Assignment.from_on)):
        posts.setdefault(a.staff_id, []).append(Post(a.unit_id, a.title, a.is_lead, a.from_on, a.until_on))
    grants: dict[int, list[tuple[Role, date, date | None]]] = {}
    for g in session.scalars(select(RoleGrant)):
        grants.setdefault(g.staff_id, []).append((Role(g.role), g.from_on, g.until_on))
    rows = session.execute(select(Staff.id, Staff.number, Staff.name, Staff.email, Staff.left_on))
    persons = {
        row.number: KnownPerson(*row, posts=posts.get(row.id, ()), grants=grants.get(row.id, ()))
        for row in rows
    }
    return Base(session, persons)


def arrange_units(units: Sequence[UnitView]) -> UnitsOfDay:
    """The units of one day, as `list_units` gives them, to be found by name."""
    paths: dict[int, str] = {}
    departments: dict[str, list[UnitView]] = {}
    teams: dict[tuple[int, str], UnitView] = {}
    for unit in units:  # parents come before children
        if unit.kind is UnitKind.TEAM and unit.parent_id is not None:
            teams[unit.parent_id, squeeze(unit.name)] = unit
            paths[unit.id] = f"{paths.get(unit.parent_id, '')} {unit.name}".strip()
        else:
            departments.setdefault(squeeze(unit.name), []).append(unit)
            paths[unit.id] = unit.name
    institutions = [unit for unit in units if unit.kind is UnitKind.INSTITUTION]
    return UnitsOfDay(institutions, departments, teams, paths)
