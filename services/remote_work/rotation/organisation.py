"""The organisation as a rotation sees it: where everybody works on each day, and what belongs to a
department.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services import people
from services.people import UnitKind, UnitView


@dataclass(frozen=True)
class Units:
    """The tree of one day."""

    views: Mapping[int, UnitView]

    @property
    def parents(self) -> dict[int, int | None]:
        return {unit.id: unit.parent_id for unit in self.views.values()}

    def department_of(self, unit_id: int) -> int:
        """The department of a team; any other unit is its own."""
        unit = self.views.get(unit_id)
        is_team = unit is not None and unit.kind is UnitKind.TEAM
        return unit.parent_id if unit and is_team and unit.parent_id is not None else unit_id

    def below(self, unit_id: int) -> set[int]:
        found = {unit_id}
        for unit in self.views.values():  # parents come before children
            if unit.parent_id in found:
                found.add(unit.id)
        return found

    def name_of(self, unit_id: int) -> str:
        """A team with its department; empty for a unit that is not there."""
        unit = self.views.get(unit_id)
        if unit is None:
            return ""
        above = self.views.get(unit.parent_id or 0)
        return f"{above.name} {unit.name}" if unit.kind is UnitKind.TEAM and above else unit.name


@dataclass(frozen=True)
class Stretch:
    """The days, by their places, on which a person works in one unit."""

    staff_id: int
    unit_id: int
    days: tuple[int, ...]


def load_units(session: Session, on: date) -> Units:
    return Units({unit.id: unit for unit in people.list_units(session, on)})


def list_stretches(session: Session, days: Sequence[date]) -> list[Stretch]:
    """Everybody who has a unit on some of the days: a stretch for each unit, in the order of time."""
    found: dict[tuple[int, int], list[int]] = {}
    for place, working in enumerate(people.list_workplaces_on(session, days).values()):
        for each in working.items():
            found.setdefault(each, []).append(place)
    return [Stretch(staff_id, unit_id, tuple(places)) for (staff_id, unit_id), places in found.items()]
