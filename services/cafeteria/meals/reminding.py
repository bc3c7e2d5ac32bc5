"""A word before lunch for those who eat here today."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.cafeteria import slots
from services.cafeteria.meals.absences import list_absent
from services.cafeteria.meals.opt_outs import list_opted_out
from services.clock import local_day

# From the earliest reminder to the end of the lunch hour that it is about.
LOOKS_AHEAD = timedelta(minutes=90)


def remind_eaters(session: Session, now: datetime) -> int:
    """Reminds who wants it and is neither away nor has said that she does not eat; how many."""
    absent = list_absent(session, now, now + LOOKS_AHEAD).values()
    return slots.remind_lunch(session, now, list_opted_out(session, local_day(now)).union(*absent))
