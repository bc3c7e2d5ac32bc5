"""My slots for a calendar: RFC 5545, made so that the same slots give the same bytes.

There is one event a day at most. It keeps its UID whatever happens to the slot, also when another plan
replaces the plan, and its SEQUENCE, the minute of the last change, rises: calendars move the event that they
have. DTSTAMP and LAST-MODIFIED are the instant at which the slot became what it is, not the instant of the
request: so the ETag holds until something changes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event, Timezone
from sqlalchemy.orm import Session

from services import people, workdays
from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.slots.feeds import CalendarSubscriber
from services.cafeteria.slots.reminders import find_reminder
from services.cafeteria.slots.stored import LunchPlanView, load_lunch_plan
from services.cafeteria.slots.turns import MySlot, list_my_slots
from services.clock import SEOUL, local_day

KEPT_PAST, AHEAD = timedelta(weeks=4), timedelta(weeks=30)
REFRESH = timedelta(hours=1)
ZONE = "Asia/Seoul"


@dataclass(frozen=True)
class CalendarWords:
    """What the calendar says, in its owner's language; `summary` has a place for `group`."""

    name: str
    summary: str


def make_calendar(
    session: Session, subscriber: CalendarSubscriber, words: CalendarWords, now: datetime
) -> bytes:
    """The calendar of a person's slots: the past four weeks and all that is published."""
    monday = workdays.monday_of(local_day(now))
    slots = list_my_slots(session, subscriber.staff_id, monday - KEPT_PAST, monday + AHEAD)
    plans = {plan_id: load_lunch_plan(session, plan_id) for plan_id in {slot.plan_id for slot in slots}}
    moves = _list_moves(session, subscriber.staff_id, plans.values())
    before_min = find_reminder(session, subscriber.staff_id)
    calendar = _begin(words)
    for slot in slots:
        event = _to_event(slot, plans[slot.plan_id], moves, words)
        event.add("uid", _uid(subscriber, slot))
        event.add("location", _place_of(session, slot))
        if before_min is not None:
            event.add_component(_to_alarm(before_min, str(event["summary"])))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _begin(words: CalendarWords) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Balgil//Lunch slots//KO")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    zone = Timezone.from_tzid(ZONE, first_date=date(2000, 1, 1), last_date=date(2100, 1, 1))
    zone.pop("COMMENT", None)
    calendar.add_component(zone)
    return calendar


def _to_event(slot: MySlot, plan: LunchPlanView, moves: Sequence[date], words: CalendarWords) -> Event:
    swap = plan.swap_of(slot.unit_id, slot.on)
    published_at = (plan.published_at or plan.made_at).astimezone(UTC)
    changed_at = swap.agreed_at if swap and swap.agreed_at else published_at
    event = Event()
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    moved = sum(plan.from_on < day <= slot.on for day in moves)
    event.add("sequence", int(changed_at.timestamp() // 60) + moved)
    event.add("dtstart", _instant(slot.on, slot.starts_minute))
    event.add("dtend", _instant(slot.on, slot.ends_minute))
    event.add("summary", words.summary % {"group": slot.group_number})
    event.add("transp", "TRANSPARENT")
    return event


def _list_moves(session: Session, staff_id: int, plans: Collection[LunchPlanView]) -> list[date]:
    """The days on which she came into another unit, or her unit into another place, during the plans."""
    if not plans:
        return []
    first_on, last_on = min(p.from_on for p in plans), max(p.until_on for p in plans)
    return [stretch.from_on for stretch in people.list_whereabouts(session, staff_id, first_on, last_on)]


def _place_of(session: Session, slot: MySlot) -> str:
    cafeteria = get_cafeteria(session, slot.cafeteria_id)
    return ", ".join(part for part in (cafeteria.name, cafeteria.place) if part)


def _to_alarm(before_min: int, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(minutes=-before_min))
    alarm.add("description", words)
    return alarm


def _uid(subscriber: CalendarSubscriber, slot: MySlot) -> str:
    """The same for one feed and day; nobody can read from it whose it is."""
    text = f"{subscriber.mark} {slot.on.isoformat()}"
    return f"{sha256(text.encode()).hexdigest()[:32]}@balgil"


def _instant(on: date, minute: int) -> datetime:
    return datetime.combine(on, time(minute // 60, minute % 60), SEOUL)
