"""Whoever takes over when a lead goes away is told: what waits already rings nobody else."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import absences, people
from services.absences import Absence
from services.approvals.lineup import Lineup, load_lineup
from services.approvals.models import ApprovalRequest
from services.approvals.notices import NoticeKind
from services.approvals.reach import find_units
from services.approvals.requests import WAITING
from services.approvals.steps import Level
from services.clock import local_day
from services.notifications import Telling, notify_all


class _Line(NamedTuple):
    """What decides to whom a request goes."""

    requester_id: int
    level: str
    party: list[int] | None


def tell_stand_ins(session: Session, now: datetime) -> int:
    """Tells those who act in the place of an absent lead that something waits there; how many are new.

    Once a person and absence, so that it may be called every minute, by any number of workers; an absence of
    which one learns only while it runs is told as well. In a fixed number of statements.
    """
    lineup = load_lineup(session, now)
    leads = {*lineup.leadership.leads.values(), *(() if lineup.last is None else (lineup.last,))}
    absent = absences.away_at(session, leads.intersection(lineup.away), now)
    if not absent:
        return 0
    taken_over = {
        pair for line, unit in _list_waiting(session, now) for pair in _take_over(lineup, line, unit)
    }
    names = people.names_of(session, {lead for lead, _ in taken_over})
    tellings = [
        Telling(person, {"name": names[lead]}, _name_absence(absent[lead]))
        for lead, person in sorted(taken_over)
    ]
    return notify_all(session, NoticeKind.HANDED_OVER, now, tellings)


def _list_waiting(session: Session, now: datetime) -> Iterator[tuple[_Line, int | None]]:
    """What waits, each kind of way once, with the unit in which its requester works."""
    query = select(*(getattr(ApprovalRequest, name) for name in _Line._fields))
    lines = [_Line(*row) for row in session.execute(query.where(ApprovalRequest.state == WAITING))]
    units = find_units(session, {line.requester_id for line in lines}, local_day(now))
    ways = {(line.requester_id, line.level, tuple(line.party or ())): line for line in lines}
    return ((line, units[line.requester_id]) for line in ways.values())


def _take_over(lineup: Lineup, line: _Line, unit_id: int | None) -> Iterable[tuple[int, int]]:
    """Pairs of the absent lead to whom a request goes, and who is there in her place."""
    holders = list(lineup.holders(line.requester_id, unit_id, Level(line.level), line.party or ()))
    if not holders or holders[0].person_id not in lineup.away:
        return []
    lead = holders[0].person_id
    return [(lead, holder.person_id) for holder in holders if holder.person_id not in lineup.away]


def _name_absence(absence: Absence) -> str:
    return f"{absence.source.kind} {absence.source.id.hex()}"
