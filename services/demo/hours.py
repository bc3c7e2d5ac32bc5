"""The demonstration's flexible hours: some keep them, one waits, one was refused, and days of duty."""

import random
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from services import approvals, people, workdays
from services.clock import local_day, local_instant
from services.demo.organisation import ADMINISTRATOR, LEAD, TRAVELLER
from services.people import Person
from services.remote_work import hours
from services.remote_work.hours import DutyPlan, HoursWish, WeekdayHours

COLLEAGUE = "10005"
KEPT_BY = 24
WHOLE_WEEK = range(5)
STARTS = (420, 450, 480, 480, 510, 600)
LENGTH_MIN, LONG_LENGTH_MIN = 540, 660
REASONS = ("아이 등원", "출근길 혼잡", "야간 대학원", "병원 검진", "")
REFUSAL = "금요일 오전에는 민원창구에 두 명이 있어야 해요."


def keep_hours(session: Session, desk: approvals.Desk, chance: random.Random, now: datetime) -> None:
    """Puts them there, asked for and decided before today."""
    today = local_day(now)
    monday = workdays.monday_of(today)
    for person in _choose(session, chance, today):
        since = monday - timedelta(weeks=chance.randint(0, 3))
        _keep(session, desk, person, _wish(chance, since, WHOLE_WEEK), now)
    traveller, colleague = (_find(session, number, today) for number in (TRAVELLER, COLLEAGUE))
    _keep(session, desk, traveller, _wish(chance, monday, (0, 2), 480), now)
    _keep_others(session, desk, chance, monday, now)
    later = monday + timedelta(weeks=1)
    refused = _wish(chance, later, (4,), 600)
    _keep(session, desk, traveller, refused, now, refusal=REFUSAL)
    hours.ask_hours(session, colleague.id, _wish(chance, later, WHOLE_WEEK, 450), now)
    _enter_duty_days(session, _find(session, ADMINISTRATOR, today).id, monday, now)


def _keep_others(
    session: Session, desk: approvals.Desk, chance: random.Random, monday: date, now: datetime
) -> None:
    """One of the team keeps a compressed week, another one hours of her own."""
    today = local_day(now)
    lead = _find(session, LEAD, today)
    leads = {lead.id, *people.load_leadership(session, today).leads.values()}
    named = {_find(session, number, today).id for number in (TRAVELLER, COLLEAGUE)}
    others = [p for p in people.list_led(session, lead.id, today) if p.id not in named | leads]
    types = (
        (hours.COMPRESSED, (0, 1, 3, 4), 480, LONG_LENGTH_MIN),
        (hours.OWN_TIME, WHOLE_WEEK, 540, LENGTH_MIN),
    )
    for person, (code, weekdays, starts, length) in zip(
        sorted(others, key=lambda p: p.id)[1:], types, strict=False
    ):
        days = [WeekdayHours(weekday, starts, starts + length) for weekday in weekdays]
        wish = HoursWish(chance.randbytes(16), code, monday, monday + timedelta(days=90), days)
        _keep(session, desk, person, wish, now)


def _choose(session: Session, chance: random.Random, on: date) -> list[Person]:
    """Some of the staff who have a lead, and one of the team of her who can be tried out."""
    lead = _find(session, LEAD, on)
    team = [person.id for person in people.list_led(session, lead.id, on)]
    places = people.list_workplaces(session, on)
    leads = set(people.load_leadership(session, on).leads.values())
    named = {_find(session, number, on).id for number in (TRAVELLER, COLLEAGUE)}
    others = sorted(places.keys() - leads - named - set(team))
    chosen = [*chance.sample(others, KEPT_BY), *sorted(set(team) - named - leads)[:1]]
    return list(people.list_persons(session, chosen, on).values())


def _wish(
    chance: random.Random, from_on: date, weekdays: range | tuple[int, ...], starts: int | None = None
) -> HoursWish:
    begins = starts or chance.choice(STARTS)
    days = [WeekdayHours(weekday, begins, begins + LENGTH_MIN) for weekday in weekdays]
    until_on = from_on + timedelta(days=chance.randint(60, 120))
    return HoursWish(chance.randbytes(16), hours.STAGGERED, from_on, until_on, days, chance.choice(REASONS))


def _keep(
    session: Session,
    desk: approvals.Desk,
    person: Person,
    wish: HoursWish,
    now: datetime,
    *,
    refusal: str = "",
) -> None:
    """Asked for on the Thursday before, decided the day after."""
    asked_at = min(local_instant(wish.from_on - timedelta(days=4), time(16, 10)), now - timedelta(days=2))
    view = hours.ask_hours(session, person.id, wish, asked_at)
    lead = people.find_lead(session, person.id, local_day(now))
    if view.approval and lead:
        decision = approvals.Decision(not refusal, refusal)
        decided_at = asked_at + timedelta(hours=17)
        approvals.decide_request(session, desk, view.approval.id, lead.id, decision, decided_at)


def _enter_duty_days(session: Session, by_id: int, monday: date, now: datetime) -> None:
    on = next(
        day
        for day in workdays.list_workdays(session, monday + timedelta(days=9), monday + timedelta(days=30))
        if day.weekday() == 2
    )
    hours.add_duty_days(session, DutyPlan(on, on, None, "training", "민방위 훈련"), by_id, now)


def _find(session: Session, number: str, on: date) -> Person:
    person = people.find_person_by_number(session, number, on)
    assert person
    return person
