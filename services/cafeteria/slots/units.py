"""The organisation of a day as lunch sees it: who belongs to which member of a plan, and who speaks for it.

A team that is no member itself eats with its department; nobody else eats with anybody. So a department that
is new, or was left out, has no slot, and a team that is new has its department's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import approvals, people
from services.approvals import Lineup
from services.people import Leadership, UnitKind, UnitView


@dataclass(frozen=True)
class Organisation:
    """`heads` counts who works in each unit itself."""

    units: Mapping[int, UnitView]
    heads: Mapping[int, int]

    def name_of(self, unit_id: int) -> str:
        """A team with its department, as people call it; empty for a unit that is not there on the day."""
        unit = self.units.get(unit_id)
        if unit is None:
            return ""
        above = self.units.get(unit.parent_id or 0)
        return f"{above.name} {unit.name}" if unit.kind is UnitKind.TEAM and above else unit.name

    def department_of(self, unit_id: int) -> int:
        """The department of a team; any other unit is its own."""
        unit = self.units.get(unit_id)
        is_team = unit is not None and unit.kind is UnitKind.TEAM
        return unit.parent_id if unit and is_team and unit.parent_id is not None else unit_id

    def teams_of(self, unit_id: int) -> list[int]:
        return [u.id for u in self.units.values() if u.parent_id == unit_id and u.kind is UnitKind.TEAM]

    def below(self, unit_id: int, members: Collection[int]) -> set[int]:
        """A member and the teams that eat with it."""
        return {unit_id, *(team for team in self.teams_of(unit_id) if team not in members)}

    def all_below(self, members: Collection[int]) -> set[int]:
        """All members of a plan and the teams that eat with them."""
        return {each for unit_id in members for each in self.below(unit_id, members)}

    def heads_of(self, unit_id: int, members: Collection[int]) -> int:
        return sum(self.heads.get(each, 0) for each in self.below(unit_id, members))

    def heads_of_all(self, unit_id: int) -> int:
        """Of a department with all its teams."""
        return self.heads_of(unit_id, ())

    def list_departments(self) -> list[UnitView]:
        """What can eat together: departments and neighbourhood centres in which somebody works."""
        kinds = (UnitKind.DEPARTMENT, UnitKind.NEIGHBOURHOOD_CENTRE)
        return [u for u in self.units.values() if u.kind in kinds and self.heads_of_all(u.id)]


def load_organisation(session: Session, on: date) -> Organisation:
    units = {unit.id: unit for unit in people.list_units(session, on)}
    return Organisation(units, people.count_members(session, on))


def member_of(unit_id: int, parent_id: int | None, is_team: bool, members: Collection[int]) -> int | None:
    """With which member of a plan a unit eats; None for one that has no slot."""
    if unit_id in members:
        return unit_id
    return parent_id if is_team and parent_id in members else None


def leads_of(
    organisation: Organisation, leadership: Leadership, unit_id: int, members: Collection[int]
) -> set[int]:
    """Who speaks for a member: its lead, and those of the teams that eat with it; else the nearest above."""
    own = {leadership.leads[u] for u in organisation.below(unit_id, members) if u in leadership.leads}
    above = None if own else leadership.lead_of(0, unit_id)
    return own if above is None else {above}


def list_spoken_for(
    session: Session, organisation: Organisation, members: Collection[int], staff_id: int, now: datetime
) -> set[int]:
    """The members of a plan for which a person speaks now, as their lead or in the place of one."""
    lineup = approvals.load_lineup(session, now)
    if not lineup.led_by(staff_id):
        return set()
    return {
        unit
        for unit in members
        if staff_id in list_speakers(lineup, leads_of(organisation, lineup.leadership, unit, members))
    }


def list_speakers(lineup: Lineup, leads: Collection[int]) -> set[int]:
    """These leads, and whoever acts for them now."""
    return {person for lead in leads for person in lineup.acting_for(lead)}
