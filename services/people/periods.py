"""Days from one to another: a period without an end goes on, and its last day still counts."""

from datetime import date, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, or_, true

from services.errors import Invalid
from services.people.models import Assignment, Deputy, RoleGrant, Staff, UnitPeriod
from services.texts import N_

Dated: TypeAlias = type[UnitPeriod] | type[Assignment] | type[RoleGrant] | type[Deputy]
Day: TypeAlias = date | ColumnElement[date]

ONE_DAY = timedelta(days=1)


def holds_on(table: Dated, on: Day) -> ColumnElement[bool]:
    """Whether a row's period takes in the day."""
    return and_(table.from_on <= on, or_(table.until_on.is_(None), table.until_on >= on))


def meets(table: Dated, from_on: date, until_on: date | None) -> ColumnElement[bool]:
    """Whether a row's period shares a day with another one."""
    begins = true() if until_on is None else table.from_on <= until_on
    return and_(begins, or_(table.until_on.is_(None), table.until_on >= from_on))


def in_service(on: Day) -> ColumnElement[bool]:
    """Whether a member of staff works here on the day: has begun, and has not left."""
    begun = or_(Staff.joined_on.is_(None), Staff.joined_on <= on)
    return and_(begun, or_(Staff.left_on.is_(None), Staff.left_on >= on))


def check_period(from_on: date, until_on: date | None) -> None:
    """Raises Invalid `period` when a period ends before it begins."""
    if until_on is not None and until_on < from_on:
        sentence = N_("끝나는 날이 시작하는 날보다 앞서요.")
        raise Invalid("period", sentence, fields={"until_on": sentence})
