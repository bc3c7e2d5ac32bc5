"""Units by their ids: what they are called, and the line of those above them. Never the whole tree."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from services.people.models import Unit, UnitPeriod
from services.people.periods import holds_on
from services.people.units import UnitKind

DEEPEST = 12


@dataclass(frozen=True)
class UnitAbove:
    """One unit of a line."""

    id: int
    kind: UnitKind
    name: str


def names_of_units(session: Session, unit_ids: Collection[int], on: date) -> dict[int, str]:
    """What units are called on the day; a closed one keeps its last name."""
    query = (
        select(UnitPeriod.unit_id, UnitPeriod.name)
        .where(UnitPeriod.unit_id.in_(unit_ids))
        .order_by(UnitPeriod.unit_id, UnitPeriod.from_on <= on, UnitPeriod.from_on)
    )
    return dict(session.execute(query).all())


def list_line(session: Session, unit_id: int | None, on: date) -> list[UnitAbove]:
    """A unit and those above it on the day, the nearest first, in one statement; empty for one that is not
    there."""
    if unit_id is None:
        return []
    start = select(UnitPeriod.unit_id, UnitPeriod.parent_id, UnitPeriod.name, literal(0).label("height"))
    line = start.where(UnitPeriod.unit_id == unit_id, holds_on(UnitPeriod, on)).cte("line", recursive=True)
    further = (
        select(UnitPeriod.unit_id, UnitPeriod.parent_id, UnitPeriod.name, line.c.height + 1)
        .join(line, UnitPeriod.unit_id == line.c.parent_id)
        .where(holds_on(UnitPeriod, on), line.c.height < DEEPEST)
    )
    line = line.union_all(further)
    query = (
        select(line.c.unit_id, Unit.kind, line.c.name)
        .join(Unit, Unit.id == line.c.unit_id)
        .order_by(line.c.height)
    )
    return [UnitAbove(found, UnitKind(kind), name) for found, kind, name in session.execute(query)]


def list_line_ids(session: Session, unit_id: int | None, on: date) -> list[int]:
    """The ids of `list_line`."""
    return [unit.id for unit in list_line(session, unit_id, on)]


def institution_of(line: Sequence[UnitAbove]) -> int:
    """The nearest institution of a line that is not empty, or its top where none is called one."""
    return next((unit.id for unit in line if unit.kind is UnitKind.INSTITUTION), line[-1].id)


def list_gone_units(session: Session, unit_ids: Collection[int], on: date) -> dict[int, int | None]:
    """Those of the units that are not there on the day, each with the nearest one above that is.

    Above is where a unit stood last. None where nothing above it is left.
    """
    parents: dict[int, int | None] = {}
    there: set[int] = set()
    asked = set(unit_ids)
    while asked:
        query = (
            select(UnitPeriod.unit_id, UnitPeriod.parent_id, holds_on(UnitPeriod, on))
            .where(UnitPeriod.unit_id.in_(asked))
            .order_by(UnitPeriod.from_on)
        )
        for unit_id, parent_id, holds in session.execute(query):
            parents[unit_id] = parent_id
            if holds:
                there.add(unit_id)
        gone = asked - there
        asked = {parent for unit in gone if (parent := parents.get(unit)) is not None} - parents.keys()
    return {unit_id: _first_there(unit_id, parents, there) for unit_id in set(unit_ids) - there}


def _first_there(unit_id: int, parents: Mapping[int, int | None], there: Collection[int]) -> int | None:
    seen: set[int] = set()
    above: int | None = unit_id
    while above is not None and above not in there and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above if above in there else None
