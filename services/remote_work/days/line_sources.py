"""Where the lines of a plan come from, besides the keyboard."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.remote_work.days.day_types import Part
from services.remote_work.days.models import RemoteText
from services.remote_work.days.stored_texts import lines_of

LOOKED_BACK = timedelta(days=90)


def list_my_tasks(session: Session, staff_id: int, on: date, limit: int = 12) -> list[str]:
    """What a person plans most often, most often first: her tasks, as she wrote them in the last 90 days.

    Of two that she plans as often, the one that she wrote last comes first.
    """
    query = (
        select(RemoteText)
        .where(
            RemoteText.staff_id == staff_id,
            RemoteText.part == Part.PLAN,
            RemoteText.held_on < on,
            RemoteText.held_on >= on - LOOKED_BACK,
        )
        .order_by(RemoteText.held_on.desc(), RemoteText.revision.desc())
    )
    last_of_day: dict[date, RemoteText] = {}
    for row in session.scalars(query):
        last_of_day.setdefault(row.held_on, row)
    # A counter keeps the order in which it met things: the newest first.
    counts = Counter(line.text for row in last_of_day.values() for line in lines_of(row))
    return [text for text, _ in counts.most_common(limit)]


def copy_last_plan(session: Session, staff_id: int, on: date) -> Sequence[str]:
    """The lines of her last plan before a day; what was left undone comes first; empty if none."""
    earlier = (RemoteText.staff_id == staff_id, RemoteText.held_on < on)
    newest = (RemoteText.held_on.desc(), RemoteText.revision.desc())
    query = select(RemoteText).where(*earlier, RemoteText.part == Part.PLAN).order_by(*newest).limit(1)
    plan = session.scalar(query)
    if plan is None:
        return ()
    result = select(RemoteText).where(*earlier, RemoteText.plan_id == plan.id).order_by(*newest).limit(1)
    told = session.scalar(result)
    lines = [line for line in lines_of(told or plan) if line.is_planned]
    return [line.text for line in sorted(lines, key=lambda line: line.is_done)]
