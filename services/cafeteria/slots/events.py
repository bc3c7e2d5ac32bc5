"""My slots as events of my calendar.

There is one event a day at most. It keeps its UID whatever happens to the slot, also when another plan
replaces the plan, and its SEQUENCE, the minute of the last change, rises.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from services import people
from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.slots.reminders import find_reminder
from services.cafeteria.slots.stored import LunchPlanView, load_lunch_plan
from services.cafeteria.slots.turns import MySlot, list_my_slots
from services.calendars import CalendarEvent, CalendarSubscriber, calendar_days
from services.clock import SEOUL


def list_lunch_events(
    session: Session, subscriber: CalendarSubscriber, summary: str, now: datetime
) -> list[CalendarEvent]:
    """A person's slots for her calendar, as published; `summary` has a place for `group`."""
    slots = list_my_slots(session, subscriber.staff_id, *calendar_days(now))
    plans = {plan_id: load_lunch_plan(session, plan_id) for plan_id in {slot.plan_id for slot in slots}}
    moves = _list_moves(session, subscriber.staff_id, plans.values())
    remind_min = find_reminder(session, subscriber.staff_id)
    return [
        CalendarEvent(
            # The key is the day alone, from before other subjects had events: UIDs in calendars stay.
            uid=subscriber.uid_of(slot.on.isoformat()),
            sequence=_sequence_of(slot, plans[slot.plan_id], moves),
            changed_at=_changed_at(slot, plans[slot.plan_id]),
            starts_at=_instant(slot.on, slot.starts_minute),
            ends_at=_instant(slot.on, slot.ends_minute),
            summary=summary % {"group": slot.group_number},
            location=_place_of(session, slot),
            remind_min=remind_min,
        )
        for slot in slots
    ]


def _sequence_of(slot: MySlot, plan: LunchPlanView, moves: Sequence[date]) -> int:
    moved = sum(plan.from_on < day <= slot.on for day in moves)
    return int(_changed_at(slot, plan).timestamp() // 60) + moved


def _changed_at(slot: MySlot, plan: LunchPlanView) -> datetime:
    """When the slot became what it is: with its plan, or with a swap."""
    swap = plan.swap_of(slot.unit_id, slot.on)
    published_at = (plan.published_at or plan.made_at).astimezone(UTC)
    return swap.agreed_at if swap and swap.agreed_at else published_at


def _list_moves(session: Session, staff_id: int, plans: Collection[LunchPlanView]) -> list[date]:
    """The days on which she came into another unit, or her unit into another place, during the plans."""
    if not plans:
        return []
    first_on, last_on = min(p.from_on for p in plans), max(p.until_on for p in plans)
    return [stretch.from_on for stretch in people.list_whereabouts(session, staff_id, first_on, last_on)]


def _place_of(session: Session, slot: MySlot) -> str:
    cafeteria = get_cafeteria(session, slot.cafeteria_id)
    return ", ".join(part for part in (cafeteria.name, cafeteria.place) if part)


def _instant(on: date, minute: int) -> datetime:
    return datetime.combine(on, time(minute // 60, minute % 60), SEOUL)
