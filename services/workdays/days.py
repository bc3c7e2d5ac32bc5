"""Working days: 관공서의 공휴일에 관한 규정 as the `holidays` library keeps it, and the entered days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid, NotFound
from services.locks import insert_missing
from services.texts import N_, tidy_line
from services.workdays.models import SpecialDay

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_NAME = 60


def monday_of(on: date) -> date:
    """The Monday of the day's week."""
    return on - timedelta(days=on.weekday())


def list_holidays(session: Session, from_on: date, until_on: date) -> dict[date, str]:
    """The holidays from one day to another, both taken in, with their Korean names."""
    found = {
        day: name
        for year in range(from_on.year, until_on.year + 1)
        for day, name in _public_holidays(year).items()
        if from_on <= day <= until_on
    }
    entered = select(SpecialDay).where(SpecialDay.held_on >= from_on, SpecialDay.held_on <= until_on)
    return dict(sorted((found | {row.held_on: row.name for row in session.scalars(entered)}).items()))


def list_workdays(session: Session, from_on: date, until_on: date) -> list[date]:
    """The working days from one day to another, both taken in."""
    off = list_holidays(session, from_on, until_on)
    days = (from_on + timedelta(days=n) for n in range((until_on - from_on).days + 1))
    return [day for day in days if day.weekday() < SATURDAY and day not in off]


def is_workday(session: Session, on: date) -> bool:
    return bool(list_workdays(session, on, on))


def last_ordinary_workday(until_on: date) -> date:
    """The last day up to this one that is no weekend and no public holiday, whatever was entered."""
    on = until_on
    while on.weekday() >= SATURDAY or on in _public_holidays(on.year):
        on -= ONE_DAY
    return on


def list_special_days(session: Session, from_on: date) -> dict[date, str]:
    """The entered days from a day on."""
    query = select(SpecialDay).where(SpecialDay.held_on >= from_on).order_by(SpecialDay.held_on)
    return {row.held_on: row.name for row in session.scalars(query)}


def add_special_day(session: Session, on: date, name: str, by_id: int | None, now: datetime) -> None:
    """Enters a temporary holiday; one that is entered already stays as it is.

    Raises: Invalid `name`; Conflict `holiday_known` for a day that is none to work anyway.
    """
    name = tidy_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        sentence = N_("이름을 60자 안에서 적어 주세요.")
        raise Invalid("name", sentence, fields={"name": sentence})
    if on.weekday() >= SATURDAY or on in _public_holidays(on.year):
        sentence = N_("이미 쉬는 날이에요.")
        raise Conflict("holiday_known", sentence, fields={"held_on": sentence})
    insert_missing(session, SpecialDay, [{"held_on": on, "name": name, "made_by_id": by_id, "made_at": now}])


def remove_special_day(session: Session, on: date) -> None:
    """Takes back an entered day; raises NotFound `holiday_not_found`."""
    row = session.get(SpecialDay, on)
    if row is None:
        raise NotFound("holiday_not_found", N_("입력한 휴일이 아니에요."))
    session.delete(row)
    session.flush()


@cache
def _public_holidays(year: int) -> Mapping[date, str]:
    import holidays  # only here: it would cost every process that asks for no day 6 MB

    return dict(holidays.country_holidays("KR", years=year, language="ko"))
