"""Who stands in for whom. A deputy's deputy stands in for both, so nobody waits because two are away.

Invariants
- One deputy a person and day: who decides is never a matter of opinion.
- On no day does anybody stand in, through others, for herself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.people.models import Deputy
from services.people.periods import ONE_DAY, check_period, holds_on, meets
from services.people.staff import get_staff_row
from services.texts import N_

LONGEST_DAYS = 366


@dataclass(frozen=True)
class Deputyship:
    id: int
    principal_id: int
    deputy_id: int
    from_on: date
    until_on: date


def appoint_deputy(
    session: Session,
    principal_id: int,
    deputy_id: int,
    from_on: date,
    until_on: date,
    *,
    by_id: int,
    now: datetime,
) -> Deputyship:
    """Lets a person decide for another from one day to another; the same again changes nothing.

    Raises: Invalid `period`, `deputy_self`, `deputy_away` for one who is not in service on all of the days;
    NotFound; Conflict `deputy_taken` when a deputy is already there on one of the days, `deputy_cycle` when
    the deputy is, through others, deputised by the principal.
    """
    _check(session, principal_id, deputy_id, from_on, until_on)
    lock_subject(session, "deputies")
    for row in session.scalars(
        select(Deputy).where(Deputy.principal_id == principal_id, meets(Deputy, from_on, until_on))
    ):
        if (row.deputy_id, row.from_on, row.until_on) == (deputy_id, from_on, until_on):
            return _to_view(row)
        raise Conflict("deputy_taken", N_("그 기간에는 이미 대리할 사람이 정해져 있어요."))
    _check_cycle(session, principal_id, deputy_id, from_on, until_on)
    row = Deputy(
        principal_id=principal_id,
        deputy_id=deputy_id,
        from_on=from_on,
        until_on=until_on,
        appointed_by_id=by_id,
        appointed_at=now,
    )
    session.add(row)
    session.flush()
    return _to_view(row)


def end_deputy(session: Session, deputyship_id: int, principal_id: int, from_on: date) -> None:
    """From this day on nobody stands in any more; what never began is taken back. Raises: NotFound."""
    row = session.get(Deputy, deputyship_id)
    if row is None or row.principal_id != principal_id:
        raise NotFound
    if row.from_on >= from_on:
        session.delete(row)
    else:
        row.until_on = min(row.until_on, from_on - ONE_DAY)
    session.flush()


def end_deputyships(session: Session, staff_id: int, last_on: date) -> None:
    """Nobody stands in for, or is stood in for by, who is no longer here."""
    after = last_on + ONE_DAY
    hers = (Deputy.principal_id == staff_id) | (Deputy.deputy_id == staff_id)
    for row in session.scalars(select(Deputy).where(hers, meets(Deputy, after, None))):
        if row.from_on >= after:
            session.delete(row)
        else:
            row.until_on = last_on
    session.flush()


def acting_for(session: Session, staff_id: int, on: date) -> dict[int, int]:
    """For whom a person decides on a day: each principal's id, and the one who handed it on to her.

    Somebody's direct deputy gets it from the principal; a deputy's deputy gets it from the deputy.
    """
    deputies = load_deputies(session, on)
    found: dict[int, int] = {}
    pending = [staff_id]
    while pending:
        deputy = pending.pop()
        for principal, appointed in deputies.items():
            if appointed == deputy and principal not in found:
                found[principal] = principal if deputy == staff_id else deputy
                pending.append(principal)
    return found


def list_principals(session: Session, staff_id: int, on: date) -> list[int]:
    """The ids of those for whom a person decides on a day."""
    return sorted(acting_for(session, staff_id, on))


def find_deputy(session: Session, principal_id: int, on: date) -> int | None:
    """Who stands in for a person on a day, at the end of the line."""
    deputies = load_deputies(session, on)
    found = deputies.get(principal_id)
    while found is not None and (further := deputies.get(found)) is not None:
        found = further
    return found


def list_deputies(session: Session, principal_id: int, from_on: date) -> list[Deputyship]:
    """A person's deputies of a day and of the days after it, in order."""
    query = (
        select(Deputy)
        .where(Deputy.principal_id == principal_id, Deputy.until_on >= from_on)
        .order_by(Deputy.from_on)
    )
    return [_to_view(row) for row in session.scalars(query)]


def _check(session: Session, principal_id: int, deputy_id: int, from_on: date, until_on: date) -> None:
    check_period(from_on, until_on)
    if (until_on - from_on).days > LONGEST_DAYS:
        raise Invalid("period", N_("대리 기간은 1년까지 정할 수 있어요."))
    if principal_id == deputy_id:
        raise Invalid("deputy_self", N_("본인을 대리로 정할 수 없어요."))
    get_staff_row(session, principal_id)
    deputy = get_staff_row(session, deputy_id)
    begins_late = deputy.joined_on is not None and deputy.joined_on > from_on
    if begins_late or (deputy.left_on is not None and deputy.left_on < until_on):
        sentence = N_("그 기간에 근무하지 않는 직원이에요. 다른 사람을 정해 주세요.")
        raise Invalid("deputy_away", sentence, fields={"deputy_id": sentence})


def _check_cycle(session: Session, principal_id: int, deputy_id: int, from_on: date, until_on: date) -> None:
    """The line of deputies changes only where a period begins: those days stand for all."""
    query = select(Deputy.from_on).where(meets(Deputy, from_on, until_on)).distinct()
    for day in {from_on, *(max(from_on, begins) for begins in session.scalars(query))}:
        deputies = load_deputies(session, day)
        at: int | None = deputy_id
        while at is not None:
            if at == principal_id:
                sentence = N_("그 기간에는 서로를 대리하게 돼요. 다른 사람을 정해 주세요.")
                raise Conflict("deputy_cycle", sentence)
            at = deputies.get(at)


def load_deputies(session: Session, on: date) -> Mapping[int, int]:
    """Each principal's own deputy on a day, of everybody in one statement."""
    query = select(Deputy.principal_id, Deputy.deputy_id).where(holds_on(Deputy, on))
    return {row.principal_id: row.deputy_id for row in session.execute(query)}


def _to_view(row: Deputy) -> Deputyship:
    return Deputyship(row.id, row.principal_id, row.deputy_id, row.from_on, row.until_on)
