"""What somebody learns who scans the code of a paper: whether that number still holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import NotFound
from services.manuals import citing, tasks, texts


class PaperState(StrEnum):
    """`DOUBTFUL` is the newest text, but its laws have changed or nobody has looked at it in time."""

    CURRENT = "current"
    DOUBTFUL = "doubtful"
    OUTDATED = "outdated"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Paper:
    """`number` is the paper's, None where it names none; `newest` and `published_at` are of what holds now.

    It says nothing of what the manual is about, nor who wrote it: whoever finds a paper may ask.
    """

    state: PaperState
    number: int | None
    printed_at: datetime | None
    newest: int
    published_at: datetime | None
    is_law_changed: bool = False
    is_overdue: bool = False


def judge_paper(session: Session, manual_id: int, number: int | None, now: datetime) -> Paper:
    """Whether a paper of this number is right. Raises: NotFound where there is no such published manual."""
    view = tasks.load_manual(session, manual_id, now)
    if not view.is_published:
        raise NotFound
    printed = _printed_at(session, manual_id, number) if number and number <= view.number else None
    today = local_day(now)
    is_law_changed = manual_id in citing.find_overtaken(session, [manual_id], today)
    is_overdue = view.is_overdue(today)
    if not view.is_open:
        state = PaperState.CLOSED
    elif printed is None:
        state = PaperState.UNKNOWN
    elif number != view.number:
        state = PaperState.OUTDATED
    else:
        state = PaperState.DOUBTFUL if is_law_changed or is_overdue else PaperState.CURRENT
    return Paper(state, number, printed, view.number, view.published_at, is_law_changed, is_overdue)


def _printed_at(session: Session, manual_id: int, number: int) -> datetime | None:
    """When the paper's number was published; None for one that there never was."""
    try:
        return texts.load_revision(session, manual_id, number).published_at
    except NotFound:
        return None
