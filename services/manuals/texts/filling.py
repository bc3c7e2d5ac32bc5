"""Many manuals at once, each with its first text: what a file, a library or a generator brings in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from services.ledger import Appender
from services.locks import ROWS_A_STATEMENT
from services.manuals import tasks
from services.manuals.sections import Section
from services.manuals.tasks import ManualView, NewManual, tidy_text
from services.manuals.texts.indexing import index_texts
from services.manuals.texts.keeping import to_record
from services.manuals.texts.limits import check_length
from services.manuals.texts.models import ManualRevision
from services.manuals.texts.revisions import EMPTY, Reason, columns_of


@dataclass(frozen=True)
class FirstText:
    """A manual to be and its text; a section that is left out is empty."""

    manual: NewManual
    texts: Mapping[Section, str]
    note: str = ""


def publish_new(
    session: Session,
    ledger: Appender,
    firsts: Sequence[FirstText],
    by_id: int,
    now: datetime,
    *,
    reason: Reason = Reason.IMPORT,
    is_confirmed: bool = False,
    is_indexed: bool = True,
) -> list[int]:
    """Makes manuals and publishes their first texts, in few statements; the ids, in order.

    What is there already under the same key stays as it is. Give a few thousand at a time.
    Raises: Invalid with what is wrong; NotFound `unit_not_found`.
    """
    texts = [{section: tidy_text(first.texts.get(section, "")) for section in EMPTY} for first in firsts]
    for each in texts:
        check_length(each)
    ids = tasks.create_manuals(session, [first.manual for first in firsts], by_id, now)
    views = {view.id: view for view in _list_views(session, ids, now) if view.number == 0}
    batch = _Batch(views, {}, {}, by_id, reason, now)
    for manual_id, first, each in zip(ids, firsts, texts, strict=True):
        if manual_id in views:
            batch.texts.setdefault(manual_id, each)
            batch.firsts.setdefault(manual_id, first)
    _keep_texts(session, ledger, batch)
    holds = [(manual_id, view.review_months) for manual_id, view in views.items()]
    tasks.note_first_texts(session, holds, now, by_id if is_confirmed else None)
    if is_indexed:
        index_texts(session, [(view, batch.texts[manual_id]) for manual_id, view in views.items()], now)
    return ids


@dataclass(frozen=True)
class _Batch:
    """What is new, by manual."""

    views: Mapping[int, ManualView]
    texts: dict[int, Mapping[Section, str]]
    firsts: dict[int, FirstText]
    by_id: int
    reason: Reason
    now: datetime

    def to_row(self, manual_id: int) -> dict[str, object]:
        return {
            "key": _key(self.firsts[manual_id].manual.key),
            "manual_id": manual_id,
            "number": 1,
            "title": self.views[manual_id].title,
            **columns_of(self.texts[manual_id]),
            "reason": self.reason.value,
            "note": self.firsts[manual_id].note,
            "changes": [],
            "by_id": self.by_id,
            "published_at": self.now,
        }


def _keep_texts(session: Session, ledger: Appender, batch: "_Batch") -> None:
    firsts = list(batch.texts.items())
    for start in range(0, len(firsts), ROWS_A_STATEMENT):
        part = firsts[start : start + ROWS_A_STATEMENT]
        session.execute(insert(ManualRevision), [batch.to_row(manual_id) for manual_id, _ in part])
        query = select(ManualRevision.id, ManualRevision.manual_id).where(
            ManualRevision.manual_id.in_([manual_id for manual_id, _ in part])
        )
        found = session.execute(query).all()
        records = [
            to_record(id_, batch.views[manual_id], 1, batch.texts[manual_id], batch.by_id, batch.now)
            for id_, manual_id in found
        ]
        leaves = ledger.append_many(session, records)
        ids = [{"revision": id_, "leaf": leaf.id} for (id_, _), leaf in zip(found, leaves, strict=True)]
        session.connection().execute(_NOTE_LEAF, ids)


_REVISIONS = ManualRevision.__table__
_NOTE_LEAF = (
    update(_REVISIONS).where(_REVISIONS.c.id == bindparam("revision")).values(record_id=bindparam("leaf"))  # type: ignore[arg-type]
)


def _key(manual_key: bytes) -> bytes:
    """The first text's own, made from that of the manual."""
    return sha256(b"first text " + manual_key).digest()[:16]


def _list_views(session: Session, manual_ids: Sequence[int], now: datetime) -> list[ManualView]:
    parts = range(0, len(manual_ids), ROWS_A_STATEMENT)
    return [
        view
        for start in parts
        for view in tasks.list_by_id(session, manual_ids[start : start + ROWS_A_STATEMENT], now)
    ]
