"""Who is at home when, by published plans, swaps taken in: calendars of a person, a team, a department."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import people, workdays
from services.remote_work.rotation.organisation import load_units
from services.remote_work.rotation.stored import HOME, OFF, Line, list_lines, list_published


@dataclass(frozen=True)
class Turn:
    """One person's working day in a published plan. `is_swapped`: it is not what was planned."""

    staff_id: int
    on: date
    plan_id: int
    is_home: bool
    is_swapped: bool


@dataclass(frozen=True)
class CalendarRow:
    """One person with her turns of a period by day; a day without one is no day of hers in any plan."""

    staff_id: int
    name: str
    unit_id: int
    unit_name: str
    turns: dict[date, Turn]


@dataclass(frozen=True)
class RotationCalendar:
    """A team or a department over a period. `at_home` counts each working day."""

    unit_id: int
    unit_name: str
    days: tuple[date, ...]
    holidays: dict[date, str]
    rows: tuple[CalendarRow, ...]
    at_home: dict[date, int]


def list_turns(session: Session, staff_ids: Collection[int], from_on: date, until_on: date) -> list[Turn]:
    """The turns of these people on working days of a period, both ends taken in, by day."""
    plans = list_published(session, from_on, until_on)
    if not plans or not staff_ids:
        return []
    worked = set(workdays.list_workdays(session, from_on, until_on))
    lines = list_lines(session, [plan.id for plan in plans], staff_ids)
    turns = [turn for line in lines for turn in _turns_of(line) if turn.on in worked]
    return sorted(turns, key=lambda turn: (turn.on, turn.staff_id))


def list_my_home_days(session: Session, staff_id: int, from_on: date, until_on: date) -> list[date]:
    """A person's days at home, for her calendar."""
    return [turn.on for turn in list_turns(session, [staff_id], from_on, until_on) if turn.is_home]


def load_calendar(session: Session, unit_id: int, from_on: date, until_on: date) -> RotationCalendar:
    """A team, or a department with its teams, as on the first day. Raises: NotFound `unit_not_found`."""
    unit = people.get_unit(session, unit_id, from_on)
    units = load_units(session, from_on)
    persons = people.list_members(session, units.below(unit_id), from_on)
    turns = list_turns(session, {person.id for person in persons}, from_on, until_on)
    days = workdays.list_workdays(session, from_on, until_on)
    at_home = dict.fromkeys(days, 0)
    own: dict[int, dict[date, Turn]] = {person.id: {} for person in persons}
    for turn in turns:
        own[turn.staff_id][turn.on] = turn
        at_home[turn.on] += turn.is_home
    rows = [
        CalendarRow(p.id, p.name, p.unit_id or 0, units.name_of(p.unit_id or 0), own[p.id]) for p in persons
    ]
    rows.sort(key=lambda row: (row.unit_name, row.name, row.staff_id))
    holidays = workdays.list_holidays(session, from_on, until_on)
    return RotationCalendar(unit_id, unit.name, tuple(days), holidays, tuple(rows), at_home)


def _turns_of(line: Line) -> list[Turn]:
    found = []
    for place, letter in enumerate(line.days):
        on = line.from_on + timedelta(days=place)
        if letter != OFF and on <= line.until_on:
            is_swapped = letter != line.planned[place]
            found.append(Turn(line.staff_id, on, line.plan_id, letter == HOME, is_swapped))
    return found
