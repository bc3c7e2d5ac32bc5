"""Whoever will go, or has gone, hands over: found from the postings themselves, however they came in.

Invariants
- Each who is about to leave the department of a manual of hers has a handover in time, and knows of it.
- When her last day is over, no manual stays with her: whom she named has it, else whoever stands in for her,
  else her lead.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services import approvals, people
from services.clock import instant_of, local_day
from services.handovers.checks import NewHandover
from services.handovers.giving import list_free_manuals, open_handover, put_before, tell
from services.handovers.going import Going, find_going
from services.handovers.models import Handover
from services.handovers.notices import NoticeKind
from services.handovers.views import HandoverView, State, load_handover
from services.locks import lock_subject
from services.manuals import tasks
from services.people import Person

REMINDS_BEFORE = timedelta(days=3)


def keep_up(session: Session, now: datetime, staff_ids: Collection[int] | None = None) -> int:
    """Opens what is due, puts right what is astray and passes on what is late; how many manuals passed.

    Of everybody in an import's transaction; of those whom `list_due` found, a few at a time, by the worker.
    """
    lock_subject(session, "handovers due")
    today, passed = local_day(now), 0
    goings = find_going(session, now, staff_ids)
    for row, last_on in _list_astray(session, goings, now, staff_ids):
        row.last_on, row.state = (last_on, State.OPEN) if last_on else (row.last_on, State.WITHDRAWN)
    for row in _list_unreceived(session, now, staff_ids):
        row.state, row.to_id, row.as_deputy, row.version = State.OPEN, None, False, row.version + 1
        session.flush()
        view = load_handover(session, row.id)
        tell(session, view, NoticeKind.DUE, row.from_id, now, once=f"again {row.version} {row.id.hex()}")
    session.flush()
    for going in goings:
        views = _open(session, going, now)
        if going.last_on < today:
            passed += _pass_all_on(session, views, going, now)
    _remind(session, now, staff_ids)
    return passed


def list_due(session: Session, now: datetime) -> list[int]:
    """For whom `keep_up` may have something to do: asked without holding up who writes."""
    today = local_day(now)
    goings = find_going(session, now)
    query = select(Handover.from_id).where(Handover.state.in_((State.OPEN, State.OFFERED)))
    running = set(session.scalars(query.distinct()))
    due = {
        going.staff_id
        for going in goings
        if going.last_on < today or (going.staff_id not in running and _find_known(session, going)[1] is None)
    }
    due |= {row.from_id for row, _ in _list_astray(session, goings, now)}
    due |= {row.from_id for row in _list_unreceived(session, now)}
    return sorted(due | {row.from_id for row in _list_to_remind(session, now)})


def _list_astray(
    session: Session, goings: Sequence[Going], now: datetime, staff_ids: Collection[int] | None = None
) -> list[tuple[Handover, date | None]]:
    """Handovers that were opened for a posting which is another one now, and into which nobody has written:
    each with the last day that is right, None for who stays."""
    query = select(Handover).where(
        Handover.origin == "transfer",
        Handover.state == State.OPEN,
        Handover.version == 1,
        Handover.last_on >= local_day(now),
    )
    days: dict[int, list[date]] = {}
    for going in goings:
        days.setdefault(going.staff_id, []).append(going.last_on)
    rows = session.scalars(_narrow(query, staff_ids))
    astray = [row for row in rows if row.last_on not in days.get(row.from_id, ())]
    # Whose manuals went another way has still other things to hand over.
    return [
        (row, min(days[row.from_id]) if row.from_id in days else None)
        for row in astray
        if row.from_id in days or list_free_manuals(session, load_handover(session, row.id), now)
    ]


def _list_unreceived(
    session: Session, now: datetime, staff_ids: Collection[int] | None = None
) -> list[Handover]:
    """Offered ones whose receiver has left the house before she said yes."""
    today = local_day(now)
    query = select(Handover).where(Handover.state == State.OFFERED)
    rows = session.scalars(_narrow(query, staff_ids)).all()
    persons = people.list_persons(session, {row.to_id for row in rows if row.to_id}, today)
    gone = {who for who, person in persons.items() if person.left_on and person.left_on < today}
    return [row for row in rows if row.to_id in gone]


def _narrow(query: Select[Handover], staff_ids: Collection[int] | None) -> Select[Handover]:
    return query if staff_ids is None else query.where(Handover.from_id.in_(staff_ids))


def _open(session: Session, going: Going, now: datetime) -> list[HandoverView]:
    """Those of hers that run; else one is opened, unless she took it back: until her last day that is hers to
    decide."""
    query = select(Handover.id).where(
        Handover.from_id == going.staff_id, Handover.state.in_((State.OPEN, State.OFFERED))
    )
    running = session.scalars(query.order_by(Handover.opened_at.desc())).all()
    if running:
        return [load_handover(session, handover_id) for handover_id in running]
    handover_id, known = _find_known(session, going)
    is_late = going.last_on < local_day(now)
    if known is None:
        new = NewHandover(handover_id, going.staff_id, going.why, going.last_on, "transfer", going.manual_ids)
        view = open_handover(session, new, None, now)
        if not is_late:
            tell(session, view, NoticeKind.DUE, going.staff_id, now)
        return [view]
    if not is_late:
        return []
    known.state = State.OPEN
    session.flush()
    return [load_handover(session, handover_id)]


def _find_known(session: Session, going: Going) -> tuple[bytes, Handover | None]:
    """The handover of this going that is not accepted, with its id: what an accepted one left out, or what
    came to her after it, goes with another one."""
    for number in count():
        name = f"{going.staff_id} {going.last_on} {number}"
        handover_id = sha256(name.encode()).digest()[:16]
        known = session.get(Handover, handover_id)
        if known is None or known.state != State.ACCEPTED:
            break
    return handover_id, known


def _pass_all_on(session: Session, views: Sequence[HandoverView], going: Going, now: datetime) -> int:
    """Each with what it carries; what none of them carries goes along with the newest."""
    carried = {manual.manual_id for view in views for manual in view.manuals}
    changed = 0
    for place, view in enumerate(views):
        own = {manual.manual_id for manual in view.manuals}
        rest = [m for m in going.manual_ids if m in own or (place == 0 and m not in carried)]
        changed += _pass_on(session, view, rest, now) if rest else 0
    return changed


def _pass_on(session: Session, view: HandoverView, manual_ids: Sequence[int], now: datetime) -> int:
    """Gives them to somebody who is here, and lets her sign afterwards; 0 where nobody is."""
    # She may say yes, or the leaver take it back, at this very moment.
    lock_subject(session, f"handover {view.id.hex()}")
    view = load_handover(session, view.id)
    lead = people.find_lead(session, view.leaver.staff_id, view.last_on)
    heir = None if view.is_over else _find_heir(session, view, lead, now)
    if heir is None:
        return 0
    row = session.get_one(Handover, view.id)
    if view.receiver is None or heir != view.receiver.staff_id:
        row.to_id, row.as_deputy = heir, True
    session.flush()
    put_before(session, view.id, view.offered_by_id, now, also=manual_ids)
    tasks.give_to(session, manual_ids, heir, None, now, why="handover")
    row = session.get_one(Handover, view.id, populate_existing=True)
    row.passed_at = now
    session.flush()
    view = load_handover(session, view.id)
    tell(session, view, NoticeKind.PASSED if view.as_deputy else NoticeKind.OFFERED, heir, now)
    if lead is not None and lead.id != heir:
        tell(session, view, NoticeKind.LEFT_OVER, lead.id, now)
    return len(manual_ids)


def _find_heir(session: Session, view: HandoverView, lead: Person | None, now: datetime) -> int | None:
    """Whom she named, her deputy, her lead: the first who is in service."""
    today, from_id = local_day(now), view.leaver.staff_id
    wanted = (
        view.receiver.staff_id if view.receiver else None,
        approvals.find_stand_in(session, from_id, view.last_on),
        lead.id if lead else None,
    )
    persons = people.list_persons(session, [who for who in wanted if who], today)
    return next((who for who in wanted if who and who != from_id and persons[who].is_in_service(today)), None)


def _remind(session: Session, now: datetime, staff_ids: Collection[int] | None) -> None:
    """Once, shortly before the last day, whoever has not offered it yet."""
    for row in _list_to_remind(session, now, staff_ids):
        view = load_handover(session, row.id)
        if view.manuals:
            tell(session, view, NoticeKind.DUE, row.from_id, now, once=f"late {row.id.hex()}")
        row.reminded_at = now
    session.flush()


def _list_to_remind(
    session: Session, now: datetime, staff_ids: Collection[int] | None = None
) -> Sequence[Handover]:
    today = local_day(now)
    query = select(Handover).where(
        Handover.state == State.OPEN,
        Handover.last_on >= today,
        Handover.last_on <= today + REMINDS_BEFORE,
        Handover.opened_at < instant_of(today, 0),
        Handover.reminded_at.is_(None),
    )
    return session.scalars(_narrow(query, staff_ids)).all()
