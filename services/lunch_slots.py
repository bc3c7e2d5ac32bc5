"""Who eats lunch together, for a rotation that keeps groups apart: what one subject knows and an earlier one
needs."""

from datetime import date

from sqlalchemy.orm import Session

from services import cafeteria, workdays


def read_lunch_slots(session: Session, from_on: date, until_on: date) -> dict[tuple[int, date], int]:
    """A number for each slot, by unit and day."""
    return {
        (unit_id, on): hall.id * 24 * 60 + slot.starts_minute
        for on in workdays.list_workdays(session, from_on, until_on)
        for hall in cafeteria.list_cafeterias(session, on)
        for slot in cafeteria.slots_of_day(session, hall.id, on)
        for unit_id in slot.unit_ids
    }
