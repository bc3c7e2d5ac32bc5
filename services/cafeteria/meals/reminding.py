"""A word before lunch for those who eat here today."""

from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from services.absences import list_absent
from services.cafeteria import slots
from services.cafeteria.meals.opt_outs import list_opted_out
from services.clock import instant_of, local_day


def remind_eaters(session: Session, now: datetime) -> int:
    """Reminds who wants it, has not said that she does not eat, and is not away during her slot; how many.

    Whose trip begins right after lunch eats: the kitchen counts on her too.
    """
    on = local_day(now)

    @cache
    def list_missing(starts_minute: int, ends_minute: int) -> set[int]:
        absent = list_absent(session, instant_of(on, starts_minute), instant_of(on, ends_minute))
        return list_opted_out(session, on).union(*absent.values())

    return slots.remind_lunch(session, now, list_missing)
