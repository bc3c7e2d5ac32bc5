"""The demonstration's cafeterias as they stand at lunchtime: plans, lunches that were, menus, sensors."""

import random
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from services import cafeteria, notifications, people, workdays
from services.cafeteria.meals.models import OptOut
from services.clock import StoppedClock, local_day, local_instant
from services.demo.halls import HALLS, Hall
from services.demo.lunch_history import History, write_history
from services.demo.lunch_plans import WEEKS_BACK, ask_for_swap, plan_lunches
from services.demo.organisation import ACCOUNTS, CAFETERIA_MANAGER, LEAD
from services.locks import insert_missing

SEED = 20261122
FOUNDED_BEFORE = timedelta(days=200)
OPTED_OUT = 14
MORNING = time(9, 5)


def open_cafeterias(session: Session, now: datetime) -> None:
    """Puts them there, as they are at the lunchtime that a demonstration shows at `now`."""
    chance = random.Random(SEED)  # noqa: S311 - a story, not a secret
    lunch_at = cafeteria.LunchClock(StoppedClock(now)).now()
    today = local_day(lunch_at)
    manager = people.find_person_by_number(session, CAFETERIA_MANAGER, today)
    assert manager
    opened = [(hall, _open(session, hall, manager.id, lunch_at)) for hall in HALLS]
    # Whom the small one takes in is not proposed for the large one any more.
    for hall, cafeteria_id in reversed(opened):
        plan_lunches(session, cafeteria_id, hall, manager.id, lunch_at)
    first_on = workdays.monday_of(today) - timedelta(weeks=WEEKS_BACK)
    for hall, cafeteria_id in opened:
        write_history(session, History(hall, cafeteria_id, manager.id, chance, SEED), first_on, today)
    _opt_out(session, today, chance)
    for _, cafeteria_id in opened:
        tell_kitchen(session, cafeteria_id, today)
    _read_notices(session, LEAD, lunch_at)
    ask_for_swap(session, opened[0][1], chance.randbytes(8), lunch_at)


def tell_kitchen(session: Session, cafeteria_id: int, on: date) -> None:
    """The number that the kitchen is told in the morning: the lunch clock knows no mornings."""
    cafeteria.freeze_head_count(session, cafeteria_id, local_instant(on, MORNING))


def _open(session: Session, hall: Hall, by_id: int, lunch_at: datetime) -> int:
    founded_at = lunch_at - FOUNDED_BEFORE
    cafeteria_id = cafeteria.create_cafeteria(session, hall.plan, founded_at)
    cafeteria.create_sensor(session, cafeteria_id, hall.sensor, by_id, founded_at)
    return cafeteria_id


def _read_notices(session: Session, number: str, now: datetime) -> None:
    """Who can be tried out has read of the plans: what is new is what waits."""
    person = people.find_person_by_number(session, number, local_day(now))
    assert person
    known = notifications.list_notices(session, person.id)
    notifications.mark_notices_read(session, person.id, [notice.id for notice in known], now)


def _opt_out(session: Session, on: date, chance: random.Random) -> None:
    """Some who eat elsewhere today, none of them among those who can be tried out."""
    named = {people.find_person_by_number(session, account.number, on) for account in ACCOUNTS}
    others = people.list_workplaces(session, on).keys() - {person.id for person in named if person}
    rows = [
        {"staff_id": staff_id, "served_on": on, "told_at": local_instant(on, time(8, chance.randint(10, 59)))}
        for staff_id in chance.sample(sorted(others), OPTED_OUT)
    ]
    insert_missing(session, OptOut, rows)
