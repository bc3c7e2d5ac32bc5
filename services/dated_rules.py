"""Rules that hold from a day on: a new one comes after all others, and what is in force stays."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.db import Base
from services.errors import Conflict
from services.texts import N_


def find_newest(session: Session, from_on: InstrumentedAttribute[date]) -> date | None:
    """From when the newest rule of a table holds; None where there is none."""
    return session.scalar(select(from_on).order_by(from_on.desc()).limit(1))


def check_later(from_on: date, newest: date | None, today: date) -> None:
    """Raises: Conflict `rule_not_later` for a day that is not after today and after the newest rule's."""
    if from_on <= today or (newest is not None and from_on <= newest):
        sentence = N_("오늘과 지금까지의 기준보다 뒤의 날짜부터 정할 수 있어요.")
        raise Conflict("rule_not_later", sentence, fields={"from_on": sentence})


def take_back(session: Session, rule: Base | None, from_on: date, today: date) -> None:
    """Removes a rule. Raises: Conflict `rule_in_force` for one that is, or that is not there any more."""
    if rule is None or from_on <= today:
        raise Conflict("rule_in_force", N_("아직 시행하지 않은 기준만 지울 수 있어요."))
    session.delete(rule)
    session.flush()
