"""Tips are found with their manual: its entry of the search holds them beside its own sections."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.manuals import search
from services.manuals.search import TIP, Entry, Passage
from services.manuals.search.entries import to_row
from services.manuals.search.models import SearchEntry
from services.manuals.tips.stored import list_tip_texts


def tell_search(session: Session, manual_ids: Collection[int], now: datetime) -> int:
    """Has those tips found that are neither ended nor expired nor doubted; of how many manuals something was
    new.

    What is not published is not found, nor are its tips.
    """
    texts = list_tip_texts(session, manual_ids, now)
    query = select(SearchEntry).where(SearchEntry.manual_id.in_(manual_ids))
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    entries = [entry for row in rows if (entry := _find_new(row, texts.get(row.manual_id, [])))]
    for row in rows:
        session.expunge(row)
    if entries:
        search.put_manuals(session, entries)
    return len(entries)


def _find_new(row: SearchEntry, tips: Collection[str]) -> Entry | None:
    """The entry with these tips; None where it holds them already."""
    lines = [line.partition("\t") for line in row.body.split("\n") if line]
    own = [Passage(section, text) for section, _, text in lines if section != TIP]
    passages = [*own, *(Passage(TIP, text) for text in tips)]
    entry = Entry(
        manual_id=row.manual_id,
        institution_id=row.institution_id,
        unit_id=row.unit_id,
        title=row.title,
        keywords=row.keywords.split("\n") if row.keywords else [],
        passages=passages,
        updated_on=row.updated_on,
    )
    return None if to_row(entry)["body"] == row.body else entry
