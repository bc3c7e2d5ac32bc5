"""The rotation as somebody looks at it: my own days, a team's or a department's, everybody's balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import approvals, people, workdays
from services.clock import local_day
from services.errors import NotFound
from services.people import SignedIn, UnitKind, UnitView
from services.remote_work import rotation

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
MY_WEEKS, UNIT_WEEKS, WORKED_DAYS = 4, 2, 5
PLANNER = "administrator"


@dataclass(frozen=True)
class MyDay:
    """`turn` is None on a day that is none of mine in any plan; `off` says why nobody works."""

    on: date
    turn: rotation.Turn | None
    off: str
    is_today: bool
    is_past: bool


@dataclass(frozen=True)
class MyRotation:
    """`balance` is None for who was in no plan; `until_on` is the last day that a plan is published for."""

    today: date
    from_on: date
    weeks: Sequence[Sequence[MyDay]]
    next_on: date | None
    until_on: date | None
    balance: rotation.BalanceLine | None
    swaps_waiting: int
    units: Sequence[UnitView]
    leads: bool

    @property
    def home_days(self) -> int:
        return sum(bool(day.turn and day.turn.is_home) for week in self.weeks for day in week)

    @property
    def has_swapped(self) -> bool:
        return any(day.turn and day.turn.is_swapped for week in self.weeks for day in week)

    @property
    def last_on(self) -> date:
        return self.weeks[-1][-1].on

    @property
    def before_on(self) -> date:
        return self.from_on - MY_WEEKS * ONE_WEEK

    @property
    def after_on(self) -> date:
        return self.from_on + MY_WEEKS * ONE_WEEK


@dataclass(frozen=True)
class UnitRotation:
    """A team's or a department's calendar of some weeks, and the other units that its reader may open."""

    calendar: rotation.RotationCalendar
    from_on: date
    until_on: date
    today: date
    units: Sequence[UnitView]

    @property
    def has_turns(self) -> bool:
        return any(row.turns for row in self.calendar.rows)

    @property
    def has_swapped(self) -> bool:
        return any(turn.is_swapped for row in self.calendar.rows for turn in row.turns.values())

    @property
    def before_on(self) -> date:
        """The days of this week that are over first."""
        monday = workdays.monday_of(self.from_on)
        return monday if monday < self.from_on else monday - UNIT_WEEKS * ONE_WEEK

    @property
    def after_on(self) -> date:
        return self.until_on + 3 * ONE_DAY


@dataclass(frozen=True)
class Balances:
    """Everybody of one unit up to a day; `plan_ends_on` is the last day that is published."""

    unit: UnitView | None
    units: Sequence[UnitView]
    on: date
    today: date
    plan_ends_on: date | None
    lines: Sequence[rotation.BalanceLine]

    @property
    def apart_days(self) -> float:
        """The largest difference between two of them."""
        ahead = [line.ahead_days for line in self.lines]
        return max(ahead) - min(ahead) if ahead else 0.0


def load_my_rotation(session: Session, person: SignedIn, from_on: date, now: datetime) -> MyRotation:
    me, today = person.staff_id, local_day(now)
    monday = workdays.monday_of(from_on)
    until_on = monday + MY_WEEKS * ONE_WEEK - ONE_DAY
    turns = {turn.on: turn for turn in rotation.list_turns(session, [me], monday, until_on)}
    ahead = rotation.list_published(session, today, date.max)
    coming = rotation.list_my_home_days(session, me, today + ONE_DAY, ahead[-1].until_on) if ahead else []
    balances = rotation.list_balances(session, person.unit_id, today) if person.unit_id else []
    return MyRotation(
        today=today,
        from_on=monday,
        weeks=_to_weeks(session, monday, turns, today),
        next_on=next(iter(coming), None),
        until_on=ahead[-1].until_on if ahead else None,
        balance=next((line for line in balances if line.staff_id == me), None),
        swaps_waiting=rotation.count_swaps_waiting(session, me, now),
        units=list_near_units(session, person, today),
        leads="team_lead" in person.roles or bool(approvals.list_leads_acted_for(session, me, now)),
    )


def load_unit_rotation(
    session: Session, person: SignedIn, unit_id: int, from_on: date | None, now: datetime
) -> UnitRotation:
    """Two weeks from a day's Monday on; without a day from today on.

    Raises: NotFound for a unit that is neither hers nor led by her; planners see all.
    """
    today = local_day(now)
    units = list_visible_units(session, person, today)
    if unit_id not in {unit.id for unit in units}:
        raise NotFound
    monday = workdays.monday_of(from_on or today)
    first_on = today if from_on is None else monday
    until_on = monday + UNIT_WEEKS * ONE_WEEK - 3 * ONE_DAY
    calendar = rotation.load_calendar(session, unit_id, first_on, until_on)
    return UnitRotation(calendar, first_on, until_on, today, units)


def load_balances(
    session: Session, person: SignedIn, unit_id: int | None, until: str, now: datetime
) -> Balances:
    """Of any unit, the reader's own department first: everybody may see everybody's.

    Up to today, or to the end of what is published: that too where nothing has begun yet. `until` is "today",
    "plan" or nothing. Raises: NotFound for a unit that is not there.
    """
    today = local_day(now)
    units = people.list_units(session, today)
    shown = next(
        (unit for unit in units if unit.id == (unit_id or _department_of(units, person.unit_id))), None
    )
    if unit_id and shown is None:
        raise NotFound
    ahead = rotation.list_published(session, today, date.max)
    ends_on = ahead[-1].until_on if ahead else None
    on = ends_on if until == "plan" and ends_on else today
    lines = rotation.list_balances(session, shown.id, on) if shown else []
    if shown and not lines and until == "" and ends_on:
        on, lines = ends_on, rotation.list_balances(session, shown.id, ends_on)
    return Balances(shown, units, on, today, ends_on, lines)


def list_visible_units(session: Session, person: SignedIn, on: date) -> list[UnitView]:
    """Those whose calendar somebody may open: her department, what she leads, all of it for planners."""
    units = people.list_units(session, on)
    if PLANNER in person.roles:
        return units
    leads = people.load_leadership(session, on).leads
    found = {unit_id for unit_id, lead in leads.items() if lead == person.staff_id}
    found |= {_department_of(units, person.unit_id) or 0}
    for unit in units:  # parents come before children
        if unit.parent_id in found:
            found.add(unit.id)
    return [unit for unit in units if unit.id in found]


def list_near_units(session: Session, person: SignedIn, on: date) -> list[UnitView]:
    """Her team and her department."""
    units = people.list_units(session, on)
    near = {person.unit_id, _department_of(units, person.unit_id)}
    return [unit for unit in reversed(units) if unit.id in near]


def _department_of(units: Sequence[UnitView], unit_id: int | None) -> int | None:
    """The department of a team; any other unit is its own."""
    own = next((unit for unit in units if unit.id == unit_id), None)
    if own is None:
        return None
    return own.parent_id if own.kind is UnitKind.TEAM and own.parent_id else own.id


def _to_weeks(
    session: Session, monday: date, turns: dict[date, rotation.Turn], today: date
) -> Sequence[Sequence[MyDay]]:
    until_on = monday + MY_WEEKS * ONE_WEEK - ONE_DAY
    off = workdays.list_holidays(session, monday, until_on)
    return [
        [
            MyDay(on, turns.get(on), off.get(on, ""), on == today, on < today)
            for on in (monday + week * ONE_WEEK + n * ONE_DAY for n in range(WORKED_DAYS))
        ]
        for week in range(MY_WEEKS)
    ]
