"""Where the reader works: the institution whose manuals she finds, and the department that her unit is of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.people import UnitAbove, UnitKind

NOWHERE = 0


@dataclass(frozen=True)
class Workplace:
    """Ids, `NOWHERE` for who has no unit."""

    institution_id: int
    department_id: int


def find_workplace(session: Session, unit_id: int | None, now: datetime) -> Workplace:
    line = people.list_line(session, unit_id, local_day(now))
    if not line:
        return Workplace(NOWHERE, NOWHERE)
    return Workplace(people.institution_of(line), find_department(line))


def find_department(line: list[UnitAbove]) -> int:
    """The department or neighbourhood centre of a line; of who works right under the top, the top."""
    return next((unit.id for unit in line if unit.kind is not UnitKind.TEAM), line[-1].id)
