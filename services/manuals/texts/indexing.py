"""What follows a publication elsewhere: which articles a manual cites, and what it is found by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from services.clock import local_day
from services.manuals import citing, rendering, search, tasks
from services.manuals.sections import Section
from services.manuals.tasks import ManualView
from services.manuals.texts.revisions import list_published


def index_texts(
    session: Session, published: Sequence[tuple[ManualView, Mapping[Section, str]]], now: datetime
) -> None:
    """Notes citations of published texts and puts them into the index, many in few statements."""
    citing.note_many(session, [(manual.id, list(texts.values())) for manual, texts in published], now)
    _put(session, published, now)


def renew_index(session: Session, manual_ids: Collection[int], now: datetime) -> None:
    """What is found of manuals whose frame has changed: closed ones, and those without a text, not at all."""
    published = list_published(session, manual_ids)
    found = []
    for manual in tasks.list_by_id(session, sorted(set(manual_ids)), now):
        if manual.is_open and manual.id in published:
            found.append((manual, published[manual.id].texts))
        else:
            search.remove_manual(session, manual.id)
    _put(session, found, now)


def renew_citations(session: Session, manual_id: int, now: datetime) -> None:
    """What is cited of a manual beside which a unit has written something."""
    published = list_published(session, [manual_id])
    own = list(published[manual_id].texts.values()) if published else []
    citing.note_citations(session, manual_id, own, now)


def to_entry(manual: ManualView, texts: Mapping[Section, str], now: datetime) -> search.Entry:
    """A manual as search keeps it."""
    return search.Entry(
        manual_id=manual.id,
        institution_id=manual.institution_id,
        unit_id=manual.unit_id,
        title=manual.title,
        keywords=manual.keywords,
        passages=[
            search.Passage(section.value, rendering.to_plain(texts[section]))
            for section in Section
            if texts[section]
        ],
        updated_on=local_day(manual.published_at or now),
    )


def _put(
    session: Session, published: Sequence[tuple[ManualView, Mapping[Section, str]]], now: datetime
) -> None:
    """Readers' tips stay beside a new text."""
    tips = search.list_kept_tips(session, [manual.id for manual, _ in published])
    entries = [to_entry(manual, texts, now) for manual, texts in published]
    kept = [replace(each, passages=[*each.passages, *tips.get(each.manual_id, ())]) for each in entries]
    search.put_manuals(session, kept)
