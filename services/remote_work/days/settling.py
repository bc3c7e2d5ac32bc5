"""What follows when a text is in, or was decided: reminders stop, and it takes the state of its decision."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals, notifications
from services.remote_work.days.day_types import Part
from services.remote_work.days.models import RemoteText
from services.remote_work.days.notices import STAGES


def settle_text(session: Session, part: Part, staff_id: int, on: date, now: datetime) -> None:
    """What people were told of the missing text is done: nobody is rung for it any more, the lead neither."""
    asked, late, missing = STAGES[part]
    notifications.settle_notices(session, [asked, late], on.isoformat(), now, staff_id=staff_id)
    notifications.settle_notices(session, [missing], once_for_lead(staff_id, on), now)


def once_for_lead(staff_id: int, on: date) -> str:
    return f"{on.isoformat()} {staff_id}"


def note_decisions(session: Session, requests: Sequence[approvals.Request], _now: datetime) -> None:
    """A plan or a result was approved, refused, or waits again: its text has the same state."""
    by_id = {request.id: request for request in requests}
    query = select(RemoteText).where(RemoteText.request_id.in_(by_id))
    for row in session.scalars(query.execution_options(populate_existing=True)):
        row.state = by_id[row.request_id or 0].state
    session.flush()
