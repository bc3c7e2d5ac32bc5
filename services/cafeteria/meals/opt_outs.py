"""`오늘 안 먹어요`: who does not come to lunch, said in one tap and taken back as easily.

Open until the person's lunch begins: her slot, or the first serving where she has none. Afterwards the
kitchen has counted on her, and whoever changes her mind simply comes. The rows name people, so they go when
they have done their work: when every cafeteria has counted the day, and at the latest on the day after.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria import slots
from services.cafeteria.cafeterias import get_cafeteria, is_serving_day, list_cafeterias
from services.cafeteria.meals.models import MealDay, OptOut
from services.clock import instant_of, local_day
from services.errors import Conflict, Invalid
from services.locks import insert_missing
from services.texts import N_

LAST_DAY_OF_NEXT_WEEK = timedelta(days=13)


@dataclass(frozen=True)
class LunchDay:
    """A person's lunch on a serving day: where, until when she may say that she does not come, and whether
    she has."""

    on: date
    cafeteria_id: int
    begins_at: datetime
    is_out: bool
    is_open: bool


def find_lunch_day(session: Session, staff_id: int, on: date, now: datetime) -> LunchDay | None:
    """None when the person's cafeteria does not serve on the day, or there is none."""
    cafeteria_id = slots.find_my_cafeteria(session, staff_id, on)
    if cafeteria_id is None or not is_serving_day(session, cafeteria_id, on):
        return None
    slot = slots.find_my_slot(session, staff_id, on)
    minute = slot.starts_minute if slot else get_cafeteria(session, cafeteria_id).opens_minute
    begins_at = instant_of(on, minute)
    return LunchDay(on, cafeteria_id, begins_at, has_opted_out(session, staff_id, on), now < begins_at)


def list_lunch_days(session: Session, staff_id: int, now: datetime) -> list[LunchDay]:
    """The serving days from today to the end of next week."""
    today = local_day(now)
    days = workdays.list_workdays(session, today, _last_day(today))
    found = (find_lunch_day(session, staff_id, day, now) for day in days)
    return [day for day in found if day]


def opt_out(session: Session, staff_id: int, on: date, now: datetime) -> LunchDay:
    """The person does not eat on a day; said again, it stays so.

    Raises: Invalid `opt_out_day` for a day that is neither of this nor of next week; Conflict `not_serving`;
    Conflict `lunch_began`.
    """
    day = _get_open_day(session, staff_id, on, now)
    insert_missing(session, OptOut, [{"staff_id": staff_id, "served_on": on, "told_at": now}])
    return day


def opt_in(session: Session, staff_id: int, on: date, now: datetime) -> LunchDay:
    """The person eats after all; raises as `opt_out` does."""
    day = _get_open_day(session, staff_id, on, now)
    session.execute(delete(OptOut).where(OptOut.staff_id == staff_id, OptOut.served_on == on))
    return day


def has_opted_out(session: Session, staff_id: int, on: date) -> bool:
    return session.get(OptOut, (staff_id, on), populate_existing=True) is not None


def list_opted_out(session: Session, on: date) -> set[int]:
    """Everybody who does not eat on a day, in whichever cafeteria."""
    return set(session.scalars(select(OptOut.staff_id).where(OptOut.served_on == on)))


def destroy_opt_outs(session: Session, now: datetime) -> int:
    """Destroys the rows of past days, and of today once every cafeteria has counted; how many they were."""
    today = local_day(now)
    until_on = today if _is_counted(session, today) else today - timedelta(days=1)
    rows = session.scalars(delete(OptOut).where(OptOut.served_on <= until_on).returning(OptOut.staff_id))
    return len(rows.all())


def _get_open_day(session: Session, staff_id: int, on: date, now: datetime) -> LunchDay:
    today = local_day(now)
    if not today <= on <= _last_day(today):
        raise Invalid("opt_out_day", N_("오늘부터 다음 주까지의 점심만 정할 수 있어요."))
    day = find_lunch_day(session, staff_id, on, now)
    if day is None:
        raise Conflict("not_serving", N_("배식하지 않는 날이에요."))
    if not day.is_open:
        raise Conflict(
            "lunch_began", N_("점심이 시작돼서 이제는 바꿀 수 없어요. 마음이 바뀌었으면 그냥 와서 드세요.")
        )
    return day


def _last_day(today: date) -> date:
    return workdays.monday_of(today) + LAST_DAY_OF_NEXT_WEEK


def _is_counted(session: Session, on: date) -> bool:
    serving = {view.id for view in list_cafeterias(session, on) if is_serving_day(session, view.id, on)}
    counted = select(MealDay.cafeteria_id).where(MealDay.served_on == on, MealDay.counted_at.is_not(None))
    return bool(serving) and serving <= set(session.scalars(counted))
