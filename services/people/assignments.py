"""Who works where from when on: one unit at a time, each change on its day.

Invariant: the periods of one person never overlap; a new assignment ends the one before it.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid, NotFound
from services.people.locks import lock_person
from services.people.models import Assignment, UnitPeriod
from services.people.periods import ONE_DAY, holds_on
from services.texts import N_

LONGEST_TITLE = 40


def assign_person(
    session: Session, staff_id: int, unit_id: int, from_on: date, *, title: str = "", is_lead: bool = False
) -> None:
    """Puts a person into a unit from a day on; the same again changes nothing.

    Raises: NotFound `unit_not_found` when the unit does not exist on that day; Invalid `title`;
    Conflict `assigned_later` when a later assignment is already there.
    """
    title = normalise_title(title)
    lock_person(session, staff_id)
    _check_unit(session, unit_id, from_on)
    rows = _from_day(session, staff_id, from_on)
    current = next((row for row in rows if row.from_on <= from_on), None)
    if any(row.from_on > from_on for row in rows):
        raise Conflict("assigned_later", N_("더 뒤의 발령이 이미 있어요. 그 발령을 먼저 확인해 주세요."))
    if current and (current.unit_id, current.title, current.is_lead) == (unit_id, title, is_lead):
        return
    if current and current.from_on == from_on:
        current.unit_id, current.title, current.is_lead = unit_id, title, is_lead
    else:
        if current:
            current.until_on = from_on - ONE_DAY
        session.add(
            Assignment(staff_id=staff_id, unit_id=unit_id, title=title, is_lead=is_lead, from_on=from_on)
        )
    session.flush()


def end_assignments(session: Session, staff_id: int, last_on: date) -> None:
    """Nobody works anywhere after leaving: ends what runs on, and takes back what was to begin later."""
    lock_person(session, staff_id)
    for row in _from_day(session, staff_id, last_on):
        if row.from_on > last_on:
            session.delete(row)
        else:
            row.until_on = last_on
    session.flush()


def normalise_title(text: str) -> str:
    """Raises: Invalid `title`."""
    title = " ".join(text.split())
    if len(title) > LONGEST_TITLE or not (title.isprintable()):
        sentence = N_("직위를 확인해 주세요. 40자까지 쓸 수 있어요.")
        raise Invalid("title", sentence, fields={"title": sentence})
    return title


def _from_day(session: Session, staff_id: int, on: date) -> list[Assignment]:
    """A person's assignments that hold on the day or begin after it."""
    still = (Assignment.until_on.is_(None)) | (Assignment.until_on >= on)
    query = select(Assignment).where(Assignment.staff_id == staff_id, still).order_by(Assignment.from_on)
    return list(session.scalars(query))


def _check_unit(session: Session, unit_id: int, on: date) -> None:
    """The unit exists, and is not closed by somebody else before this is done."""
    query = select(UnitPeriod.id).where(UnitPeriod.unit_id == unit_id, holds_on(UnitPeriod, on))
    if session.scalar(query.with_for_update(read=True)) is None:
        raise NotFound("unit_not_found", N_("그날에는 없는 부서예요."))
