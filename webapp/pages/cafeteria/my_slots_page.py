"""My department's slots as a small calendar, and what changes next week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import cafeteria, people, workdays
from services.cafeteria import MySlot

WEEKS = 9
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
WORKED_DAYS = 5


@dataclass(frozen=True)
class CalendarDay:
    """`off` says why there is no slot: a holiday's name, a closure's reason, empty where unknown."""

    on: date
    slot: MySlot | None
    off: str
    is_today: bool
    is_past: bool


@dataclass(frozen=True)
class CalendarWeek:
    """`usual` is the slot of its first day that is not swapped: what any other time is told against."""

    week_on: date
    days: tuple[CalendarDay, ...]
    usual: MySlot | None

    def is_other(self, day: CalendarDay) -> bool:
        """Whether a day has another time than the week: swapped, or of a plan that begins within it."""
        slot = day.slot
        if slot is None or self.usual is None:
            return False
        return slot.is_swapped or slot.starts_minute != self.usual.starts_minute


@dataclass(frozen=True)
class MySlotsPage:
    """`unit_name` is the member of the plan that I eat with; `has_plan` where somebody has slots at all.

    `changes_min`: by how many minutes next week's slot is later (negative: earlier) than this week's.
    """

    weeks: Sequence[CalendarWeek]
    unit_name: str
    group_number: int | None
    changes_min: int | None
    has_plan: bool

    @property
    def this_week(self) -> CalendarWeek:
        return self.weeks[0]

    @property
    def next_week(self) -> CalendarWeek:
        return self.weeks[1]


def load_my_slots(session: Session, staff_id: int, today: date) -> MySlotsPage:
    """From this week on, as far as plans are published."""
    monday = workdays.monday_of(today)
    until_on = monday + WEEKS * ONE_WEEK - ONE_DAY
    slots = {slot.on: slot for slot in cafeteria.list_my_slots(session, staff_id, monday, until_on)}
    off = _days_off(session, staff_id, monday, until_on)
    weeks = [_to_week(monday + n * ONE_WEEK, slots, off, today) for n in range(WEEKS)]
    last = max((n for n, week in enumerate(weeks) if week.usual), default=0)
    mine = next((week.usual for week in weeks if week.usual), None)
    return MySlotsPage(
        weeks=weeks[: max(last + 1, 2)],
        unit_name=_name_of(session, mine, today),
        group_number=mine.group_number if mine else None,
        changes_min=_change(weeks[0].usual, weeks[1].usual),
        has_plan=bool(cafeteria.list_published_plans(session, today, until_on)),
    )


def _to_week(
    week_on: date, slots: Mapping[date, MySlot], off: Mapping[date, str], today: date
) -> CalendarWeek:
    days = [week_on + n * ONE_DAY for n in range(WORKED_DAYS)]
    found = [slots[day] for day in days if day in slots]
    usual = next((slot for slot in found if not slot.is_swapped), next(iter(found), None))
    cells = (CalendarDay(day, slots.get(day), off.get(day, ""), day == today, day < today) for day in days)
    return CalendarWeek(week_on, tuple(cells), usual)


def _days_off(session: Session, staff_id: int, from_on: date, until_on: date) -> dict[date, str]:
    holidays = workdays.list_holidays(session, from_on, until_on)
    cafeteria_id = cafeteria.find_my_cafeteria(session, staff_id, from_on)
    closures = cafeteria.list_closures(session, cafeteria_id, from_on) if cafeteria_id else {}
    return closures | holidays


def _name_of(session: Session, slot: MySlot | None, today: date) -> str:
    if slot is None:
        return ""
    return next((u.name for u in people.list_units(session, max(today, slot.on)) if u.id == slot.unit_id), "")


def _change(now: MySlot | None, then: MySlot | None) -> int | None:
    return None if now is None or then is None else then.starts_minute - now.starts_minute
