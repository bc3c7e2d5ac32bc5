"""What a manager says of days that are still to come: no serving, or never again."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria.cafeterias import add_closure, close_cafeteria, get_cafeteria
from services.cafeteria.models import Cafeteria
from services.cafeteria.slots import end_lunch_plans
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.texts import N_


def announce_closure(session: Session, cafeteria_id: int, on: date, reason: str, today: date) -> None:
    """A day without serving, from today on: what was served stays what it was.

    Raises: NotFound; Invalid `reason`, `closed_on`; Conflict `not_served_anyway`.
    """
    _require_coming("closed_on", on, today)
    if not workdays.is_workday(session, on):
        sentence = N_("주말이나 공휴일이라 원래 배식하지 않는 날이에요.")
        raise Conflict("not_served_anyway", sentence, fields={"closed_on": sentence})
    add_closure(session, cafeteria_id, on, reason)


def end_cafeteria(session: Session, cafeteria_id: int, last_on: date, now: datetime) -> None:
    """Serves for the last time on a day, from today on; its published plans end with it, and their leads are
    told. Raises: NotFound; Invalid `last_on`."""
    _require_coming("last_on", last_on, local_day(now))
    close_cafeteria(session, cafeteria_id, last_on)
    end_lunch_plans(session, cafeteria_id, last_on, now)


def reopen_cafeteria(session: Session, cafeteria_id: int) -> None:
    """Takes back the last day, also one that has passed. Raises: NotFound."""
    session.get_one(Cafeteria, get_cafeteria(session, cafeteria_id).id).closed_on = None
    session.flush()


def _require_coming(field: str, on: date, today: date) -> None:
    if on < today:
        sentence = N_("오늘이나 그 뒤의 날을 골라 주세요.")
        raise Invalid("day_over", sentence, fields={field: sentence})
