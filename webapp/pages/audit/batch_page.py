"""Batches of documents as their auditor sees them: a line for each code, on a page and in a file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from services import audit
from services.audit import BatchView, FileView, FoundCode, Item, Seen, Verdict
from services.clock import from_millis
from services.texts import N_
from webapp.api.verdicts import audit_keys
from webapp.context import current_person, db, now
from webapp.pages.audit.verdict_words import say_at, say_place, say_sentence, say_when

Place = tuple[int, int]

STATES = {
    "queued": (N_("대기 중"), "neutral", "clock"),
    "running": (N_("읽는 중"), "info", "hourglass"),
    "done": (N_("다 읽음"), "ok", "check"),
    "failed": (N_("읽지 못함"), "bad", "x"),
}
COLUMNS = (
    N_("파일"),
    N_("쪽"),
    N_("판정"),
    N_("이유"),
    N_("이름"),
    N_("직원번호"),
    N_("부서"),
    N_("찍은 때 (휴대전화 시계)"),
    N_("곳"),
    N_("오차 (m)"),
)
# What a spreadsheet would take for a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """A code where it stands, and what is to say about it; `text` is sealed."""

    file: str
    page: int
    text: str
    kind: str
    label: str
    because: str
    seen: Seen | None

    @property
    def title(self) -> str:
        if self.seen is None:
            return self.because
        return " · ".join(filter(None, (self.seen.staff_name, say_place(self.seen))))

    @property
    def note(self) -> str:
        if self.seen is None:
            return ""
        when = say_when(self.seen)
        return when if self.kind == audit.Overall.GENUINE else f"{when} · {self.because}"


@dataclass(frozen=True)
class BatchPage:
    """`after` is where the list continues, None at its end."""

    batch: BatchView
    lines: Sequence[Line]
    after: Place | None


def list_own_batches() -> list[BatchView]:
    with db().reading() as session:
        return audit.list_batches(session, current_person().staff_id)


def load_batch_page(batch_id: bytes, after: Place | None, limit: int) -> BatchPage:
    """A part of the codes, judged now; whose evidences are shown for the first time is noted before.

    Raises: NotFound for whoever has not handed the batch in.
    """
    auditor_id = current_person().staff_id
    with db().reading() as session:
        batch = audit.get_batch(session, auditor_id, batch_id)
        codes = audit.list_codes(session, auditor_id, batch_id, after=after, limit=limit)
        verdicts = audit.judge_texts(session, audit_keys(), [Item(code.text) for code in codes], now())
    _note(batch_id, codes, verdicts)
    lines = [_to_line(batch.files, *pair) for pair in zip(codes, verdicts, strict=True)]
    return BatchPage(batch, lines, codes[-1].place if len(codes) == limit else None)


def _note(batch_id: bytes, codes: Sequence[FoundCode], verdicts: Sequence[Verdict]) -> None:
    if all(code.shown_at for code in codes):
        return
    told = dict(zip((code.place for code in codes), verdicts, strict=True))
    with db().writing() as session:
        fresh = audit.note_shown(session, batch_id, codes, now())
        audit.log_verdicts(session, [told[code.place] for code in fresh], current_person().staff_id, now())


def _to_line(files: Sequence[FileView], code: FoundCode, verdict: Verdict) -> Line:
    names = {file.position: file.name for file in files}
    return Line(
        file=names[code.file_position],
        page=code.page,
        text=code.text,
        kind=verdict.overall.value,
        label=gettext(audit.OVERALL[verdict.overall]),
        because=say_sentence(verdict.deciding)[0],
        seen=verdict.seen,
    )


def export_batch(batch_id: bytes) -> str:
    """All codes of a batch as CSV: bands and no points, nothing that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([gettext(name) for name in COLUMNS])
    for line in _list_lines(batch_id):
        writer.writerow([_tame(str(value)) for value in _to_row(line)])
    return out.getvalue()


def _list_lines(batch_id: bytes) -> Iterator[Line]:
    after: Place | None = None
    while True:
        part = load_batch_page(batch_id, after, audit.MOST_AT_ONCE)
        yield from part.lines
        if part.after is None:
            return
        after = part.after


def _to_row(line: Line) -> list[str | int]:
    start: list[str | int] = [line.file, line.page, line.label, line.because]
    if line.seen is None:
        return [*start, *[""] * (len(COLUMNS) - len(start))]
    seen = line.seen
    when = say_at(from_millis(seen.captured_at_ms))
    return [
        *start,
        seen.staff_name,
        seen.staff_number,
        seen.unit_name,
        when,
        say_place(seen),
        seen.accuracy_m,
    ]


def _tame(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
