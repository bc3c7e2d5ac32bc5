"""Small manuals for the search, and what of them can be seen from outside."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.manuals.search import Entry, Passage, Query, search
from services.manuals.search.models import SearchBits, SearchEntry, SearchWord

UPDATED_ON = date(2026, 9, 1)


def make_entry(manual_id: int, title: str, text: str, *, institution_id: int = 1, unit_id: int = 1) -> Entry:
    passages = [Passage("process", text)]
    return Entry(manual_id, institution_id, unit_id, title, title.split(), passages, UPDATED_ON)


def find_ids(session: Session, query: Query) -> set[int]:
    return {hit.manual_id for hit in search(session, query).hits}


def sizes_of(session: Session) -> list[object]:
    """Rows of the index, and uses of its words."""
    counts = [
        session.scalar(select(func.count()).select_from(t)) for t in (SearchBits, SearchEntry, SearchWord)
    ]
    return [*counts, session.scalar(select(func.sum(SearchWord.uses)))]
