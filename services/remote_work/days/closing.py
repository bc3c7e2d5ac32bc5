"""Days follow what is said of them: they open, move and close, and everybody who plans with people knows.

Invariants
- A day is open exactly while somebody says that it is remote.
- Who had put a plan in, or had begun, is told that the day is no longer remote.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services import absences, approvals, notifications
from services.absences import AbsenceKind, Source, Span
from services.clock import instant_of
from services.remote_work.days.day_types import ClosedWhy, Part, Place
from services.remote_work.days.models import RemoteDay, RemoteOrigin, RemoteText
from services.remote_work.days.notices import CLOSED_KINDS
from services.remote_work.days.settling import settle_text
from services.remote_work.days.stored import DayKey, Days, day_key, in_parts

SOURCE_KIND = "remote_day"
_KINDS = {Place.HOME: AbsenceKind.REMOTE, Place.CENTRE: AbsenceKind.CENTRE}
_ONE_DAY = timedelta(days=1)
DayRow = Row[int, date, str, bool, bytes | None, datetime | None, int, int]


def settle_days(
    session: Session, keys: Collection[DayKey], why: ClosedWhy, now: datetime
) -> tuple[set[DayKey], set[DayKey]]:
    """Makes these days what is now said of them; those that opened, and those that closed."""
    opened: set[DayKey] = set()
    closed: set[DayKey] = set()
    for part in in_parts(keys):
        rows, said = _lock(session, part), _places(session, part)
        for place in Place:
            at = [key for key in part.keys if said.get(key) is place]
            to_open = [key for key in at if not rows[key].is_open]
            to_move = [key for key in at if rows[key].is_open and rows[key].place != place]
            _set(session, to_open + to_move, now, is_open=True, place=place, closed_why=None)
            absences.add_absences(session, _to_spans(to_open, place), is_approved=True)
            absences.set_many_absences(session, _to_spans(to_move, place), is_approved=True)
            opened |= set(to_open)
        to_close = [key for key in part.keys if key not in said and key in rows and rows[key].is_open]
        _set(session, to_close, now, is_open=False, closed_why=why)
        absences.clear_absences(session, [Source(SOURCE_KIND, day_key(*key)) for key in to_close])
        _take_back(session, [rows[key] for key in to_close], why, now)
        _stop_reminding(session, [rows[key] for key in to_close], now)
        closed |= set(to_close)
    return opened, closed


def _lock(session: Session, part: Days) -> Mapping[DayKey, DayRow]:
    """Columns, not objects: a rotation opens tens of thousands of days at once."""
    query = select(
        RemoteDay.staff_id,
        RemoteDay.held_on,
        RemoteDay.place,
        RemoteDay.is_open,
        RemoteDay.plan_id,
        RemoteDay.started_at,
        RemoteDay.plan_told,
        RemoteDay.result_told,
    ).where(part.among(RemoteDay))
    rows = session.execute(query.order_by(RemoteDay.staff_id, RemoteDay.held_on).with_for_update())
    return {(row.staff_id, row.held_on): row for row in rows}


def _places(session: Session, part: Days) -> dict[DayKey, Place]:
    query = select(RemoteOrigin.staff_id, RemoteOrigin.held_on, RemoteOrigin.place)
    found: dict[DayKey, Place] = {}
    for row in session.execute(query.where(part.among(RemoteOrigin))):
        key = (row.staff_id, row.held_on)
        found[key] = Place.CENTRE if Place.CENTRE in (row.place, found.get(key)) else Place.HOME
    return found


def _set(session: Session, keys: Sequence[DayKey], now: datetime, **values: object) -> None:
    for part in in_parts(keys):
        statement = update(RemoteDay).where(part.among(RemoteDay))
        session.execute(
            statement.values(changed_at=now, **values), execution_options={"synchronize_session": False}
        )


def _to_spans(keys: Collection[DayKey], place: Place) -> dict[Source, list[Span]]:
    """The whole day: hours may still change, and nobody stands at a desk that she does not come to."""
    bounds = {on: (instant_of(on, 0), instant_of(on + _ONE_DAY, 0)) for on in {on for _, on in keys}}
    return {
        Source(SOURCE_KIND, day_key(staff_id, on)): [Span(staff_id, _KINDS[place], *bounds[on])]
        for staff_id, on in keys
    }


def _take_back(session: Session, rows: Sequence[DayRow], why: ClosedWhy, now: datetime) -> None:
    """A plan of which nothing was begun is withdrawn while it waits, and asked for anew should the day open
    again; what was begun stays before the lead."""
    for row in rows:
        has_begun = row.started_at is not None
        if row.plan_id is not None or has_begun:
            _tell_closed(session, row.staff_id, row.held_on, why, now)
        if row.plan_id is not None and not has_begun and withdraw_text(session, row.plan_id, now):
            _set(session, [(row.staff_id, row.held_on)], now, plan_id=None)


def withdraw_text(session: Session, text_id: bytes, now: datetime) -> bool:
    """Takes back what still waits for the lead, and whether it did; what is decided stays."""
    text = session.get_one(RemoteText, text_id, populate_existing=True)
    if text.state != approvals.WAITING:
        return False
    key, kind = day_key(text.staff_id, text.held_on), Part(text.part).approval_kind
    approvals.withdraw_request(session, kind, key, now)
    # The lead may have decided while this waited for her: then it is as she said.
    text.state = approvals.newest_requests(session, kind, [key])[key].state
    session.flush()
    return text.state == approvals.WITHDRAWN


def _stop_reminding(session: Session, rows: Iterable[DayRow], now: datetime) -> None:
    for row in rows:
        if row.plan_told:
            settle_text(session, Part.PLAN, row.staff_id, row.held_on, now)
        if row.result_told:
            settle_text(session, Part.RESULT, row.staff_id, row.held_on, now)


def _tell_closed(session: Session, staff_id: int, on: date, why: ClosedWhy, now: datetime) -> None:
    notifications.notify(session, staff_id, CLOSED_KINDS[why], now, held_on=on.isoformat())
