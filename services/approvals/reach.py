"""What reaches a person at an instant: the requests on which she may act as a lead or in a lead's place.

It is computed, never stored: when a lead goes away, or comes back, what waits has moved already.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import Session

from services import people
from services.approvals.lineup import Holder, Lineup, load_lineup
from services.approvals.models import ApprovalRequest
from services.approvals.steps import Level
from services.asked import ask_once
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
    """Only from the units `below` can anything reach her; `units` says who works in which of them."""

    person_id: int
    lineup: Lineup
    below: Collection[int]
    units: Mapping[int, int | None] = field(repr=False)

    def list_near(self, level: Level) -> set[int]:
        """Those whose own requests at a level, with nobody else concerned, reach the person."""
        through = {unit for unit in self.below if self._reaches(NOBODY, unit, level)}
        # Leads and deputies have lines of their own: nothing passes through who asks herself.
        special = self.lineup.special & self.units.keys()
        near = {staff_id for staff_id, unit in self.units.items() if unit in through} - special
        near |= {staff_id for staff_id in special if self._reaches(staff_id, self.units[staff_id], level)}
        return near - {self.person_id}

    def in_sql(self) -> ColumnElement[bool]:
        """All that may reach her: where others are concerned, only each request itself can tell."""
        if not self.units:
            return false()
        shared = and_(ApprovalRequest.party.is_not(None), ApprovalRequest.requester_id.in_(self.units))
        own = (
            and_(ApprovalRequest.level == level, ApprovalRequest.requester_id.in_(self.list_near(level)))
            for level in Level
        )
        return or_(shared, *own)

    def find_holder(self, asking: Asking) -> Holder | None:
        """In whose place she may act on it, None where she may not."""
        unit_id = self.units.get(asking.requester_id)
        return None if unit_id is None else find_holder(self.lineup, self.person_id, asking, unit_id)

    def _reaches(self, requester_id: int, unit_id: int | None, level: Level) -> bool:
        holders = self.lineup.holders(requester_id, unit_id, level, ())
        return any(holder.person_id == self.person_id for holder in holders)


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


def load_reach(session: Session, person_id: int, now: datetime) -> Reach:
    """In a fixed number of statements, whatever there is to decide."""
    return ask_once(session, ("reach", person_id, now), lambda: _load_reach(session, person_id, now))


def _load_reach(session: Session, person_id: int, now: datetime) -> Reach:
    lineup = load_lineup(session, now)
    below = _units_below(lineup, person_id)
    units = people.list_workplaces(session, local_day(now), unit_ids=below) if below else {}
    return Reach(person_id, lineup, below, units)


def list_reached(session: Session, person_id: int, now: datetime) -> list[int]:
    """Those whose nearest lead she is now, or stands in for."""
    return sorted(load_reach(session, person_id, now).list_near(Level.LEAD))


def list_leads_acted_for(session: Session, person_id: int, now: datetime) -> list[int]:
    """The leads in whose place she acts now, herself among them if she is one."""
    return sorted(load_lineup(session, now).led_by(person_id))


def _units_below(lineup: Lineup, person_id: int) -> set[int]:
    """Those below a lead to whom she comes by some chain: nothing else can reach her.

    All for the last decider: the line may be empty anywhere, where whom a request concerns leads.
    """
    leadership = lineup.leadership
    if lineup.last is not None and person_id in lineup.chain(lineup.last):
        return set(leadership.parents)
    through = lineup.led_by(person_id)
    if not through:
        return set()
    return {
        unit
        for unit in leadership.parents
        if any(lead in through for _, lead in leadership.line_of(NOBODY, unit))
    }


def party_of(asking: Asking) -> set[int]:
    """All whom the request concerns."""
    return {asking.requester_id, *(asking.party or ())}
