"""What a swap must be: two colleagues of one department, a day at home of each, both days still to come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import people, workdays
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.remote_work.rotation.cover import find_risks
from services.remote_work.rotation.organisation import Units, load_units
from services.remote_work.rotation.posts import list_posts
from services.remote_work.rotation.stored import HOME, OFFICE, Line, list_lines, list_published
from services.remote_work.rotation.swap_bars import load_bars
from services.texts import N_


@dataclass(frozen=True)
class Exchange:
    """`staff_id` gives her day at home and takes the other's."""

    staff_id: int
    gives_on: date
    other_id: int
    takes_on: date

    @property
    def days(self) -> tuple[date, date]:
        return self.gives_on, self.takes_on

    @property
    def persons(self) -> tuple[int, int]:
        return self.staff_id, self.other_id


def check_swap(
    session: Session, exchange: Exchange, now: datetime, except_id: bytes = b""
) -> tuple[Line, Line]:
    """The lines of both; `except_id` is the swap that is about to be agreed.

    Raises: Invalid `swap_self`, `swap_other`; Conflict `swap_past`, `swap_no_day`, `swap_twice`,
    `swap_fixed`, `swap_away`, `swap_group`, `swap_cover`.
    """
    if exchange.staff_id == exchange.other_id:
        sentence = N_("바꿀 동료를 골라 주세요.")
        raise Invalid("swap_self", sentence, fields={"other_id": sentence})
    if min(exchange.days) <= local_day(now):
        raise Conflict("swap_past", N_("내일이나 뒤의 재택일만 바꿀 수 있어요."))
    lines = _find_lines(session, exchange)
    load_bars(session, exchange.persons, exchange.days, except_id).check(exchange.persons, exchange.days)
    _check_cover(session, exchange)
    return lines


def list_swappable(session: Session, staff_id: int, gives_on: date, now: datetime) -> dict[int, list[date]]:
    """With whom a day at home could be changed, and for which of her days: same department, days that cross,
    nothing that stands against it. Cover is looked at when it is asked for.
    """
    plans = list_published(session, gives_on, gives_on)
    if not plans or gives_on <= local_day(now):
        return {}
    lines = list_lines(session, [plans[0].id])
    units = load_units(session, gives_on)
    mine = next((line for line in lines if line.staff_id == staff_id), None)
    if mine is None or mine.at(gives_on) != HOME:
        return {}
    department = units.department_of(mine.unit_id)
    first = local_day(now) + timedelta(days=1)
    free = {on for on in mine.days_at(OFFICE) if on >= first}
    free &= set(workdays.list_workdays(session, first, plans[0].until_on))
    others = [
        line
        for line in lines
        if line.at(gives_on) == OFFICE and units.department_of(line.unit_id) == department
    ]
    bars = load_bars(session, [staff_id, *(line.staff_id for line in others)], [gives_on, *free])
    found = {
        line.staff_id: [
            on
            for on in line.days_at(HOME)
            if on in free and not bars.find((staff_id, line.staff_id), (gives_on, on))
        ]
        for line in others
    }
    return {other: days for other, days in found.items() if days}


def common_leads(session: Session, persons: Collection[int], on: date) -> list[int]:
    """The leads above all of these people who are none of them, the nearest first."""
    leadership = people.load_leadership(session, on)
    places = people.list_workplaces(session, on, unit_ids=(), staff_ids=persons)
    lines = [
        [lead for _, lead in leadership.line_of(each, places.get(each)) if lead not in persons]
        for each in persons
    ]
    return [lead for lead in lines[0] if all(lead in line for line in lines)]


def _find_lines(session: Session, exchange: Exchange) -> tuple[Line, Line]:
    plans = list_published(session, min(exchange.days), max(exchange.days))
    lines = list_lines(session, [plan.id for plan in plans], exchange.persons) if len(plans) == 1 else []
    by_person = {line.staff_id: line for line in lines}
    mine, other = by_person.get(exchange.staff_id), by_person.get(exchange.other_id)
    units = load_units(session, exchange.gives_on)
    if mine is None or other is None or not _are_colleagues(units, mine, other):
        sentence = N_("같은 부서에서 순환에 함께 들어 있는 동료를 골라 주세요.")
        raise Invalid("swap_other", sentence, fields={"other_id": sentence})
    crossing = (mine.at(exchange.gives_on), mine.at(exchange.takes_on)) == (HOME, OFFICE)
    crossing &= (other.at(exchange.gives_on), other.at(exchange.takes_on)) == (OFFICE, HOME)
    if not crossing or not all(workdays.is_workday(session, on) for on in exchange.days):
        raise Conflict("swap_no_day", N_("한 사람은 재택, 한 사람은 출근인 날끼리 바꿀 수 있어요."))
    return mine, other


def _are_colleagues(units: Units, mine: Line, other: Line) -> bool:
    return units.department_of(mine.unit_id) == units.department_of(other.unit_id)


def _check_cover(session: Session, exchange: Exchange) -> None:
    """No counter may have fewer people by the swap than it needs."""
    days = sorted(exchange.days)
    units = load_units(session, days[0])
    posts = list_posts(session, days[0], days[1])
    changed = {
        (exchange.staff_id, exchange.gives_on): False,
        (exchange.staff_id, exchange.takes_on): True,
        (exchange.other_id, exchange.gives_on): True,
        (exchange.other_id, exchange.takes_on): False,
    }
    had = {(risk.on, risk.post_id): risk.present for risk in find_risks(session, posts, units, days)}
    for risk in find_risks(session, posts, units, days, changed):
        if risk.present < had.get((risk.on, risk.post_id), risk.least):
            raise Conflict(
                "swap_cover",
                N_("%(post)s에 %(least)s명이 남아야 해서 바꿀 수 없어요."),
                post=risk.name,
                least=risk.least,
            )
