"""Which days are remote. Several may say so of one day: it is remote as long as one of them does.

Invariants
- A day with a plan in, or that has begun, is never taken away silently: its person is told.
- Who is away from the desk is told to everybody in the same transaction (`services/absences`).
- At the centre is who has a seat there, whatever else says that the day is remote.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict
from services.locks import insert_selected, lock_subject
from services.remote_work.days.closing import settle_days
from services.remote_work.days.day_types import ClosedWhy, Origin, Place, RemoteDayView
from services.remote_work.days.models import RemoteDay, RemoteOrigin
from services.remote_work.days.stored import DayKey, Days, find_day, in_parts, lock_day, not_remote
from services.texts import N_


@dataclass(frozen=True)
class Replaced:
    """What an origin's new days have changed: (staff_id, day) pairs, in order.

    `kept` are days that the origin no longer names, but whose plan is in already: they stay, and go only by
    `close_days` with their own pairs, which tells the person.
    """

    opened: Sequence[DayKey]
    closed: Sequence[DayKey]
    kept: Sequence[DayKey]


def open_day(
    session: Session, staff_id: int, on: date, *, place: Place, origin: Origin, now: datetime
) -> RemoteDayView:
    """The day is remote from now on, by this origin too, and at this place; again, it stays so.

    Raises: Conflict `day_over` for a day before today.
    """
    _check_not_over(on, now)
    _say(session, origin, [(staff_id, on)], place, now)
    theirs = (RemoteOrigin.origin_kind == origin.kind) & (RemoteOrigin.origin_id == origin.id)
    session.execute(
        update(RemoteOrigin).where(theirs, Days([(staff_id, on)]).among(RemoteOrigin)).values(place=place)
    )
    settle_days(session, [(staff_id, on)], ClosedWhy.TAKEN_BACK, now)
    return _get(session, staff_id, on)


def open_days(session: Session, origin: Origin, days: Collection[DayKey], now: datetime) -> Replaced:
    """From now on the origin says exactly these days (at home) of today and later; earlier ones stay.

    In few statements, however many they are.
    """
    today = local_day(now)
    wanted = {(staff_id, on) for staff_id, on in days if on >= today}
    lock_subject(session, f"remote days of {origin.kind} {origin.id.hex()}")
    had = _said_by(session, origin, today)
    kept = _with_plan_alone(session, origin, had - wanted)
    gone, new = had - wanted - kept, wanted - had
    _unsay(session, gone, origin)
    _say(session, origin, new, Place.HOME, now)
    opened, closed = settle_days(session, gone | new, ClosedWhy.ROTATION, now)
    return Replaced(sorted(opened), sorted(closed), sorted(kept))


def close_days(
    session: Session, which: Origin | Collection[DayKey], why: ClosedWhy, now: datetime
) -> list[DayKey]:
    """Takes back what an origin said of today and later, or all that is said of these days; those now closed.

    Who has put a plan in, or has begun, is told why by a notice; a plan that waits for the lead is withdrawn
    where nothing was begun.
    """
    today = local_day(now)
    if isinstance(which, Origin):
        lock_subject(session, f"remote days of {which.kind} {which.id.hex()}")
        keys = _said_by(session, which, today)
        _unsay(session, keys, which)
    else:
        keys = {(staff_id, on) for staff_id, on in which if on >= today}
        _unsay(session, keys)
    _, closed = settle_days(session, keys, why, now)
    return sorted(closed)


def set_place(session: Session, staff_id: int, on: date, place: Place, now: datetime) -> RemoteDayView:
    """The open day, today or later, is worked from there.

    Raises: NotFound `not_remote`; Conflict `day_over`.
    """
    _check_not_over(on, now)
    if not lock_day(session, staff_id, on).is_open:
        raise not_remote()
    theirs = (RemoteOrigin.staff_id == staff_id) & (RemoteOrigin.held_on == on)
    session.execute(update(RemoteOrigin).where(theirs).values(place=place))
    settle_days(session, [(staff_id, on)], ClosedWhy.TAKEN_BACK, now)
    return _get(session, staff_id, on)


def _check_not_over(on: date, now: datetime) -> None:
    if on < local_day(now):
        raise Conflict("day_over", N_("지난 날은 재택근무로 정하거나 바꿀 수 없어요."))


def _get(session: Session, staff_id: int, on: date) -> RemoteDayView:
    view = find_day(session, staff_id, on)
    if view is None:
        raise not_remote()
    return view


def _say(session: Session, origin: Origin, keys: Iterable[DayKey], place: Place, now: datetime) -> None:
    """Day by day, and in it by person: two at once never wait for each other."""
    closed = {"place": place, "is_open": False, "changed_at": now, "plan_told": 0, "result_told": 0}
    said = {"origin_kind": origin.kind, "origin_id": origin.id, "place": place, "said_at": now}
    by_date: dict[date, list[int]] = {}
    for staff_id, on in keys:
        by_date.setdefault(on, []).append(staff_id)
    for on, staff_ids in sorted(by_date.items()):
        insert_selected(session, RemoteDay, people.select_ids(staff_ids), {"held_on": on} | closed)
        days = select(RemoteDay.staff_id, RemoteDay.held_on).where(
            RemoteDay.held_on == on, RemoteDay.staff_id.in_(staff_ids)
        )
        insert_selected(session, RemoteOrigin, days.order_by(RemoteDay.staff_id), said)


def _unsay(session: Session, keys: Iterable[DayKey], origin: Origin | None = None) -> None:
    for part in in_parts(keys):
        statement = delete(RemoteOrigin).where(part.among(RemoteOrigin))
        if origin is not None:
            statement = statement.where(
                RemoteOrigin.origin_kind == origin.kind, RemoteOrigin.origin_id == origin.id
            )
        session.execute(statement)


def _said_by(session: Session, origin: Origin, from_on: date) -> set[DayKey]:
    query = select(RemoteOrigin.staff_id, RemoteOrigin.held_on).where(
        RemoteOrigin.origin_kind == origin.kind,
        RemoteOrigin.origin_id == origin.id,
        RemoteOrigin.held_on >= from_on,
    )
    return {(row.staff_id, row.held_on) for row in session.execute(query)}


def _with_plan_alone(session: Session, origin: Origin, keys: Iterable[DayKey]) -> set[DayKey]:
    """Those with a plan in, or begun, that nobody but this origin says are remote."""
    found: set[DayKey] = set()
    for part in in_parts(keys):
        begun = RemoteDay.plan_id.is_not(None) | RemoteDay.started_at.is_not(None)
        query = select(RemoteDay.staff_id, RemoteDay.held_on)
        days = session.execute(query.where(part.among(RemoteDay), RemoteDay.is_open, begun))
        others = select(RemoteOrigin.staff_id, RemoteOrigin.held_on).where(
            part.among(RemoteOrigin),
            (RemoteOrigin.origin_kind != origin.kind) | (RemoteOrigin.origin_id != origin.id),
        )
        found |= {(r.staff_id, r.held_on) for r in days} - {
            (r.staff_id, r.held_on) for r in session.execute(others)
        }
    return found
