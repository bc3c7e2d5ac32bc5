"""Who has lunch in a cafeteria on a day, and when: those with a slot, and those who come at any time."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import people
from services.cafeteria import slots
from services.cafeteria.cafeterias import list_cafeterias
from services.clock import instant_of


@dataclass(frozen=True)
class Lunch:
    """Those whose lunch begins together; `starts_minute` None is for those who may come at any time.

    `from_at` and `until_at` are the time at which somebody who is elsewhere misses it.
    """

    starts_minute: int | None
    from_at: datetime
    until_at: datetime
    staff_ids: frozenset[int]


def list_lunches(session: Session, cafeteria_id: int, on: date) -> list[Lunch]:
    """Everybody whose lunch is here on a day, by when it begins; those with a slot first.

    Who works in no unit belongs to the oldest cafeteria.
    """
    day_slots = slots.slots_of_day(session, cafeteria_id, on)
    slot_of = {unit: (s.starts_minute, s.ends_minute) for s in day_slots for unit in s.unit_ids}
    here = slots.list_member_units(session, cafeteria_id, on)
    is_oldest = [view.id for view in list_cafeterias(session, on)][:1] == [cafeteria_id]
    groups: dict[tuple[int, int] | None, set[int]] = {}
    for staff_id, unit_id in people.list_workplaces(session, on).items():
        if unit_id in here or (unit_id is None and is_oldest):
            groups.setdefault(slot_of.get(unit_id) if unit_id is not None else None, set()).add(staff_id)
    times = sorted(set(slot_of.values()))
    found = [_to_lunch(on, at, at[0], groups[at]) for at in times if at in groups]
    if None in groups:
        found.append(_to_lunch(on, _lunch_hour(session, on), None, groups[None]))
    return found


def _to_lunch(on: date, at: tuple[int, int], starts_minute: int | None, staff_ids: set[int]) -> Lunch:
    return Lunch(starts_minute, instant_of(on, at[0]), instant_of(on, at[1]), frozenset(staff_ids))


def _lunch_hour(session: Session, on: date) -> tuple[int, int]:
    rule = slots.get_lunch_hours(session, on)
    return rule.starts_minute, rule.ends_minute
