"""Nothing stays without somebody: what a leaver owned, or a unit that is no more, goes to the lead above.

It is marked as inherited until somebody takes it in hand, and administrators see what is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.manuals.tasks.making import set_unit
from services.manuals.tasks.models import Manual
from services.manuals.tasks.owners import lock_rows, put_in_hands, tell_inherited
from services.manuals.tasks.views import Inherited

ASKED_AT_ONCE = 1_000
# The day after the last one belongs to the handover, which knows who comes after her.
GRACE = timedelta(days=1)


@dataclass(frozen=True)
class Unkept:
    """Units that are no more with the one above each that is, and manuals without an owner in service."""

    heirs: Mapping[int, int]
    manual_ids: Sequence[int]

    def __bool__(self) -> bool:
        return bool(self.heirs or self.manual_ids)


def find_unkept(session: Session, now: datetime) -> Unkept:
    """What has nobody any more. It reads through all manuals: ask for it outside of a writing transaction."""
    today = local_day(now)
    units = list(session.scalars(select(Manual.unit_id).where(Manual.is_open).distinct()))
    heirs: dict[int, int | None] = {}
    for part in _parts(units):
        heirs |= people.list_gone_units(session, part, today)
    left = _find_left(session, today - GRACE)
    if left:
        leadership = people.load_leadership(session, today)
        left = [pair for pair in left if leadership.line_of(0, pair[1])]
    inherited = {unit: heir for unit, heir in heirs.items() if heir is not None}
    return Unkept(inherited, [manual_id for manual_id, _ in left])


def keep_owned(session: Session, unkept: Unkept, now: datetime) -> list[int]:
    """Moves what a unit that is no more had to the unit above, and what has no owner in service to the lead
    of its unit; the ids of those that belong to another unit now. What has nobody above stays without an
    owner, until somebody is there."""
    moved = [i for unit, heir in unkept.heirs.items() for i in _move_to(session, unit, heir, now)]
    rows = lock_rows(session, unkept.manual_ids)
    owners = {row.owner_id for row in rows if row.owner_id is not None}
    here = people.list_workplaces(session, local_day(now) - GRACE, unit_ids=(), staff_ids=owners)
    # Some may have been given to somebody since they were found.
    still = [row.id for row in rows if row.owner_id not in here]
    hand_to_leads(session, still, Inherited.LEFT, now)
    return moved


def hand_to_leads(session: Session, manual_ids: Sequence[int], why: Inherited, now: datetime) -> int:
    """Gives manuals to the nearest lead of their unit, and tells her; how many got another owner."""
    if not manual_ids:
        return 0
    leadership = people.load_leadership(session, local_day(now))
    rows = lock_rows(session, manual_ids)
    owners = {row.id: _nearest_lead(leadership, row) for row in rows}
    changed = {row.id: owners[row.id] for row in rows if owners[row.id] != row.owner_id}
    put_in_hands(session, changed, why, None, now, inherited=why)
    tell_inherited(session, changed, now)
    return len(changed)


def _nearest_lead(leadership: people.Leadership, row: Manual) -> int | None:
    """The lead of the unit, though it be the owner herself if she still leads it."""
    line = leadership.line_of(row.owner_id or 0, row.unit_id)
    return next((lead for _, lead in line), None)


def _find_left(session: Session, on: date) -> list[tuple[int, int]]:
    """Open manuals with their units, whose owner is not in service, or that have none."""
    owners = list(session.scalars(select(Manual.owner_id).where(Manual.is_open).distinct()))
    wanted = [owner for owner in owners if owner is not None]
    gone: set[int] = set()
    for part in _parts(wanted):
        gone |= {*part} - people.list_workplaces(session, on, unit_ids=(), staff_ids=part).keys()
    query = select(Manual.id, Manual.unit_id).where(Manual.is_open)
    found = list(session.execute(query.where(Manual.owner_id.is_(None))).all())
    for part in _parts(sorted(gone)):
        found += session.execute(query.where(Manual.owner_id.in_(part))).all()
    return [(manual_id, unit_id) for manual_id, unit_id in found]


def _move_to(session: Session, unit_id: int, heir_id: int, now: datetime) -> list[int]:
    """All of one unit to another one, and to its lead, who says who looks after each."""
    query = select(Manual.id).where(Manual.unit_id == unit_id, Manual.is_open).order_by(Manual.id)
    ids = list(session.scalars(query))
    leadership = people.load_leadership(session, local_day(now))
    lead = next((lead for _, lead in leadership.line_of(0, heir_id)), None)
    set_unit(session, ids, heir_id, now)
    owners: Mapping[int, int | None] = dict.fromkeys(ids, lead)
    put_in_hands(session, owners, Inherited.UNIT_GONE, None, now, inherited=Inherited.UNIT_GONE)
    tell_inherited(session, owners, now)
    return ids


def _parts(items: Sequence[int]) -> Iterable[Sequence[int]]:
    return (items[start : start + ASKED_AT_ONCE] for start in range(0, len(items), ASKED_AT_ONCE))
