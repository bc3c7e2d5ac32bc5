"""What reaches a person at an instant: the requests on which she may act as a lead or in a lead's place.

It is computed, never stored: when a lead goes away, or comes back, what waits has moved already.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import Session

from services import people
from services.approvals.lineup import Holder, Lineup, load_lineup
from services.approvals.models import ApprovalRequest
from services.approvals.steps import Level
from services.clock import local_day

NOBODY = 0


class Asking(Protocol):
    """What decides who may act on a request."""

    @property
    def requester_id(self) -> int: ...
    @property
    def level(self) -> str: ...
    @property
    def party(self) -> list[int] | None: ...


@dataclass(frozen=True)
class Reach:
    """`near` holds those whose own requests, with nobody else concerned, reach the person at each level.

    Only from the units `below` can anything reach her. `units` is where people work, as far as looked up.
    """

    person_id: int
    on: date
    lineup: Lineup
    below: Collection[int]
    near: Mapping[Level, Collection[int]]
    units: dict[int, int | None] = field(repr=False)

    def in_sql(self) -> ColumnElement[bool]:
        """All that may reach her: where others are concerned, only each request itself can tell."""
        if not any(self.near.values()):
            return false()
        own = (
            and_(ApprovalRequest.level == level, ApprovalRequest.requester_id.in_(staff_ids))
            for level, staff_ids in self.near.items()
        )
        return or_(ApprovalRequest.party.is_not(None), *own)

    def know(self, session: Session, asking: Iterable[Asking]) -> None:
        """Looks up in one statement where these requesters work, as far as it is not known yet."""
        unknown = {each.requester_id for each in asking} - self.units.keys()
        if unknown:
            self.units.update(find_units(session, unknown, self.on))

    def find_holder(self, asking: Asking) -> Holder | None:
        """In whose place she may act on it, None where she may not. The requester must be known."""
        unit_id = self.units[asking.requester_id]
        return find_holder(self.lineup, self.person_id, asking, unit_id) if unit_id in self.below else None


def find_holder(lineup: Lineup, person_id: int, asking: Asking, unit_id: int | None) -> Holder | None:
    """In whose place a person may act on a request of somebody who works in the unit; None where not."""
    if person_id in party_of(asking):
        return None
    holders = lineup.holders(asking.requester_id, unit_id, Level(asking.level), asking.party or ())
    return next((holder for holder in holders if holder.person_id == person_id), None)


def find_units(session: Session, staff_ids: Collection[int], on: date) -> dict[int, int | None]:
    """Where each of them works; None for who works nowhere."""
    found = people.list_workplaces(session, on, unit_ids=(), staff_ids=staff_ids)
    return dict.fromkeys(staff_ids) | found


def load_reach(
    session: Session, person_id: int, now: datetime, levels: Sequence[Level] = tuple(Level)
) -> Reach:
    """In a fixed number of statements, whatever there is to decide; at these levels."""
    on, lineup = local_day(now), load_lineup(session, now)
    below = _units_below(lineup, person_id)
    units = {
        level: {unit for unit in below if _reaches(lineup, person_id, NOBODY, unit, level)}
        for level in levels
    }
    # Leads and deputies have lines of their own: nothing passes through who asks herself.
    special = lineup.special if below else set()
    wanted = set().union(*units.values())
    members = people.list_workplaces(session, on, unit_ids=wanted, staff_ids=special)
    own_lines = {s: members[s] for s in special if members.get(s) in below}
    near = {
        level: {
            *(s for s, unit in members.items() if unit in units[level] and s not in special),
            *(s for s, unit in own_lines.items() if _reaches(lineup, person_id, s, unit, level)),
        }
        - {person_id}
        for level in levels
    }
    return Reach(person_id, on, lineup, below, near, members)


def list_reached(session: Session, person_id: int, now: datetime) -> list[int]:
    """Those whose nearest lead she is now, or stands in for."""
    return sorted(load_reach(session, person_id, now, [Level.LEAD]).near[Level.LEAD])


def list_leads_acted_for(session: Session, person_id: int, now: datetime) -> list[int]:
    """The leads in whose place she acts now, herself among them if she is one."""
    return sorted(load_lineup(session, now).led_by(person_id))


def _units_below(lineup: Lineup, person_id: int) -> set[int]:
    """Those below a lead to whom she comes by some chain: nothing else can reach her."""
    leadership = lineup.leadership
    through = lineup.led_by(person_id)
    if not through:
        return set()
    return {
        unit
        for unit in leadership.parents
        if any(lead in through for _, lead in leadership.line_of(NOBODY, unit))
    }


def _reaches(lineup: Lineup, person_id: int, requester_id: int, unit_id: int | None, level: Level) -> bool:
    return any(holder.person_id == person_id for holder in lineup.holders(requester_id, unit_id, level, ()))


def party_of(asking: Asking) -> set[int]:
    """All whom the request concerns."""
    return {asking.requester_id, *(asking.party or ())}
