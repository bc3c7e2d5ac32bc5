"""What the worker does with documents: takes one file after the other, decodes it, keeps the codes.

Invariants
- A file is one worker's for as long as its lease lasts, and the lease is renewed with every progress. A
  worker that dies leaves a lease that runs out; who takes the file next goes on behind the last page kept.
- Codes and the number of pages done are written in one transaction: no page is read twice, none is lost.
- The bytes go in the transaction that ends the file.

No key is needed here: codes are kept as they stand on the paper, and judged where an auditor looks at them.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session

from services.audit.batches import DONE, FAILED, QUEUED, RUNNING, destroy_expired_batches
from services.audit.documents import PAGE_SECONDS, PageCodes, Unreadable, decode_file
from services.audit.models import AuditBatch, AuditChunk, AuditCode, AuditFile
from services.audit.opening import clean_text, looks_like_evidence
from services.clock import Clock
from services.db import Database

LEASE: Final = timedelta(seconds=4 * PAGE_SECONDS)
MOST_ATTEMPTS: Final = 3
KEEP_EVERY: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class Taken:
    """A file that this worker holds; decoding begins at `first_page`."""

    batch_id: bytes
    position: int
    first_page: int


def process_batches(database: Database, clock: Clock, *, page_seconds: float = PAGE_SECONDS) -> int:
    """Decodes every file that waits, and destroys batches whose time is over. Returns: how many files."""
    with database.writing() as session:
        destroy_expired_batches(session, clock.now())
    done = 0
    while taken := _take(database, clock.now()):
        _process(database, taken, clock, page_seconds)
        done += 1
    return done


def _take(database: Database, now: datetime) -> Taken | None:
    """The file that has waited longest, if any does; one that nobody survived is given up."""
    with database.writing() as session:
        waits = or_(AuditFile.state == QUEUED, (AuditFile.state == RUNNING) & (AuditFile.lease_until < now))
        query = (
            select(AuditFile)
            .join(AuditBatch, AuditBatch.id == AuditFile.batch_id)
            .where(waits)
            .order_by(AuditBatch.created_at, AuditFile.position)
            .limit(1)
            .with_for_update(skip_locked=True, of=AuditFile)
        )
        row = session.scalars(query).one_or_none()
        if row is None:
            return None
        row.attempts, row.lease_until, row.state = row.attempts + 1, now + LEASE, RUNNING
        if row.attempts > MOST_ATTEMPTS:
            _finish(session, row, "gave_up")
        return Taken(row.batch_id, row.position, row.pages_done + 1)


def _process(database: Database, taken: Taken, clock: Clock, page_seconds: float) -> None:
    problem = ""
    with tempfile.TemporaryDirectory(prefix="balgil-audit-") as folder:
        path = Path(folder) / "document"
        if not _write_out(database, taken, path):
            return
        try:
            for pages in _in_steps(decode_file(path, taken.first_page, page_seconds), clock):
                if not _keep_pages(database, taken, pages, clock.now()):
                    return
        except Unreadable as error:
            problem = str(error.args[0])
    with database.writing() as session:
        row = _lock(session, taken)
        if row:
            _finish(session, row, problem)


def _write_out(database: Database, taken: Taken, path: Path) -> bool:
    """The file's bytes, piece by piece, for the process that reads them; false when there are none."""
    of_file = (AuditChunk.batch_id == taken.batch_id, AuditChunk.file_position == taken.position)
    with database.reading() as session, path.open("wb") as file:
        path.chmod(0o600)
        for number in session.scalars(
            select(AuditChunk.number).where(*of_file).order_by(AuditChunk.number)
        ).all():
            file.write(
                session.scalars(select(AuditChunk.data).where(*of_file, AuditChunk.number == number)).one()
            )
    return path.stat().st_size > 0


def _in_steps(pages: Iterator[PageCodes], clock: Clock) -> Iterator[Sequence[PageCodes]]:
    """The first page at once, then what has come together in a while."""
    step, kept_at = [], clock.now() - KEEP_EVERY
    for page in pages:
        step.append(page)
        if clock.now() - kept_at >= KEEP_EVERY:
            yield step
            step, kept_at = [], clock.now()
    if step:
        yield step


def _keep_pages(database: Database, taken: Taken, pages: Sequence[PageCodes], now: datetime) -> bool:
    """Keeps the codes of these pages; false when the file is no longer this worker's to read."""
    with database.writing() as session:
        row = _lock(session, taken)
        if row is None or row.state != RUNNING:
            return False
        texts = [(page.page, clean_text(text)) for page in pages for text in page.texts]
        ours = [(page, text) for page, text in texts if looks_like_evidence(text)]
        _insert_codes(session, taken, ours)
        row.pages, row.pages_done, row.lease_until = pages[-1].pages, pages[-1].page, now + LEASE
        row.unreadable_pages += sum(not page.is_readable for page in pages)
        row.other_codes += len(texts) - len(ours)
        return True


def _insert_codes(session: Session, taken: Taken, codes: Sequence[tuple[int, str]]) -> None:
    if not codes:
        return
    of_file = (AuditCode.batch_id == taken.batch_id, AuditCode.file_position == taken.position)
    known = session.scalar(select(func.count()).select_from(AuditCode).where(*of_file)) or 0
    place = {"batch_id": taken.batch_id, "file_position": taken.position}
    rows = [
        {**place, "number": number, "page": page, "text": text}
        for number, (page, text) in enumerate(codes, known)
    ]
    session.execute(insert(AuditCode), rows)


def _lock(session: Session, taken: Taken) -> AuditFile | None:
    query = select(AuditFile).where(
        AuditFile.batch_id == taken.batch_id, AuditFile.position == taken.position
    )
    return session.scalars(query.with_for_update()).one_or_none()


def _finish(session: Session, row: AuditFile, problem: str) -> None:
    """Ends the file's state, and destroys its bytes."""
    row.state, row.problem, row.lease_until = FAILED if problem else DONE, problem, None
    session.execute(
        delete(AuditChunk).where(
            AuditChunk.batch_id == row.batch_id, AuditChunk.file_position == row.position
        )
    )
