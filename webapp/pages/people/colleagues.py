"""Whom a person will most likely choose: the members of her own unit, and those who lead around it."""

from datetime import date

from sqlalchemy.orm import Session

from services import people
from services.people import Person, SignedIn


def list_nearby(session: Session, person: SignedIn, on: date) -> list[Person]:
    """Her unit and those below it, then the leads around it: of the unit above and of its other units."""
    units = {unit.id: unit for unit in people.list_units(session, on)}
    own = units.get(person.unit_id or 0)
    if own is None:
        return []
    below = [unit.id for unit in people.list_units_below(session, own.id, on)]
    around = [unit.id for unit in units.values() if own.parent_id in (unit.id, unit.parent_id)]
    leads = [p for p in people.list_members(session, around, on) if p.is_lead]
    near = {p.id: p for p in [*people.list_members(session, below, on), *leads]}
    return [p for p in near.values() if p.id != person.staff_id]
