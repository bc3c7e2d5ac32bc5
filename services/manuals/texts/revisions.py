"""Published texts: the one in force, and all that were before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, defer

from services import people
from services.crypto import canonical
from services.errors import NotFound
from services.locks import ROWS_A_STATEMENT
from services.manuals.sections import Section
from services.manuals.texts.changes import Change, from_rows
from services.manuals.texts.models import ManualRevision
from services.texts import N_

CONTENT_VERSION = 1
EMPTY: Mapping[Section, str] = dict.fromkeys(Section, "")
_TEXTS = [getattr(ManualRevision, section.value) for section in Section]


class Reason(StrEnum):
    """Why a text was published; the first three after `FIRST` are those that a quick fix offers."""

    FIRST = "first"
    LAW = "law"
    GUIDANCE = "guidance"
    ERROR = "error"
    UPDATE = "update"
    RESTORE = "restore"
    IMPORT = "import"
    UNDONE = "undone"


@dataclass(frozen=True)
class Revision:
    """A published text without its sections, as histories list it."""

    manual_id: int
    number: int
    title: str
    reason: Reason
    note: str
    changes: tuple[Change, ...]
    by_id: int
    by_name: str
    published_at: datetime
    record_id: int | None

    @property
    def sections(self) -> tuple[Section, ...]:
        """Where it differs from the one before."""
        touched = {change.section for change in self.changes}
        return tuple(section for section in Section if section in touched)


@dataclass(frozen=True)
class Published(Revision):
    """A published text with all six sections, in Markdown."""

    texts: Mapping[Section, str]


def load_published(session: Session, manual_id: int) -> Published | None:
    """The text in force; None before a first publication."""
    query = select(ManualRevision).where(ManualRevision.manual_id == manual_id)
    row = session.scalar(query.order_by(ManualRevision.number.desc()).limit(1))
    return None if row is None else _to_published(row, people.names_of(session, [row.by_id]))


def list_published(session: Session, manual_ids: Collection[int]) -> dict[int, Published]:
    """The texts in force of many, by manual: for exports, packs and indexes."""
    found: dict[int, Published] = {}
    ids = sorted(set(manual_ids))
    for start in range(0, len(ids), ROWS_A_STATEMENT):
        query = _newest(ids[start : start + ROWS_A_STATEMENT])
        rows = session.scalars(query).all()
        names = people.names_of(session, {row.by_id for row in rows})
        found |= {row.manual_id: _to_published(row, names) for row in rows}
    return found


def _newest(manual_ids: Collection[int]) -> Select[ManualRevision]:
    newest = (
        select(ManualRevision.manual_id, func.max(ManualRevision.number).label("number"))
        .where(ManualRevision.manual_id.in_(manual_ids))
        .group_by(ManualRevision.manual_id)
        .subquery()
    )
    is_newest = and_(ManualRevision.manual_id == newest.c.manual_id, ManualRevision.number == newest.c.number)
    return select(ManualRevision).join(newest, is_newest)


def load_revision(session: Session, manual_id: int, number: int) -> Published:
    """Raises: NotFound `revision_not_found`."""
    query = select(ManualRevision).where(
        ManualRevision.manual_id == manual_id, ManualRevision.number == number
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound("revision_not_found", N_("그 번호로 게시한 내용이 없어요."))
    return _to_published(row, people.names_of(session, [row.by_id]))


def find_texts(session: Session, manual_id: int, number: int) -> Mapping[Section, str]:
    """The sections of a number; six empty ones for 0. Raises: NotFound."""
    return EMPTY if number == 0 else load_revision(session, manual_id, number).texts


def list_revisions(
    session: Session, manual_id: int, limit: int = 50, before: int | None = None
) -> list[Revision]:
    """What was published, the newest first, without the texts; `before` is a number."""
    query = select(ManualRevision).where(ManualRevision.manual_id == manual_id)
    if before is not None:
        query = query.where(ManualRevision.number < before)
    query = query.options(*(defer(column) for column in _TEXTS))
    rows = session.scalars(query.order_by(ManualRevision.number.desc()).limit(limit)).all()
    names = people.names_of(session, {row.by_id for row in rows})
    return [Revision(**_frame(row, names)) for row in rows]


def texts_of(row: ManualRevision) -> dict[Section, str]:
    return {section: getattr(row, section.value) for section in Section}


def columns_of(texts: Mapping[Section, str]) -> dict[str, str]:
    """The six sections as the columns of a row, in their order."""
    return {section.value: texts[section] for section in Section}


def hash_texts(title: str, texts: Mapping[Section, str]) -> bytes:
    """SHA-256 of the deterministic CBOR of [1, title, [six sections in their order]]."""
    ordered = [texts[section] for section in Section]
    return sha256(canonical.encode([CONTENT_VERSION, title, ordered])).digest()


def _to_published(row: ManualRevision, names: Mapping[int, str]) -> Published:
    return Published(**_frame(row, names), texts=texts_of(row))


def _frame(row: ManualRevision, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "manual_id": row.manual_id,
        "number": row.number,
        "title": row.title,
        "reason": Reason(row.reason),
        "note": row.note,
        "changes": from_rows(row.changes),
        "by_id": row.by_id,
        "by_name": names.get(row.by_id, ""),
        "published_at": row.published_at,
        "record_id": row.record_id,
    }
