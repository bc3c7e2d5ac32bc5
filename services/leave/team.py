"""How many of a team would be away at once."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import absences, people, workdays
from services.absences import UNAVAILABLE, Absence
from services.clock import instant_of
from services.leave.periods import Period
from services.leave.rules import LeaveRules

ONE_DAY = timedelta(days=1)


def share_away(session: Session, staff_id: int, period: Period, rules: LeaveRules) -> float:
    """The share of her unit that is away on the worst working day of a period, she among them: 0 to 1.

    Where she works alone there is no team: 0.
    """
    person = people.find_person(session, staff_id, period.from_on)
    if person is None or person.unit_id is None:
        return 0
    others = {p.id for p in people.list_members(session, [person.unit_id], period.from_on)} - {staff_id}
    if not others:
        return 0
    from_at, until_at = period.bounds(rules)
    away = [a for a in absences.list_absences(session, from_at, until_at, others) if a.kind in UNAVAILABLE]
    days = workdays.list_workdays(session, period.from_on, period.until_on)
    worst = max((len({a.staff_id for a in away if _touches(a, on)}) for on in days), default=0)
    return (worst + 1) / (len(others) + 1)


def _touches(absence: Absence, on: date) -> bool:
    return absence.from_at < instant_of(on + ONE_DAY, 0) and absence.until_at > instant_of(on, 0)
