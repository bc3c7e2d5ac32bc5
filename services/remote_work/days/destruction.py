"""Destroys plans and results that have been kept long enough: what they said, with the text of their request.

The row stays with its hashes and times, so that the leaves of start, end, plan and result are still compared;
the leaf of the request's destruction is what makes the missing text lawful.
"""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services import approvals
from services.ledger import Appender
from services.remote_work.days.models import RemoteText

RULE = "remote_text_kept"
MOST_AT_ONCE = 500


def destroy_old_texts(session: Session, ledger: Appender, before: date, now: datetime) -> int:
    """Of days before this one, some hundred at a time; how many. What still waits for a lead stays."""
    query = (
        select(RemoteText.request_id)
        .where(RemoteText.held_on < before, RemoteText.is_destroyed.is_(False))
        .where(RemoteText.state != approvals.WAITING, RemoteText.request_id.is_not(None))
        .order_by(RemoteText.held_on)
        .limit(MOST_AT_ONCE)
    )
    ids = [number for number in session.scalars(query) if number is not None]
    destroyed = approvals.destroy_request_texts(session, ledger, ids, RULE, now)
    gone = RemoteText.request_id.in_(destroyed)
    session.execute(update(RemoteText).where(gone).values(lines=[], note="", is_destroyed=True))
    return len(destroyed)
