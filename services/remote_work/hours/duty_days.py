"""Days of training and of emergencies: an administrator enters them, and flexible hours give way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.hours.models import LONGEST_DUTY, DutyDay
from services.texts import N_, tidy_line

MOST_DAYS = 31


class DutyKind(StrEnum):
    TRAINING = "training"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class DutyDayView:
    """One day; `unit_id` and all units below it keep it, None for everybody."""

    id: int
    on: date
    unit_id: int | None
    kind: str
    name: str
    made_at: datetime


@dataclass(frozen=True)
class DutyPlan:
    """What an administrator enters: some days in a row, both ends taken in."""

    from_on: date
    until_on: date
    unit_id: int | None
    kind: str
    name: str


@dataclass(frozen=True)
class DutyReach:
    """Whom the duty days of a time concern: those of everybody by day, those of units by day and person."""

    of_all: Mapping[date, DutyDayView]
    of_some: Mapping[date, Mapping[int, DutyDayView]]

    def find(self, staff_id: int, on: date) -> DutyDayView | None:
        return self.of_all.get(on) or self.of_some.get(on, {}).get(staff_id)


def list_duty_days(session: Session, from_on: date, until_on: date) -> list[DutyDayView]:
    """The entered days from one to another, both taken in, in order; those of everybody come first."""
    query = (
        select(DutyDay)
        .where(DutyDay.held_on >= from_on, DutyDay.held_on <= until_on)
        .order_by(DutyDay.held_on, DutyDay.unit_id.is_not(None), DutyDay.id)
    )
    return [_to_view(row) for row in session.scalars(query)]


def is_duty_day(session: Session, staff_id: int, on: date) -> bool:
    """Whether the day is one of training or of an emergency for this person."""
    return load_duty_reach(session, on, on).find(staff_id, on) is not None


def load_duty_reach(session: Session, from_on: date, until_on: date) -> DutyReach:
    """Statements for units are spent only on days that have some."""
    entered = list_duty_days(session, from_on, until_on)
    of_some: dict[date, dict[int, DutyDayView]] = {}
    for day in entered:
        if day.unit_id is not None:
            found = of_some.setdefault(day.on, {})
            for staff_id in list_concerned(session, day.unit_id, day.on):
                found.setdefault(staff_id, day)
    of_all: dict[date, DutyDayView] = {}
    for day in entered:
        if day.unit_id is None:
            of_all.setdefault(day.on, day)
    return DutyReach(of_all, of_some)


def list_concerned(session: Session, unit_id: int | None, on: date) -> list[int]:
    """The staff of a unit and of all below it on a day; everybody for None."""
    places = people.list_workplaces(session, on)
    if unit_id is None:
        return sorted(places)
    units = {unit.id for unit in people.list_units_below(session, unit_id, on)}
    return sorted(staff_id for staff_id, place in places.items() if place in units)


def write_duty_days(session: Session, plan: DutyPlan, by_id: int | None, now: datetime) -> list[DutyDayView]:
    """Enters days; those that are entered for the unit already stay as they are. The new ones.

    Raises: Invalid with each wrong field.
    """
    plan = DutyPlan(plan.from_on, plan.until_on, plan.unit_id, plan.kind, tidy_line(plan.name))
    if wrong := _find_wrong(session, plan, local_day(now)):
        raise Invalid("invalid_duty_day", fields=wrong)
    lock_subject(session, "duty days")
    known = {day.on for day in list_duty_days(session, plan.from_on, plan.until_on) if _is_for(day, plan)}
    length = (plan.until_on - plan.from_on).days + 1
    rows = [
        DutyDay(
            held_on=on,
            unit_id=plan.unit_id,
            kind=plan.kind,
            name=plan.name,
            made_by_id=by_id,
            made_at=now,
        )
        for on in (plan.from_on + timedelta(days=number) for number in range(length))
        if on not in known
    ]
    session.add_all(rows)
    session.flush()
    return [_to_view(row) for row in rows]


def drop_duty_day(session: Session, duty_day_id: int, now: datetime) -> DutyDayView:
    """Takes back a day that has not begun. Raises: NotFound; Conflict `duty_day_begun`."""
    row = session.get(DutyDay, duty_day_id)
    if row is None:
        raise NotFound("duty_day_not_found", N_("이미 지운 날이에요."))
    if row.held_on <= local_day(now):
        raise Conflict("duty_day_begun", N_("오늘과 지난 날은 지울 수 없어요."))
    view = _to_view(row)
    session.delete(row)
    session.flush()
    return view


def _is_for(day: DutyDayView, plan: DutyPlan) -> bool:
    return day.unit_id == plan.unit_id


def _find_wrong(session: Session, plan: DutyPlan, today: date) -> dict[str, str]:
    length = (plan.until_on - plan.from_on).days + 1
    checks: Sequence[tuple[str, bool, str]] = (
        ("from_on", plan.from_on >= today, N_("지난 날은 넣을 수 없어요. 오늘이나 뒤의 날을 골라 주세요.")),
        ("until_on", 0 < length <= MOST_DAYS, N_("끝나는 날을 시작하는 날부터 31일 안에서 골라 주세요.")),
        ("kind", plan.kind in set(DutyKind), N_("교육인지 비상근무인지 골라 주세요.")),
        ("name", 0 < len(plan.name) <= LONGEST_DUTY, N_("이름을 60자 안에서 적어 주세요.")),
        (
            "unit_id",
            plan.unit_id is None or people.find_unit(session, plan.unit_id, plan.from_on) is not None,
            N_("그날에는 없는 부서예요."),
        ),
    )
    return {field: sentence for field, is_right, sentence in checks if not is_right}


def _to_view(row: DutyDay) -> DutyDayView:
    return DutyDayView(row.id, row.held_on, row.unit_id, row.kind, row.name, row.made_at)
