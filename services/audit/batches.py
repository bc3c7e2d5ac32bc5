"""Documents that an auditor hands in: kept until they are decoded, their codes until the batch expires.

A batch is its auditor's alone. The bytes of a file wait in the database, so that a crash loses none and any
worker can take them; they are destroyed as soon as the file is decoded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Final

from sqlalchemy import Select, delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from services.audit.documents import looks_like_document
from services.audit.models import LONGEST_NAME, AuditBatch, AuditChunk, AuditCode, AuditFile
from services.errors import Conflict, Invalid, NotFound
from services.texts import N_, tidy_line

BATCH_ID_BYTES: Final = 16
MOST_FILES: Final = 40
CHUNK_BYTES: Final = 1 << 20
QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"

PROBLEMS: Final = {
    "empty": N_("내용이 없는 파일이에요."),
    "not_a_document": N_("PDF나 그림이 아니에요. PDF, JPG, PNG, TIFF 파일을 올려 주세요."),
    "damaged": N_("파일이 손상되어 읽을 수 없어요. 다시 스캔해 주세요."),
    "locked": N_("암호가 걸린 PDF예요. 암호를 풀어 다시 올려 주세요."),
    "too_large": N_("그림이 너무 커서 읽을 수 없어요. 해상도를 낮춰 다시 올려 주세요."),
    "too_many_pages": N_("한 파일에 2,000쪽까지 읽을 수 있어요. 나누어 올려 주세요."),
    "gave_up": N_("읽는 중에 여러 번 멈췄어요. 다시 스캔하거나 나누어 올려 주세요."),
}


@dataclass(frozen=True)
class NewFile:
    name: str
    stream: IO[bytes]


@dataclass(frozen=True)
class FileView:
    """A file; `problem` is a key of `PROBLEMS` for a failed one. `pages` is None until they were counted."""

    position: int
    name: str
    size: int
    state: str
    problem: str
    pages: int | None
    pages_done: int
    unreadable_pages: int
    other_codes: int

    @property
    def sentence(self) -> str:
        return PROBLEMS.get(self.problem, "")


@dataclass(frozen=True)
class BatchView:
    id: bytes
    created_at: datetime
    expires_at: datetime
    files: Sequence[FileView]
    codes: int

    @property
    def state(self) -> str:
        """queued until the first file was taken, failed only if every file has."""
        states = {file.state for file in self.files}
        if states <= {DONE, FAILED}:
            return DONE if DONE in states else FAILED
        return QUEUED if states == {QUEUED} else RUNNING

    @property
    def pages(self) -> int:
        return sum(file.pages or 0 for file in self.files)

    @property
    def pages_done(self) -> int:
        return sum(file.pages_done for file in self.files)


@dataclass(frozen=True)
class FoundCode:
    """An evidence's code on a page, as it stands there: sealed. `place` orders the codes of a batch."""

    file_position: int
    number: int
    page: int
    text: str
    shown_at: datetime | None

    @property
    def place(self) -> tuple[int, int]:
        return self.file_position, self.number


def create_batch(
    session: Session,
    auditor_id: int,
    batch_id: bytes,
    files: Sequence[NewFile],
    now: datetime,
    *,
    kept_for: timedelta,
) -> BatchView:
    """Takes the files in. The same id again gives the first answer, and reads nothing.

    A file that is no document by its first bytes fails at once, unless none is one.
    Raises: Invalid `batch_id`, `no_files`, `too_many_files`, `not_a_document`; Conflict `id_taken`.
    """
    if len(batch_id) != BATCH_ID_BYTES:
        raise Invalid("batch_id", N_("화면을 새로 고친 뒤 다시 해 주세요."))
    if not 1 <= len(files) <= MOST_FILES:
        raise Invalid("too_many_files" if files else "no_files", N_("파일을 하나에서 40개까지 올려 주세요."))
    known = session.get(AuditBatch, batch_id)
    if known is not None:
        if known.auditor_id != auditor_id:
            raise Conflict("id_taken", N_("화면이 오래되었어요. 새로 고친 뒤 다시 해 주세요."))
        return get_batch(session, auditor_id, batch_id)
    session.add(AuditBatch(id=batch_id, auditor_id=auditor_id, created_at=now, expires_at=now + kept_for))
    session.flush()
    rows = [_keep_file(session, batch_id, position, file) for position, file in enumerate(files)]
    if all(row.state == FAILED for row in rows):
        sentence = PROBLEMS[rows[0].problem]
        raise Invalid("not_a_document", sentence, fields={"files": sentence})
    return get_batch(session, auditor_id, batch_id)


def _keep_file(session: Session, batch_id: bytes, position: int, file: NewFile) -> AuditFile:
    """The row of a file, and its bytes piece by piece: at most one of them is in memory."""
    piece = file.stream.read(CHUNK_BYTES)
    problem = "" if looks_like_document(piece) else "not_a_document" if piece else "empty"
    row = AuditFile(
        batch_id=batch_id,
        position=position,
        name=tidy_line(file.name)[:LONGEST_NAME],
        size=0,
        state=FAILED if problem else QUEUED,
        problem=problem,
        pages_done=0,
        unreadable_pages=0,
        other_codes=0,
        attempts=0,
    )
    session.add(row)
    session.flush()
    number = 0
    while piece and not problem:
        place = {"batch_id": batch_id, "file_position": position, "number": number}
        session.execute(insert(AuditChunk), [{**place, "data": piece}])
        row.size, number = row.size + len(piece), number + 1
        piece = file.stream.read(CHUNK_BYTES)
    session.flush()
    return row


def get_batch(session: Session, auditor_id: int, batch_id: bytes) -> BatchView:
    """A batch, to the auditor who handed it in; to everybody else it does not exist."""
    found = _to_views(session, select(AuditBatch).where(AuditBatch.id == batch_id), auditor_id)
    if not found:
        raise NotFound("batch_not_found", N_("그런 서류 묶음이 없어요. 보관 기간이 지났을 수 있어요."))
    return found[0]


def list_batches(session: Session, auditor_id: int, limit: int = 100) -> list[BatchView]:
    """An auditor's batches, newest first."""
    query = select(AuditBatch).order_by(AuditBatch.created_at.desc(), AuditBatch.id).limit(limit)
    return _to_views(session, query, auditor_id)


def list_codes(
    session: Session,
    auditor_id: int,
    batch_id: bytes,
    *,
    after: tuple[int, int] | None = None,
    limit: int = 500,
) -> list[FoundCode]:
    """The codes of a batch in the order of its files and pages; `after` continues behind a code's place."""
    get_batch(session, auditor_id, batch_id)
    place = (AuditCode.file_position, AuditCode.number)
    query = select(*place, AuditCode.page, AuditCode.text, AuditCode.shown_at)
    query = query.where(AuditCode.batch_id == batch_id).order_by(*place).limit(limit)
    if after is not None:
        # A place behind all codes may be asked for; PostgreSQL's small integers end long before it.
        query = query.where(tuple_(*place) > (min(after[0], MOST_FILES), after[1]))
    return [FoundCode(*row) for row in session.execute(query)]


def note_shown(
    session: Session, batch_id: bytes, codes: Sequence[FoundCode], now: datetime
) -> list[FoundCode]:
    """Those whose verdicts are shown for the first time: a page that asks again is not a new look."""
    fresh = [code for code in codes if code.shown_at is None]
    if fresh:
        place = tuple_(AuditCode.file_position, AuditCode.number)
        session.execute(
            update(AuditCode)
            .where(AuditCode.batch_id == batch_id, place.in_([code.place for code in fresh]))
            .values(shown_at=now)
        )
    return fresh


def destroy_batch(session: Session, auditor_id: int, batch_id: bytes) -> None:
    """Destroys an own batch before its time."""
    get_batch(session, auditor_id, batch_id)
    session.execute(delete(AuditBatch).where(AuditBatch.id == batch_id))


def destroy_expired_batches(session: Session, now: datetime) -> None:
    """Destroys what was kept long enough, with all that was found in it."""
    session.execute(delete(AuditBatch).where(AuditBatch.expires_at <= now))


def _to_views(session: Session, query: Select[AuditBatch], auditor_id: int) -> list[BatchView]:
    batches = session.scalars(query.where(AuditBatch.auditor_id == auditor_id)).all()
    ids = [batch.id for batch in batches]
    files: dict[bytes, list[FileView]] = {batch_id: [] for batch_id in ids}
    rows = select(AuditFile).where(AuditFile.batch_id.in_(ids)).order_by(AuditFile.position)
    for row in session.scalars(rows.execution_options(populate_existing=True)):
        files[row.batch_id].append(_to_file(row))
    counted = select(AuditCode.batch_id, func.count()).where(AuditCode.batch_id.in_(ids))
    codes = {row[0]: row[1] for row in session.execute(counted.group_by(AuditCode.batch_id))}
    return [
        BatchView(batch.id, batch.created_at, batch.expires_at, files[batch.id], codes.get(batch.id, 0))
        for batch in batches
    ]


def _to_file(row: AuditFile) -> FileView:
    return FileView(
        position=row.position,
        name=row.name,
        size=row.size,
        state=row.state,
        problem=row.problem,
        pages=row.pages,
        pages_done=row.pages_done,
        unreadable_pages=row.unreadable_pages,
        other_codes=row.other_codes,
    )
