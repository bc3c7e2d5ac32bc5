"""Who has forwarded her office phone undoes it at the end of her day, and is told so once."""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from services.clock import local_day
from services.notifications import Telling, notify_all
from services.remote_work.days.deadlines import list_deadlines
from services.remote_work.days.models import Forwarding, RemoteDay
from services.remote_work.days.notices import NoticeKind

_ONE_DAY = timedelta(days=1)


def remind_forwarding(session: Session, now: datetime) -> int:
    """Tells those whose day has ended, by their tap or by their hours; how many."""
    today = local_day(now)
    is_on = or_(Forwarding.dialled_at.is_not(None), Forwarding.tested_ok.is_(True))
    its_day = and_(RemoteDay.staff_id == Forwarding.staff_id, RemoteDay.held_on == Forwarding.held_on)
    query = (
        select(Forwarding.staff_id, Forwarding.held_on, RemoteDay.ended_at)
        .join(RemoteDay, its_day)
        .where(
            is_on,
            Forwarding.held_on >= today - _ONE_DAY,
            Forwarding.held_on <= today,
            Forwarding.undone_at.is_(None),
            Forwarding.reminded_at.is_(None),
        )
    )
    rows = session.execute(query).all()
    deadlines = list_deadlines(session, [(row.staff_id, row.held_on) for row in rows])
    due = [
        (row.staff_id, row.held_on)
        for row in rows
        if row.ended_at is not None or deadlines[row.staff_id, row.held_on][0].ends_at <= now
    ]
    for on in {on for _, on in due}:
        theirs = Forwarding.staff_id.in_([staff_id for staff_id, held_on in due if held_on == on])
        session.execute(
            update(Forwarding).where(theirs, Forwarding.held_on == on).values(reminded_at=now),
            execution_options={"synchronize_session": False},
        )
    tellings = [Telling(staff_id, {"held_on": on.isoformat()}, on.isoformat()) for staff_id, on in due]
    return notify_all(session, NoticeKind.FORWARDING_ON, now, tellings) if tellings else 0
