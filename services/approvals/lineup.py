"""Who may act at a level at one instant: the lead, whoever stands in for her, else the lead above.

Invariants
- Nobody of the party acts, and nothing is handed on through one of them: neither her own deputy nor the
  deputy's deputy gets it from her.
- A chain of deputies ends at the first who is there; one that loops ends where it would come back, and where
  all of the loop are away it is the lead above who decides.
- The lead herself may always act, away or not: who stands in takes nothing from her.
- Where nobody at all is above it is for the last decider, if one is named.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import absences, people
from services.approvals.deputies import load_deputy_kinds, load_standing_deputies
from services.approvals.models import LastDecider
from services.approvals.steps import Level
from services.asked import ask_once
from services.clock import local_day
from services.people import Leadership, UnitKind

_HELD = "approvals.held_lineup"


@dataclass(frozen=True)
class Holder:
    """One who may act. `acted_for_id` is the lead in whose place, None for the lead of the level herself."""

    person_id: int
    acted_for_id: int | None
    as_deputy: bool


@dataclass(frozen=True)
class Lineup:
    """The leads and their deputies at one instant.

    `appointed` decide beside their principals for the days they were given, `standing` only while their
    principal is `away`. `last` decides where nobody is above.
    """

    leadership: Leadership
    appointed: Mapping[int, int]
    standing: Mapping[int, int]
    away: Collection[int]
    last: int | None = None

    @property
    def special(self) -> set[int]:
        """The leads, the deputies and the last decider."""
        last = () if self.last is None else (self.last,)
        return {*self.leadership.leads.values(), *self.appointed.values(), *self.standing.values(), *last}

    def leads_from(
        self, requester_id: int, unit_id: int | None, level: Level, party: Collection[int]
    ) -> list[int]:
        """The lead of the level and those above her, without any of the party.

        Where nobody stands at the level, or they all are of the party, the nearest above has it; where
        nobody is above either, the highest there is, and where there is none, the last decider.
        """
        above = [
            (kind, lead)
            for kind, lead in self.leadership.line_of(requester_id, unit_id)
            if lead not in party and lead != requester_id
        ]
        if not above:
            return [] if self.last is None or self.last in (requester_id, *party) else [self.last]
        fitting = next((at for at, (kind, _) in enumerate(above) if _fits(kind, level)), len(above) - 1)
        return list(dict.fromkeys(lead for _, lead in above[max(fitting, 0) :]))

    def holders(
        self, requester_id: int, unit_id: int | None, level: Level, party: Collection[int]
    ) -> Iterator[Holder]:
        """All who may act, the lead of the level first."""
        concerned = {requester_id, *party}
        return self.holders_below(self.leads_from(requester_id, unit_id, level, concerned), concerned)

    def holders_below(self, leads: Sequence[int], concerned: Collection[int]) -> Iterator[Holder]:
        """All who may act where it is for these leads, the nearest first, none of whom it concerns."""
        told: set[int] = set()
        for lead in leads:
            chain = self.chain(lead, concerned)
            for person in chain:
                if person not in told:
                    told.add(person)
                    yield _to_holder(person, lead, leads[0])
            if any(person not in self.away for person in chain):
                return

    def chain(self, lead_id: int, concerned: Collection[int] = ()) -> list[int]:
        """A lead and those to whom it passes, up to the first who is there."""
        chain, at = [lead_id], lead_id
        while (deputy := self._deputy_of(at)) is not None:
            if deputy in concerned or deputy in chain:
                break
            chain.append(deputy)
            at = deputy
        return chain

    def led_by(self, person_id: int) -> set[int]:
        """The leads in whose place a person acts now, herself among them if she is one."""
        return {lead for lead in self.leadership.leads.values() if person_id in self.chain(lead)}

    def acting_for(self, lead_id: int) -> list[int]:
        """Who acts for a lead now: herself, who stands in for her, and the lead above where all those are
        away."""
        units = (unit for unit, lead in self.leadership.leads.items() if lead == lead_id)
        above = [lead for _, lead in self.leadership.line_of(lead_id, next(units, None))]
        return [holder.person_id for holder in self.holders_below([lead_id, *above], ())]

    def find_holder(self, person_id: int, requester_id: int, unit_id: int | None) -> Holder | None:
        """As whom a person is now the nearest lead of one who works in the unit; None where she is not."""
        holders = self.holders(requester_id, unit_id, Level.LEAD, ())
        return next((holder for holder in holders if holder.person_id == person_id), None)

    def _deputy_of(self, person_id: int) -> int | None:
        appointed = self.appointed.get(person_id)
        if appointed is None and person_id in self.away:
            return self.standing.get(person_id)
        return appointed


def load_lineup(session: Session, now: datetime) -> Lineup:
    """Everything about leads and deputies at an instant, in a fixed number of statements.

    A transaction that only reads loads it once: a page asks for what waits, for who is late, and so on.
    """
    held: Lineup | None = session.info.get(_HELD)
    if held is not None:
        return held
    return ask_once(session, ("lineup", now), lambda: _load(session, now))


def hold_lineup(session: Session, lineup: Lineup) -> None:
    """Who plays back many acts of a time in which nobody's place changed asks once who leads."""
    session.info[_HELD] = lineup


def _load(session: Session, now: datetime) -> Lineup:
    on = local_day(now)
    standing = load_standing_deputies(session, on)
    last = session.scalar(
        select(LastDecider.staff_id)
        .where(LastDecider.from_on <= on)
        .order_by(LastDecider.from_on.desc())
        .limit(1)
    )
    deputies = {*standing.values(), *(() if last is None else (last,))}
    here = people.list_workplaces(session, on, unit_ids=(), staff_ids=deputies) if deputies else {}
    lineup = Lineup(
        leadership=people.load_leadership(session, on),
        appointed=people.load_deputies(session, on),
        # Who has left stands in for nobody.
        standing={principal: deputy for principal, deputy in standing.items() if deputy in here},
        away=frozenset(),
        last=last if last in here else None,
    )
    kinds = load_deputy_kinds(session, on)
    absent = absences.away_at(session, lineup.special, now)
    away = (staff_id for staff_id, absence in absent.items() if absence.kind in kinds)
    return replace(lineup, away=frozenset(away))


def _fits(kind: UnitKind, level: Level) -> bool:
    if level is Level.LEAD:
        return True
    return kind is UnitKind.INSTITUTION if level is Level.INSTITUTION else kind is not UnitKind.TEAM


def _to_holder(person_id: int, lead_id: int, first_id: int) -> Holder:
    if person_id == first_id:
        return Holder(person_id, None, as_deputy=False)
    if person_id == lead_id:
        return Holder(person_id, first_id, as_deputy=False)
    return Holder(person_id, lead_id, as_deputy=True)
