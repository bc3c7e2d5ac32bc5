"""The tree of units. A unit keeps its id when it is renamed or moved: only its periods change.

Invariants
- The periods of one unit never overlap, and one day knows at most one parent.
- No unit is its own ancestor on any day; a team has no units below it.
- One change at a time: two that each keep the tree a tree could together close a circle.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.people.models import Assignment, Unit, UnitPeriod
from services.people.names import normalise_name
from services.people.periods import ONE_DAY, check_period, holds_on
from services.texts import N_


class UnitKind(StrEnum):
    INSTITUTION = "institution"
    DEPARTMENT = "department"
    NEIGHBOURHOOD_CENTRE = "neighbourhood_centre"
    TEAM = "team"


# Of a unit on a day: its id, kind, name, parent, first and last day.
_Row: TypeAlias = tuple[int, str, str, int | None, date, date | None]


@dataclass(frozen=True)
class UnitView:
    """A unit on one day; `depth` is 0 at the root."""

    id: int
    kind: UnitKind
    name: str
    parent_id: int | None
    from_on: date
    until_on: date | None
    depth: int


def create_unit(
    session: Session,
    kind: UnitKind,
    name: str,
    parent_id: int | None,
    from_on: date,
    until_on: date | None = None,
) -> int:
    """A new unit from a day on; its id.

    Raises: Invalid `name`, `period`, `unit_parent`; NotFound when the parent does not exist on that day;
    Conflict `unit_name_taken`.
    """
    check_period(from_on, until_on)
    name = normalise_name(name)
    _lock_tree(session)
    _check_place(session, kind, parent_id, from_on)
    _check_name_is_free(session, name, parent_id, from_on, None)
    unit = Unit(kind=kind)
    session.add(unit)
    session.flush()
    session.add(
        UnitPeriod(unit_id=unit.id, parent_id=parent_id, name=name, from_on=from_on, until_on=until_on)
    )
    session.flush()
    return unit.id


def change_unit(session: Session, unit_id: int, name: str, parent_id: int | None, from_on: date) -> None:
    """Renames or moves a unit from a day on; what was before stays true for the days before.

    Raises: NotFound; Invalid `name`, `unit_parent`; Conflict `unit_name_taken`, `unit_loop`, or
    `unit_changes_later` when a later change is already planned.
    """
    _lock_tree(session)
    period = _get_period(session, unit_id, from_on)
    name = normalise_name(name)
    if (name, parent_id) == (period.name, period.parent_id):
        return
    _check_last(session, unit_id, from_on)
    _check_place(session, _kind_of(session, unit_id), parent_id, from_on)
    _check_loop(session, unit_id, parent_id, from_on)
    _check_name_is_free(session, name, parent_id, from_on, unit_id)
    if period.from_on == from_on:
        period.name, period.parent_id = name, parent_id
    else:
        next_period = UnitPeriod(
            unit_id=unit_id, parent_id=parent_id, name=name, from_on=from_on, until_on=period.until_on
        )
        period.until_on = from_on - ONE_DAY
        session.add(next_period)
    session.flush()


def close_unit(session: Session, unit_id: int, last_on: date) -> None:
    """Ends a unit after a day.

    Raises: NotFound; Conflict `unit_in_use` while somebody is assigned to it, or a unit belongs to it, later.
    """
    _lock_tree(session)
    period = _get_period(session, unit_id, last_on)
    _check_last(session, unit_id, last_on)
    _check_unused(session, unit_id, last_on + ONE_DAY)
    period.until_on = last_on
    session.flush()


def list_units(session: Session, on: date) -> list[UnitView]:
    """All units of a day in the order of the tree: each parent before its children, siblings by name."""
    return list(_in_tree_order(session.execute(_rows_of(on)).all()))


def find_unit(session: Session, unit_id: int, on: date) -> UnitView | None:
    return next((unit for unit in list_units(session, on) if unit.id == unit_id), None)


def get_unit(session: Session, unit_id: int, on: date) -> UnitView:
    """Raises: NotFound `unit_not_found`."""
    found = find_unit(session, unit_id, on)
    if found is None:
        raise NotFound("unit_not_found", N_("그날에는 없는 부서예요."))
    return found


def list_units_below(session: Session, unit_id: int, on: date) -> list[UnitView]:
    """A unit and everything below it on a day, in the order of the tree; `depth` counts from it. Nothing else
    is read: hundreds of institutions may share the tables."""
    start = select(UnitPeriod.unit_id).where(
        or_(UnitPeriod.unit_id == unit_id, UnitPeriod.parent_id == unit_id), holds_on(UnitPeriod, on)
    )
    below = start.cte("below", recursive=True)
    further = (
        select(UnitPeriod.unit_id)
        .join(below, UnitPeriod.parent_id == below.c.unit_id)
        .where(holds_on(UnitPeriod, on))
    )
    below = below.union(further)
    query = _rows_of(on).where(UnitPeriod.unit_id.in_(select(below.c.unit_id)))
    return list(_in_tree_order(session.execute(query).all()))


def _rows_of(on: date) -> Select[int, str, str, int | None, date, date | None]:
    return (
        select(
            UnitPeriod.unit_id,
            Unit.kind,
            UnitPeriod.name,
            UnitPeriod.parent_id,
            UnitPeriod.from_on,
            UnitPeriod.until_on,
        )
        .join(Unit, Unit.id == UnitPeriod.unit_id)
        .where(holds_on(UnitPeriod, on))
    )


def _in_tree_order(rows: Sequence[_Row]) -> Iterable[UnitView]:
    """A unit whose parent does not exist on the day stands at the root."""
    known = {unit_id for unit_id, *_ in rows}
    children: dict[int | None, list[_Row]] = {}
    for row in sorted(rows, key=lambda row: row[2], reverse=True):
        children.setdefault(row[3] if row[3] in known else None, []).append(row)
    pending = [(row, 0) for row in children.get(None, [])]
    while pending:
        (unit_id, kind, name, parent_id, from_on, until_on), depth = pending.pop()
        yield UnitView(unit_id, UnitKind(kind), name, parent_id, from_on, until_on, depth)
        pending.extend((child, depth + 1) for child in children.get(unit_id, []))


def _lock_tree(session: Session) -> None:
    lock_subject(session, "units")


def _get_period(session: Session, unit_id: int, on: date) -> UnitPeriod:
    query = select(UnitPeriod).where(UnitPeriod.unit_id == unit_id, holds_on(UnitPeriod, on))
    period = session.scalars(query.with_for_update()).one_or_none()
    if period is None:
        raise NotFound("unit_not_found", N_("그날에는 없는 부서예요."))
    return period


def _kind_of(session: Session, unit_id: int) -> UnitKind:
    return UnitKind(session.get_one(Unit, unit_id).kind)


def _check_place(session: Session, kind: UnitKind, parent_id: int | None, on: date) -> None:
    if parent_id is None:
        fits = kind is not UnitKind.TEAM
    else:
        _get_period(session, parent_id, on)
        fits = kind is not UnitKind.INSTITUTION and _kind_of(session, parent_id) is not UnitKind.TEAM
    if not fits:
        sentence = N_("그 부서 아래에는 둘 수 없어요.")
        raise Invalid("unit_parent", sentence, fields={"parent_id": sentence})


def _check_last(session: Session, unit_id: int, on: date) -> None:
    later = select(UnitPeriod.id).where(UnitPeriod.unit_id == unit_id, UnitPeriod.from_on > on).limit(1)
    if session.scalar(later) is not None:
        sentence = N_("이 부서는 뒤의 날짜로 바뀔 예정이에요. 그 변경을 먼저 확인해 주세요.")
        raise Conflict("unit_changes_later", sentence)


def _check_loop(session: Session, unit_id: int, parent_id: int | None, from_on: date) -> None:
    """The tree of the day, and of every later day on which some unit is moved."""
    planned = select(UnitPeriod.from_on).where(UnitPeriod.from_on > from_on).distinct()
    for day in (from_on, *session.scalars(planned)):
        parents: Mapping[int, int | None] = {u.id: u.parent_id for u in list_units(session, day)}
        above = parent_id
        while above is not None:
            if above == unit_id:
                raise Conflict("unit_loop", N_("부서를 자기 하위 부서로 옮길 수 없어요."))
            above = parents.get(above)


def _check_name_is_free(
    session: Session, name: str, parent_id: int | None, on: date, except_id: int | None
) -> None:
    query = select(UnitPeriod.unit_id).where(
        UnitPeriod.name == name,
        UnitPeriod.parent_id.is_not_distinct_from(parent_id),
        holds_on(UnitPeriod, on),
    )
    if any(unit_id != except_id for unit_id in session.scalars(query)):
        sentence = N_("같은 이름의 부서가 이미 있어요.")
        raise Conflict("unit_name_taken", sentence, fields={"name": sentence})


def _check_unused(session: Session, unit_id: int, from_on: date) -> None:
    still = (Assignment.until_on.is_(None)) | (Assignment.until_on >= from_on)
    members = select(Assignment.id).where(Assignment.unit_id == unit_id, still)
    below = select(UnitPeriod.id).where(
        UnitPeriod.parent_id == unit_id, (UnitPeriod.until_on.is_(None)) | (UnitPeriod.until_on >= from_on)
    )
    if session.scalar(members.limit(1)) is not None or session.scalar(below.limit(1)) is not None:
        raise Conflict("unit_in_use", N_("아직 소속 직원이나 하위 부서가 있어요. 먼저 옮겨 주세요."))
