"""Does what the rows of a plan say, with the same functions that the screens use."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.people.assignments import assign_person
from services.people.leaving import end_service
from services.people.roles import end_role, grant_role
from services.people.staff import NewPerson, create_persons, get_staff_row, update_person
from services.people.staff_file.base import arrange_units
from services.people.staff_file.columns import Field
from services.people.staff_file.fates import Fate, RowFate
from services.people.staff_file.targets import Target, kind_of_new
from services.people.units import UnitKind, create_unit, list_units
from services.texts import squeeze

_POST_FIELDS = frozenset((Field.DEPARTMENT, Field.TITLE, Field.LEAD))


def carry_out(session: Session, rows: Iterable[RowFate], by_id: int, now: datetime) -> None:
    """Writes the new and the changed rows, those that count first, first; failing ones are left out."""
    taken = sorted((r for r in rows if r.fate in (Fate.NEW, Fate.CHANGED)), key=lambda row: row.from_on)
    maker = _UnitMaker(session)
    units = {row.row: maker.unit_of(row.target, row.from_on) for row in taken}
    new = [row for row in taken if row.fate is Fate.NEW]
    created = create_persons(session, [_to_person(row, units[row.row]) for row in new], now)
    for row in new:
        if row.parsed.left_on is not None:
            end_service(session, created[row.number], row.parsed.left_on)
    for row in taken:
        if row.staff_id is not None:
            _change_person(session, row, row.staff_id, units[row.row], by_id, now)


class _UnitMaker:
    """Finds the units of rows, and makes those that are not there yet: once, from the first day needed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made: dict[tuple[str, str], int] = {}
        self._departments: dict[tuple[str, date], int] = {}

    def unit_of(self, target: Target | None, from_on: date) -> int | None:
        if target is None or target.unit_id is not None:
            return target.unit_id if target else None
        department = self._department(target.department, from_on)
        return self._team(department, target, from_on) if target.team else department

    def _department(self, name: str, from_on: date) -> int:
        """Thousands of rows name the same few: the tree of a day is read once for each."""
        key = squeeze(name), from_on
        if key not in self._departments:
            self._departments[key] = self._find_or_make_department(name, from_on)
        return self._departments[key]

    def _find_or_make_department(self, name: str, from_on: date) -> int:
        units = arrange_units(list_units(self._session, from_on))
        known = units.departments.get(squeeze(name))
        if known:
            return known[0].id
        above = units.institutions[0].id if len(units.institutions) == 1 else None
        return self._make((squeeze(name), ""), kind_of_new(name), name, above, from_on)

    def _team(self, department_id: int, target: Target, from_on: date) -> int:
        key = (squeeze(target.department), squeeze(target.team))
        return self._make(key, UnitKind.TEAM, target.team, department_id, from_on)

    def _make(
        self, key: tuple[str, str], kind: UnitKind, name: str, parent_id: int | None, from_on: date
    ) -> int:
        if key not in self._made:
            self._made[key] = create_unit(self._session, kind, name, parent_id, from_on)
        return self._made[key]


def _to_person(row: RowFate, unit_id: int | None) -> NewPerson:
    return NewPerson(
        number=row.number,
        name=row.name,
        from_on=row.from_on,
        unit_id=unit_id,
        title=row.title,
        is_lead=row.is_lead,
        email=row.parsed.email,
        roles=sorted(row.parsed.roles or ()),
    )


def _change_person(
    session: Session, row: RowFate, staff_id: int, unit_id: int | None, by_id: int, now: datetime
) -> None:
    changed = {change.field for change in row.changes}
    if changed & {Field.NAME, Field.EMAIL}:
        email = row.parsed.email or get_staff_row(session, staff_id).email
        update_person(session, staff_id, name=row.name, email=email)
    if changed & _POST_FIELDS and unit_id is not None:
        assign_person(session, staff_id, unit_id, row.from_on, title=row.title, is_lead=row.is_lead)
    if Field.ROLES in changed:
        _change_roles(session, row, staff_id, by_id, now)
    if Field.LEFT in changed and row.parsed.left_on is not None:
        end_service(session, staff_id, row.parsed.left_on)


def _change_roles(session: Session, row: RowFate, staff_id: int, by_id: int, now: datetime) -> None:
    wanted = row.parsed.roles or frozenset()
    for role in sorted(wanted - row.roles_before):
        grant_role(session, staff_id, role, row.from_on, by_id=by_id, now=now)
    for role in sorted(row.roles_before - wanted):
        end_role(session, staff_id, role, row.from_on)
