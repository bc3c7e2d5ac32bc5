"""A text becomes the published one: its row, its leaf, the index, the citations, and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services import notifications
from services.crypto import canonical
from services.ledger import Appender, NewRecord
from services.manuals import tasks
from services.manuals.sections import Section
from services.manuals.tasks import ManualView
from services.manuals.texts.changes import describe_changes, to_rows
from services.manuals.texts.indexing import index_texts
from services.manuals.texts.models import ManualRevision
from services.manuals.texts.notices import NoticeKind
from services.manuals.texts.revisions import (
    Published,
    Reason,
    columns_of,
    find_texts,
    hash_texts,
    load_revision,
)

KIND = "manual_published"


@dataclass(frozen=True)
class Kept:
    """All six sections as they shall stand."""

    key: bytes
    texts: Mapping[Section, str]
    reason: Reason
    note: str = ""
    is_confirmed: bool = False


def keep_text(
    session: Session, ledger: Appender, manual: ManualView, kept: Kept, by_id: int, now: datetime
) -> Published:
    """The next number of a manual that the caller has locked."""
    number = manual.number + 1
    changes = (
        describe_changes(find_texts(session, manual.id, manual.number), kept.texts) if number > 1 else []
    )
    row = ManualRevision(
        key=kept.key,
        manual_id=manual.id,
        number=number,
        title=manual.title,
        **columns_of(kept.texts),
        reason=kept.reason,
        note=kept.note,
        changes=to_rows(changes),
        by_id=by_id,
        published_at=now,
    )
    session.add(row)
    session.flush()
    record = to_record(row.id, manual, number, kept.texts, by_id, now)
    row.record_id = ledger.append_many(session, [record])[0].id
    session.flush()
    tasks.note_published(session, manual.id, number, by_id, now, is_confirmed=kept.is_confirmed)
    tasks.note_seen(session, manual.id, by_id, number)
    index_texts(session, [(tasks.load_manual(session, manual.id, now), kept.texts)], now)
    _tell_watchers(session, manual, number, by_id, now)
    return load_revision(session, manual.id, number)


def to_record(
    revision_id: int, manual: ManualView, number: int, texts: Mapping[Section, str], by_id: int, now: datetime
) -> NewRecord:
    """The leaf: about the manual and the revision, with the hash of what was published and by whom."""
    subjects = [("manual", str(manual.id)), ("manual_revision", str(revision_id))]
    facts: dict[str, canonical.Value] = {
        "number": number,
        "content_sha256": hash_texts(manual.title, texts),
        "published_by": by_id,
    }
    return NewRecord(KIND, subjects, facts, now)


def _tell_watchers(session: Session, manual: ManualView, number: int, by_id: int, now: datetime) -> None:
    if number == 1:
        return
    facts = {"title": manual.title, "manual": str(manual.id), "number": str(number)}
    watchers = {staff_id for _, staff_id in tasks.list_watchers(session, [manual.id])}
    # The owner watches her own without asking for it.
    told = watchers | ({manual.owner_id} if manual.owner_id else set())
    tellings = [notifications.Telling(staff_id, facts) for staff_id in sorted(told - {by_id})]
    notifications.notify_all(session, NoticeKind.PUBLISHED, now, tellings)
