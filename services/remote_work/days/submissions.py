"""How a plan or a result is put before the lead: its text, and what of it asks for a closer look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.approvals import Submission
from services.clock import SEOUL, to_millis
from services.crypto import canonical
from services.remote_work.days.day_types import (
    Came,
    Deadlines,
    MarkView,
    Moment,
    Part,
    Place,
    Readiness,
    ResultLine,
    Timing,
)
from services.remote_work.days.models import RemoteText
from services.remote_work.days.stored import day_key

FORMAT = "balgil-remote-text-v1"
LONGEST_TITLE = 120
# A phone's clock that is this far off is told: times by its word are then worth less.
CLOCK_OFF_S = 300


def content_of(row: RemoteText) -> bytes:
    """The text as its leaf and its approval commit to it (deterministic CBOR)."""
    fields: list[canonical.Value] = [
        FORMAT,
        row.part,
        row.staff_id,
        row.held_on.isoformat(),
        row.revision,
        [list(line) for line in row.lines],
        row.note,
        row.plan_id,
        to_millis(row.stated_at),
        to_millis(row.received_at),
    ]
    return canonical.encode(fields)


@dataclass(frozen=True)
class Matter:
    """All that the lead must know of a text: what it says, how it came, and what else is known of the day."""

    row: RemoteText
    lines: Sequence[ResultLine]
    deadlines: Deadlines
    readiness: Readiness
    place: Place
    marks: Mapping[Moment, MarkView]

    @property
    def part(self) -> Part:
        return Part(self.row.part)


def make_submission(matter: Matter) -> Submission:
    row, part, deadlines = matter.row, matter.part, matter.deadlines
    told: list[tuple[str, str]] = [
        ("held_on", format_on(row.held_on)),
        ("place", matter.place.value),
        ("hours", f"{_clock(deadlines.starts_at)} ~ {_clock(deadlines.ends_at)}"),
        *((_label(part, line), say_line(line)) for line in matter.lines),
    ]
    if row.note:
        told.append(("note", row.note))
    if part is Part.RESULT:
        marks = [matter.marks[moment] for moment in Moment if moment in matter.marks]
        told += [line for mark in marks for line in _say_came(mark.moment, mark.came)]
    told += _say_came("received", Came(row.received_at, row.stated_at))
    kind, key = part.approval_kind, day_key(row.staff_id, row.held_on)
    cautions, facts = list(_find_cautions(matter)), {"lines": len(matter.lines)}
    return Submission(kind, key, title_of(matter.lines), content_of(row), told, cautions, facts=facts)


def title_of(lines: Sequence[ResultLine]) -> str:
    """The first line, and how many more there are."""
    first = lines[0].text
    first = first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"
    return first if len(lines) == 1 else f"{first} 외 {len(lines) - 1}건"


def say_line(line: ResultLine) -> str:
    """A line with its count and note; whether it was done is the label's to say."""
    count = "" if line.count is None else f" · {line.count:,}건"
    return f"{line.text}{count}" + (f" · {line.note}" if line.note else "")


def format_on(on: date) -> str:
    return f"{on.year}. {on.month}. {on.day}."


def _find_cautions(matter: Matter) -> Iterator[str]:
    row, part = matter.row, matter.part
    if row.revision > 1:
        yield "changed"
    elif row.timing == Timing.STATED:
        yield f"{part}_stated"
    elif row.timing == Timing.LATE:
        yield f"{part}_late"
    if row.clock_off_s is not None and abs(row.clock_off_s) > CLOCK_OFF_S:
        yield "clock_off"
    # Nobody has forwarded her phone yet when she writes the plan.
    looked_at = matter.readiness.missing_before_wish
    if part is Part.RESULT:
        looked_at = matter.readiness.missing
        if not all(line.is_done for line in matter.lines if line.is_planned):
            yield "not_all_done"
        if len(matter.marks) < len(Moment):
            yield "unmarked"
    yield from (f"{code}_missing" for code in looked_at)


def _say_came(label: str, came: Came) -> list[tuple[str, str]]:
    """When the server had it; besides, when the phone says that it was made, where that is another minute."""
    received, stated = _format_at(came.received_at), _format_at(came.stated_at)
    return [(str(label), received), *([(f"{label}_stated", stated)] if stated != received else [])]


def _label(part: Part, line: ResultLine) -> str:
    if part is Part.PLAN:
        return "planned"
    if not line.is_planned:
        return "besides" if line.is_done else "besides_open"
    return "done" if line.is_done else "not_done"


def _format_at(at: datetime) -> str:
    local = at.astimezone(SEOUL)
    return f"{format_on(local.date())} {local:%H:%M}"


def _clock(at: datetime) -> str:
    return f"{at.astimezone(SEOUL):%H:%M}"
