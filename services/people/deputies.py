"""Who stands in for whom. A deputy's deputy stands in for both, so nobody waits because two are away.

Invariants
- One deputy a person and day: who decides is never a matter of opinion.
- On no day does anybody stand in, through others, for herself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.notifications import Telling, notify, notify_all
from services.people.models import Deputy
from services.people.notices import NoticeKind
from services.people.periods import ONE_DAY, check_period, holds_on, meets
from services.people.persons import names_of
from services.people.staff import get_staff_row
from services.texts import N_

LONGEST_DAYS = 366
# For so long after the first day its beginning is still worth telling: a worker may have stood still.
BEGINS_FOR = timedelta(days=3)


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
    """Lets a person decide for another from one day to another, and tells her; twice the same is once.

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
    _, facts = _say(session, [row])[0]
    notify(session, deputy_id, NoticeKind.DEPUTY_APPOINTED, now, **facts)
    return _to_view(row)


def tell_deputies(session: Session, now: datetime) -> int:
    """Tells those whose days of standing in have begun, once each; how many are new. Of days that began when
    they were appointed they know.
    """
    today = local_day(now)
    begun = (Deputy.from_on <= today) & (Deputy.from_on > today - BEGINS_FOR) & (Deputy.until_on >= today)
    rows = [row for row in session.scalars(select(Deputy).where(begun)) if _was_ahead(row)]
    tellings = [
        Telling(row.deputy_id, facts, f"{row.principal_id} {row.from_on.isoformat()}")
        for row, facts in _say(session, rows)
    ]
    return notify_all(session, NoticeKind.DEPUTY_BEGINS, now, tellings)


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


def list_principals(session: Session, staff_id: int, on: date) -> list[int]:
    """The ids of those for whom a person decides on a day: a deputy's deputy stands in for both."""
    deputies = load_deputies(session, on)
    found: set[int] = set()
    pending = [staff_id]
    while pending:
        deputy = pending.pop()
        new = [one for one, appointed in deputies.items() if appointed == deputy and one not in found]
        found.update(new)
        pending.extend(new)
    return sorted(found)


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


def _was_ahead(row: Deputy) -> bool:
    return row.from_on > local_day(row.appointed_at)


def _say(session: Session, rows: Sequence[Deputy]) -> list[tuple[Deputy, dict[str, str]]]:
    names = names_of(session, {row.principal_id for row in rows})
    return [
        (
            row,
            {
                "name": names[row.principal_id],
                "from_on": row.from_on.isoformat(),
                "until_on": row.until_on.isoformat(),
            },
        )
        for row in rows
    ]


def _to_view(row: Deputy) -> Deputyship:
    return Deputyship(row.id, row.principal_id, row.deputy_id, row.from_on, row.until_on)
