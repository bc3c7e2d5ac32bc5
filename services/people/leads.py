"""Who leads whom on a day: up the tree from a person's unit to the first lead who is somebody else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.asked import ask_once
from services.people.models import Assignment, Staff, Unit, UnitPeriod
from services.people.periods import holds_on, in_service
from services.people.persons import Person, find_person, persons_on
from services.people.units import UnitKind


@dataclass(frozen=True)
class Leadership:
    """The tree of a day with its leads: unit id to parent id, to the lead's staff id, to the unit's kind."""

    parents: Mapping[int, int | None]
    leads: Mapping[int, int]
    kinds: Mapping[int, UnitKind]

    def lead_of(self, staff_id: int, unit_id: int | None) -> int | None:
        """The lead of a person who works in the unit: a lead's own lead is that of a unit above."""
        return next((lead for _, lead in self.line_of(staff_id, unit_id)), None)

    def line_of(self, staff_id: int, unit_id: int | None) -> list[tuple[UnitKind, int]]:
        """All leads above a person who works in the unit, each with the kind of unit, the nearest first."""
        return [
            (self.kinds.get(unit, UnitKind.TEAM), lead)
            for unit, lead in self._upwards(unit_id)
            if lead != staff_id
        ]

    def units_led_by(self, staff_id: int) -> set[int]:
        """The units whose nearest lead, in them or above, is this person."""
        return {
            unit for unit in self.parents if next((lead for _, lead in self._upwards(unit)), None) == staff_id
        }

    def leads_below(self, staff_id: int) -> set[int]:
        """The leads of other units whose own lead is this person."""
        return {
            lead
            for unit, lead in self.leads.items()
            if lead != staff_id and self.lead_of(lead, unit) == staff_id
        }

    def _upwards(self, unit_id: int | None) -> Iterator[tuple[int, int]]:
        """Each unit that has a lead, and that lead."""
        while unit_id is not None:
            if unit_id in self.leads:
                yield unit_id, self.leads[unit_id]
            unit_id = self.parents.get(unit_id)


def load_leadership(session: Session, on: date) -> Leadership:
    """The whole tree of a day in two statements: for asking about many."""
    return ask_once(session, ("leadership", on), lambda: _load_leadership(session, on))


def _load_leadership(session: Session, on: date) -> Leadership:
    tree = select(UnitPeriod.unit_id, UnitPeriod.parent_id, Unit.kind).join(
        Unit, Unit.id == UnitPeriod.unit_id
    )
    units = session.execute(tree.where(holds_on(UnitPeriod, on))).all()
    query = (
        select(Assignment.unit_id, Assignment.staff_id)
        .join(Staff, Staff.id == Assignment.staff_id)
        .where(Assignment.is_lead, holds_on(Assignment, on), in_service(on))
        # Of two leads of one unit the one who came last leads it: the other is about to go.
        .order_by(Assignment.from_on, Assignment.id)
    )
    return Leadership(
        parents={unit_id: parent_id for unit_id, parent_id, _ in units},
        leads=dict(session.execute(query).all()),
        kinds={unit_id: UnitKind(kind) for unit_id, _, kind in units},
    )


def find_lead(session: Session, staff_id: int, on: date) -> Person | None:
    """The lead of a person on a day; None for who stands at the top, or has no unit on it."""
    person = find_person(session, staff_id, on)
    if person is None or person.unit_id is None:
        return None
    lead_id = load_leadership(session, on).lead_of(person.id, person.unit_id)
    return None if lead_id is None else find_person(session, lead_id, on)


def list_led(session: Session, lead_id: int, on: date) -> list[Person]:
    """Everybody whose lead on the day is this person, by unit and name."""
    leadership = load_leadership(session, on)
    in_units = Assignment.unit_id.in_(leadership.units_led_by(lead_id))
    query = persons_on(on).where(
        or_(in_units, Staff.id.in_(leadership.leads_below(lead_id))), Staff.id != lead_id, in_service(on)
    )
    rows = session.execute(query.order_by(UnitPeriod.name, Staff.name, Staff.number))
    return [Person(**row._asdict()) for row in rows]
