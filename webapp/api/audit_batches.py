"""Documents with codes on them: handed in at once, decoded by the worker, judged when they are looked at."""

import secrets
from datetime import timedelta

from flask import Blueprint, request
from flask_babel import gettext

from services import audit
from services.audit import BatchView, FileView, FoundCode, Item, NewFile, Verdict
from services.errors import Invalid
from services.texts import N_
from webapp.access import roles
from webapp.api.verdicts import audit_keys
from webapp.context import current_person, db, now, settings
from webapp.openapi import Body, endpoint
from webapp.pages.audit.verdict_answers import VerdictAnswer, answer_verdict

blueprint = Blueprint("api_audit_batches", __name__)
ID_BYTES = 16


class FileAnswer(Body):
    """A file: queued, running, done or failed, then with a sentence. `pages` is null until counted."""

    name: str
    size: int
    state: str
    problem: str
    sentence: str
    pages: int | None
    pages_done: int
    unreadable_pages: int
    other_codes: int


class CodeAnswer(Body):
    """A code on a page; files count from 0, pages from 1. `text` is as it stands there: sealed."""

    file: int
    page: int
    text: str
    verdict: VerdictAnswer


class BatchAnswer(Body):
    """A batch: queued, running, done or failed. `next` continues a list of more than 500 codes."""

    id: str
    state: str
    created_at: str
    expires_at: str
    pages: int
    pages_done: int
    files: list[FileAnswer]
    codes: list[CodeAnswer]
    next: str | None


@blueprint.post("/audit-batches")
@roles("auditor")
@endpoint(None, BatchAnswer, status=202, summary="Takes PDF files and pictures (multipart, field `files`)")
def post_batch() -> BatchAnswer:
    if request.mimetype != "multipart/form-data":
        raise Invalid("unsupported_media_type", N_("파일을 multipart/form-data로 보내 주세요."))
    files = [NewFile(file.filename or "", file.stream) for _, file in request.files.items(multi=True)]
    batch_id, auditor_id = read_id(request.form.get("id", "")), current_person().staff_id
    kept_for = timedelta(days=settings().audit_batch_days)
    with db().writing() as session:
        batch = audit.create_batch(session, auditor_id, batch_id, files, now(), kept_for=kept_for)
    return answer_batch(batch, [], None)


@blueprint.get("/audit-batches/<hex(16):batch_id>")
@roles("auditor")
@endpoint(None, BatchAnswer, summary="A batch, its progress, and a verdict for each code found so far")
def show_batch(batch_id: bytes) -> BatchAnswer:
    auditor_id, after = current_person().staff_id, read_place(request.args.get("after", ""))
    with db().reading() as session:
        batch = audit.get_batch(session, auditor_id, batch_id)
        codes = audit.list_codes(session, auditor_id, batch_id, after=after, limit=audit.MOST_AT_ONCE)
        verdicts = audit.judge_texts(session, audit_keys(), [Item(code.text) for code in codes], now())
    _note(batch_id, codes, verdicts)
    pairs = list(zip(codes, verdicts, strict=True))
    has_more = len(codes) == audit.MOST_AT_ONCE
    return answer_batch(batch, pairs, codes[-1].place if has_more else None)


def _note(batch_id: bytes, codes: list[FoundCode], verdicts: list[Verdict]) -> None:
    """Notes whose evidences are told about for the first time: asking for progress is no new look."""
    if all(code.shown_at for code in codes):
        return
    told = dict(zip((code.place for code in codes), verdicts, strict=True))
    with db().writing() as session:
        fresh = audit.note_shown(session, batch_id, codes, now())
        audit.log_verdicts(session, [told[code.place] for code in fresh], current_person().staff_id, now())


def read_id(text: str) -> bytes:
    """The id that the device has made; a client without one gets one."""
    if not text:
        return secrets.token_bytes(ID_BYTES)
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Invalid("batch_id", N_("화면을 새로 고친 뒤 다시 해 주세요.")) from None


def read_place(text: str) -> tuple[int, int] | None:
    """Where a list continues: the `next` of an earlier answer."""
    parts = text.split("-")
    if not text:
        return None
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise Invalid("after", N_("목록의 처음부터 다시 보아 주세요."))
    return int(parts[0]), int(parts[1])


def answer_batch(
    batch: BatchView, codes: list[tuple[FoundCode, Verdict]], after: tuple[int, int] | None
) -> BatchAnswer:
    return BatchAnswer(
        id=batch.id.hex(),
        state=batch.state,
        created_at=batch.created_at.isoformat(),
        expires_at=batch.expires_at.isoformat(),
        pages=batch.pages,
        pages_done=batch.pages_done,
        files=[_answer_file(file) for file in batch.files],
        codes=[
            CodeAnswer(
                file=code.file_position, page=code.page, text=code.text, verdict=answer_verdict(judged)
            )
            for code, judged in codes
        ],
        next=f"{after[0]}-{after[1]}" if after else None,
    )


def _answer_file(file: FileView) -> FileAnswer:
    return FileAnswer(
        name=file.name,
        size=file.size,
        state=file.state,
        problem=file.problem,
        sentence=gettext(file.sentence) if file.sentence else "",
        pages=file.pages,
        pages_done=file.pages_done,
        unreadable_pages=file.unreadable_pages,
        other_codes=file.other_codes,
    )
