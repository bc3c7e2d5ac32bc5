"""What people search for and do not find, for editors: the words and how often, never who."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import NotFound
from services.locks import lock_subject
from services.manuals.personal_data import find_personal_data
from services.manuals.search.models import LONGEST_QUERY, UnfoundQuery
from services.manuals.search.words import tidy, tidy_query
from services.texts import N_

KEPT_FOR = timedelta(days=400)
MOST_KEPT = 2_000
MOST_LISTED = 100


@dataclass(frozen=True)
class UnfoundView:
    query: str
    times: int
    first_on: date
    last_on: date
    answered_at: datetime | None


def note_unfound(session: Session, institution_id: int, text: str, now: datetime) -> None:
    """Counts a search without a result. What looks like somebody's number, address or name is left out.

    Whoever floods the list pushes out what was asked once and long ago, nothing else.
    """
    query, today = tidy(tidy_query(text, LONGEST_QUERY)), local_day(now)
    if len(query) < 2 or sum(letter.isdigit() for letter in query) > 6 or "@" in query:
        return
    if find_personal_data(query):
        return
    lock_subject(session, f"unfound {institution_id}")
    row = session.get(UnfoundQuery, (institution_id, query[:LONGEST_QUERY]))
    if row is None:
        _make_room(session, institution_id, today)
        row = UnfoundQuery(
            institution_id=institution_id, query=query[:LONGEST_QUERY], times=0, first_on=today, last_on=today
        )
        session.add(row)
    row.times, row.last_on, row.answered_at = row.times + 1, today, None
    session.flush()


def list_unfound(session: Session, institution_id: int) -> list[UnfoundView]:
    """What is open, the most asked first."""
    query = (
        select(UnfoundQuery)
        .where(UnfoundQuery.institution_id == institution_id, UnfoundQuery.answered_at.is_(None))
        .order_by(UnfoundQuery.times.desc(), UnfoundQuery.last_on.desc(), UnfoundQuery.query)
        .limit(MOST_LISTED)
    )
    return [
        UnfoundView(row.query, row.times, row.first_on, row.last_on, row.answered_at)
        for row in session.scalars(query)
    ]


def mark_answered(session: Session, institution_id: int, query: str, now: datetime) -> None:
    """An editor has seen to it; it comes back when it is searched for and not found again.

    Raises: NotFound `unfound_not_found`.
    """
    row = session.get(UnfoundQuery, (institution_id, query))
    if row is None:
        raise NotFound("unfound_not_found", N_("그런 검색어가 없어요."))
    row.answered_at = now
    session.flush()


def _make_room(session: Session, institution_id: int, today: date) -> None:
    mine = UnfoundQuery.institution_id == institution_id
    session.execute(delete(UnfoundQuery).where(mine, UnfoundQuery.last_on < today - KEPT_FOR))
    rarest = (
        select(UnfoundQuery.query)
        .where(mine)
        .order_by(UnfoundQuery.times.desc(), UnfoundQuery.last_on.desc(), UnfoundQuery.query)
        .offset(MOST_KEPT - 1)
    )
    session.execute(
        delete(UnfoundQuery).where(mine, UnfoundQuery.query.in_(rarest)),
        execution_options={"synchronize_session": False},
    )
