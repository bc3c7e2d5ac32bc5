"""My slots for a calendar, made so that the same slots give the same bytes.

There is one event a day at most. It keeps its UID whatever happens to the slot, also when another plan
replaces the plan, and its SEQUENCE, the minute of the last change, rises: calendars move the event that they
have. DTSTAMP and LAST-MODIFIED are the instant at which the slot became what it is, not the instant of the
request: so the ETag holds until something changes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from services import people, workdays
from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.slots.feeds import CalendarSubscriber
from services.cafeteria.slots.reminders import find_reminder
from services.cafeteria.slots.stored import LunchPlanView, load_lunch_plan
from services.cafeteria.slots.turns import MySlot, list_my_slots
from services.clock import SEOUL, local_day

KEPT_PAST, AHEAD = timedelta(weeks=4), timedelta(weeks=30)


@dataclass(frozen=True)
class CalendarWords:
    """What the calendar says, in its owner's language; `summary` has a place for `group`."""

    name: str
    summary: str


@dataclass(frozen=True)
class CalendarEvent:
    """One lunch of a calendar; `uid` and `sequence` as RFC 5545 means them."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str


def make_calendar(
    session: Session, subscriber: CalendarSubscriber, words: CalendarWords, now: datetime
) -> bytes:
    """The calendar of a person's slots: the past four weeks and all that is published."""
    from services.cafeteria.slots.ics_file import write_ics  # only here: see there

    monday = workdays.monday_of(local_day(now))
    slots = list_my_slots(session, subscriber.staff_id, monday - KEPT_PAST, monday + AHEAD)
    plans = {plan_id: load_lunch_plan(session, plan_id) for plan_id in {slot.plan_id for slot in slots}}
    moves = _list_moves(session, subscriber.staff_id, plans.values())
    events = [
        CalendarEvent(
            uid=_uid(subscriber, slot),
            sequence=_sequence_of(slot, plans[slot.plan_id], moves),
            changed_at=_changed_at(slot, plans[slot.plan_id]),
            starts_at=_instant(slot.on, slot.starts_minute),
            ends_at=_instant(slot.on, slot.ends_minute),
            summary=words.summary % {"group": slot.group_number},
            location=_place_of(session, slot),
        )
        for slot in slots
    ]
    return write_ics(words.name, events, find_reminder(session, subscriber.staff_id))


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


def _uid(subscriber: CalendarSubscriber, slot: MySlot) -> str:
    """The same for one feed and day; nobody can read from it whose it is."""
    text = f"{subscriber.mark} {slot.on.isoformat()}"
    return f"{sha256(text.encode()).hexdigest()[:32]}@balgil"


def _instant(on: date, minute: int) -> datetime:
    return datetime.combine(on, time(minute // 60, minute % 60), SEOUL)
