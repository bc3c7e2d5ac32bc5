"""A word before lunch for who wants one: once a day, only when her slot is still to come."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from services import notifications, people
from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.slots.models import LunchReminder
from services.cafeteria.slots.notices import NoticeKind
from services.cafeteria.slots.stored import list_published_plans
from services.cafeteria.slots.times import clock_of
from services.cafeteria.slots.turns import DaySlot, slots_of_day
from services.clock import SEOUL, local_day
from services.errors import Invalid
from services.texts import N_

REMINDER_CHOICES_MIN = (5, 10, 15, 20, 30)

# Who is left in peace about a slot, by its first minute and its end.
LeftOut = Callable[[int, int], Collection[int]]
# By a unit's id: its slot, and the cafeteria's name.
_Slots = Mapping[int, tuple[DaySlot, str]]


def nobody(_starts_minute: int, _ends_minute: int) -> Collection[int]:
    return ()


def set_reminder(session: Session, staff_id: int, before_min: int | None) -> None:
    """From now on so many minutes before each slot, None for never. Raises: Invalid `before_min`."""
    row = session.get(LunchReminder, staff_id)
    if before_min is None:
        if row is not None:
            session.delete(row)
    elif before_min not in REMINDER_CHOICES_MIN:
        sentence = N_("알림 시간을 목록에서 골라 주세요.")
        raise Invalid("before_min", sentence, fields={"before_min": sentence})
    elif row is None:
        session.add(LunchReminder(staff_id=staff_id, before_min=before_min, reminded_on=None))
    else:
        row.before_min = before_min
    session.flush()


def find_reminder(session: Session, staff_id: int) -> int | None:
    """How many minutes before her slot a person is reminded."""
    row = session.get(LunchReminder, staff_id)
    return None if row is None else row.before_min


def remind_lunch(session: Session, now: datetime, left_out: LeftOut = nobody) -> int:
    """Leaves a notice for everybody whose slot is so near; how many. To be called every minute or so.

    `left_out` names those who do not eat today or are away during a slot. Who was reminded today is not
    reminded again, and a slot that has begun is nothing to remind of.
    """
    on, local = local_day(now), now.astimezone(SEOUL)
    waiting = session.execute(
        select(LunchReminder.staff_id, LunchReminder.before_min).where(_not_yet(on))
    ).all()
    slots = _slots_by_unit(session, on) if waiting else {}
    if not slots:
        return 0
    persons = people.list_persons(session, [row.staff_id for row in waiting], on)
    minute, told = local.hour * 60 + local.minute, 0
    for row in waiting:
        person = persons.get(row.staff_id)
        found = slots.get(person.unit_id or 0) if person and person.is_in_service(on) else None
        if found is None:
            continue
        slot, cafeteria = found
        is_near = slot.starts_minute - row.before_min <= minute < slot.starts_minute
        if is_near and row.staff_id not in left_out(slot.starts_minute, slot.ends_minute):
            facts = {"slot": clock_of(slot.starts_minute), "cafeteria": cafeteria}
            told += _remind(session, row.staff_id, on, now, minutes=str(slot.starts_minute - minute), **facts)
    return told


def _remind(session: Session, staff_id: int, on: date, now: datetime, **facts: str) -> bool:
    """Of two workers one is first."""
    hers = (LunchReminder.staff_id == staff_id) & _not_yet(on)
    done = session.execute(
        update(LunchReminder).where(hers).values(reminded_on=on).returning(LunchReminder.staff_id)
    )
    if done.first() is None:
        return False
    notifications.notify(session, staff_id, NoticeKind.REMINDER, now, **facts)
    return True


def _not_yet(on: date) -> ColumnElement[bool]:
    return or_(LunchReminder.reminded_on.is_(None), LunchReminder.reminded_on < on)


def _slots_by_unit(session: Session, on: date) -> _Slots:
    found: dict[int, tuple[DaySlot, str]] = {}
    for plan in list_published_plans(session, on, on):
        name = get_cafeteria(session, plan.cafeteria_id).name
        for slot in slots_of_day(session, plan.cafeteria_id, on):
            found |= dict.fromkeys(slot.unit_ids, (slot, name))
    return found
