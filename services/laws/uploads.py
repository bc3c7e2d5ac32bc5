"""Files that an editor has uploaded: kept until she has looked at what they would do, and taken in once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.errors import Conflict, NotFound
from services.laws.files import read_upload
from services.laws.importing import SourceFile
from services.laws.models import LONGEST_FILENAME, LawUpload
from services.texts import N_, tidy_line

KEPT_FOR = timedelta(hours=24)
MOST_LISTED = 20


@dataclass(frozen=True)
class UploadView:
    """An upload; `versions` and `flags` are what taking it in came to."""

    id: str
    filename: str
    planned_at: datetime
    planned_by_id: int
    applied_at: datetime | None
    versions: int | None
    flags: int | None


def keep_upload(session: Session, filename: str, data: bytes, by_id: int, now: datetime) -> str:
    """Keeps a file for a day under an id that nobody guesses. Raises: Malformed `law_archive`."""
    read_upload(filename, data)
    upload_id = secrets.token_urlsafe(16)
    session.add(
        LawUpload(
            id=upload_id,
            filename=tidy_line(filename)[:LONGEST_FILENAME],
            content=data,
            planned_at=now,
            planned_by_id=by_id,
        )
    )
    session.flush()
    return upload_id


def find_upload(session: Session, upload_id: str) -> UploadView:
    """Raises: NotFound `law_upload_not_found`."""
    return _to_view(_get_row(session, upload_id))


def open_upload(session: Session, upload_id: str, now: datetime) -> Sequence[SourceFile]:
    """The files of an upload that waits.

    Raises: NotFound `law_upload_not_found`, also after a day; Conflict `law_upload_applied`.
    """
    row = _get_row(session, upload_id)
    if row.applied_at is not None:
        raise Conflict("law_upload_applied", N_("이미 반영한 파일이에요."))
    if row.planned_at < now - KEPT_FOR:
        raise _gone()
    return read_upload(row.filename, row.content)


def close_upload(session: Session, upload_id: str, versions: int, flags: int, now: datetime) -> None:
    """Notes what it came to; its bytes are not needed any more. Raises: Conflict `law_upload_applied`."""
    done = session.execute(
        update(LawUpload)
        .where(LawUpload.id == upload_id, LawUpload.applied_at.is_(None))
        .values(applied_at=now, versions=versions, flags=flags, content=b"")
        .returning(LawUpload.id)
    )
    if done.first() is None:
        raise Conflict("law_upload_applied", N_("이미 반영한 파일이에요."))


def destroy_old_uploads(session: Session, now: datetime) -> None:
    """Those that nobody took in within a day go, with their files."""
    session.execute(
        delete(LawUpload).where(LawUpload.applied_at.is_(None), LawUpload.planned_at < now - KEPT_FOR)
    )


def list_uploads(session: Session) -> list[UploadView]:
    """Those that were taken in, the newest first."""
    query = (
        select(LawUpload)
        .where(LawUpload.applied_at.is_not(None))
        .order_by(LawUpload.applied_at.desc(), LawUpload.id)
        .limit(MOST_LISTED)
    )
    return [_to_view(row) for row in session.scalars(query)]


def _get_row(session: Session, upload_id: str) -> LawUpload:
    row = session.get(LawUpload, upload_id, populate_existing=True)
    if row is None:
        raise _gone()
    return row


def _gone() -> NotFound:
    return NotFound("law_upload_not_found", N_("올린 파일이 없어요. 하루가 지나면 지워져요."))


def _to_view(row: LawUpload) -> UploadView:
    return UploadView(**{name: getattr(row, name) for name in UploadView.__dataclass_fields__})
