"""The tips that the index holds of manuals: whoever puts a new text keeps them beside it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.manuals.search.entries import TIP, Passage, read_kept
from services.manuals.search.models import SearchEntry


def list_kept_tips(session: Session, manual_ids: Collection[int]) -> Mapping[int, Sequence[Passage]]:
    """By manual; those without one are left out."""
    query = select(SearchEntry.manual_id, SearchEntry.body).where(
        SearchEntry.manual_id.in_(manual_ids), SearchEntry.body.contains(f"{TIP}\t")
    )
    found = {}
    for manual_id, body in session.execute(query):
        lines = read_kept("", "", body).lines
        found[manual_id] = [Passage(TIP, text) for section, text in lines if section == TIP]
    return found
