"""The balance: by how many days at home each person is ahead of her share, or behind, in all published plans.

A share is earned by a working day of a plan on which she works; a holiday that is entered later takes its
days along. Everybody may look at everybody's.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from services import people, workdays
from services.remote_work.rotation.organisation import load_units
from services.remote_work.rotation.solver.problem import ONE_DAY, entitled
from services.remote_work.rotation.stored import HOME, OFF, Line, list_lines, list_published

LOOKS_BACK = timedelta(days=366)


@dataclass(frozen=True)
class BalanceLine:
    """One person up to a day: her working days in plans, those at home, her share of them and the difference.

    `share_days` and `ahead_days` are days with two decimals; `ahead_days` below zero is owed to her.
    """

    staff_id: int
    name: str
    unit_id: int
    unit_name: str
    work_days: int
    home_days: int
    share_days: float
    ahead_days: float


def list_balances(session: Session, unit_id: int | None, on: date) -> list[BalanceLine]:
    """Everybody of a unit and below, or of the organisation, up to a day that is counted in; by unit and
    name.
    """
    units = load_units(session, on)
    wanted = list(units.views) if unit_id is None else units.below(unit_id)
    persons = people.list_members(session, wanted, on)
    tallies = tally(session, on, {person.id for person in persons})
    lines = [
        BalanceLine(
            staff_id=person.id,
            name=person.name,
            unit_id=person.unit_id or 0,
            unit_name=units.name_of(person.unit_id or 0),
            work_days=tallies[person.id].work,
            home_days=tallies[person.id].home,
            share_days=tallies[person.id].share / ONE_DAY,
            ahead_days=tallies[person.id].ahead / ONE_DAY,
        )
        for person in persons
        if person.id in tallies
    ]
    return sorted(lines, key=lambda line: (line.unit_name, line.name, line.staff_id))


@dataclass
class Tally:
    work: int = 0
    home: int = 0
    share: int = 0

    @property
    def ahead(self) -> int:
        """In hundredths of a day."""
        return self.home * ONE_DAY - self.share


def tally(session: Session, on: date, staff_ids: Collection[int] | None = None) -> Mapping[int, Tally]:
    """Who has had how much up to a day, that day counted in; who was in no plan is left out."""
    plans = list_published(session, on - LOOKS_BACK, on)
    if not plans:
        return {}
    first = min(plan.from_on for plan in plans)
    worked = set(workdays.list_workdays(session, first, on))
    found: dict[int, Tally] = defaultdict(Tally)
    for line in list_lines(session, [plan.id for plan in plans], staff_ids):
        _count(found[line.staff_id], line, worked)
    return found


def _count(tally: Tally, line: Line, worked: Collection[date]) -> None:
    work = home = 0
    for place, letter in enumerate(line.days):
        on = line.from_on + timedelta(days=place)
        if letter != OFF and on <= line.until_on and on in worked:
            work += 1
            home += letter == HOME
    tally.work += work
    tally.home += home
    tally.share += entitled(work, line.share.parts, line.share.of_parts)
