"""Who decides where nobody is above: the administrator names her, so that nothing waits for ever.

Invariants
- She comes after the whole line and only where it is empty; whom a request concerns never has it.
- Reach is computed: what waited without anybody is hers as soon as she is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.approvals.lineup import load_lineup
from services.approvals.models import LONGEST_BASIS, LastDecider
from services.approvals.steps import Level
from services.clock import local_day
from services.errors import Invalid
from services.texts import N_, tidy_line


@dataclass(frozen=True)
class LastDeciderView:
    """From a day on this person decides where nobody is above, with the basis."""

    from_on: date
    staff_id: int
    basis: str


def name_last_decider(session: Session, named: LastDeciderView, today: date) -> None:
    """From today or a later day on; what was named for the same day is replaced.

    Raises: Invalid with each wrong field.
    """
    basis = tidy_line(named.basis)
    wrong = {}
    if named.from_on < today:
        wrong["from_on"] = N_("오늘이나 뒤의 날짜부터 정할 수 있어요.")
    if named.staff_id not in people.list_workplaces(session, today, unit_ids=(), staff_ids=[named.staff_id]):
        wrong["staff_id"] = N_("지금 근무하지 않는 직원이에요. 다른 사람을 정해 주세요.")
    if not 0 < len(basis) <= LONGEST_BASIS:
        wrong["basis"] = N_("근거 규정을 200자 안에서 적어 주세요.")
    if wrong:
        raise Invalid("invalid_last_decider", fields=wrong)
    session.merge(LastDecider(from_on=named.from_on, staff_id=named.staff_id, basis=basis))
    session.flush()


def list_last_deciders(session: Session) -> list[LastDeciderView]:
    """All that were ever named, the newest first."""
    query = select(LastDecider).order_by(LastDecider.from_on.desc())
    return [LastDeciderView(row.from_on, row.staff_id, row.basis) for row in session.scalars(query)]


def list_without_decider(session: Session, now: datetime) -> Sequence[int]:
    """Everybody in a unit on whose requests nobody at all could decide now."""
    lineup = load_lineup(session, now)
    workplaces = people.list_workplaces(session, local_day(now))
    return sorted(
        staff_id
        for staff_id, unit_id in workplaces.items()
        if unit_id is not None and not lineup.leads_from(staff_id, unit_id, Level.LEAD, ())
    )
