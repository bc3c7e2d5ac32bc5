"""Two published texts of a manual: the difference in people's words, and letter by letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.errors import NotFound
from services.manuals import Section, tasks, texts
from services.texts import N_
from webapp.pages.manuals.materials_page import open_manual

# So many lines stand around what changed; longer stretches that are alike are counted.
AROUND = 2


@dataclass(frozen=True)
class Gap:
    """Lines that are alike and not shown."""

    count: int
    is_gap: bool = True


@dataclass(frozen=True)
class ShownLine:
    how: str
    pieces: Sequence[texts.Piece]
    is_gap: bool = False


@dataclass(frozen=True)
class SectionDifference:
    """`changes` are sentences, `lines` the textual difference."""

    section: Section
    changes: Sequence[texts.Change]
    lines: Sequence[ShownLine | Gap]


@dataclass(frozen=True)
class DifferencePage:
    """From one published number to a later one; `old` is None where it begins before the first."""

    manual: tasks.ManualView
    old: texts.Published | None
    new: texts.Published
    sections: Sequence[SectionDifference]
    mark: tasks.Mark

    @property
    def is_newest(self) -> bool:
        return self.new.number == self.manual.number


def load_difference(
    session: Session, manual_id: int, number: int, from_number: int | None, staff_id: int
) -> DifferencePage:
    """Against the number before, or an earlier one that is asked for. Raises: NotFound."""
    manual = open_manual(session, manual_id)
    new = texts.load_revision(session, manual_id, number)
    start = number - 1 if from_number is None else from_number
    if not 0 <= start < number:
        raise NotFound("revision_not_found", N_("그 번호로 게시한 내용이 없어요."))
    old = texts.load_revision(session, manual_id, start) if start else None
    before = old.texts if old else texts.EMPTY
    told = new.changes if start == number - 1 else texts.describe_changes(before, new.texts)
    sections = compare_sections(before, new.texts, told)
    return DifferencePage(manual, old, new, sections, tasks.find_mark(session, manual_id, staff_id))


def compare_sections(
    before: Mapping[Section, str], after: Mapping[Section, str], told: Sequence[texts.Change]
) -> Sequence[SectionDifference]:
    """Only the sections that are not alike."""
    return [
        SectionDifference(
            section=section,
            changes=[change for change in told if change.section is section],
            lines=fold(texts.diff_texts(before[section], after[section])),
        )
        for section in Section
        if section in after and before[section] != after[section]
    ]


def fold(lines: Sequence[texts.DiffLine]) -> Sequence[ShownLine | Gap]:
    """What changed with a few lines around it."""
    changed = {at for at, line in enumerate(lines) if _is_changed(line)}
    near = {at + step for at in changed for step in range(-AROUND, AROUND + 1)}
    return list(_fold(lines, near))


def _fold(lines: Sequence[texts.DiffLine], near: set[int]) -> Iterator[ShownLine | Gap]:
    hidden = 0
    for at, line in enumerate(lines):
        if at not in near:
            hidden += 1
            continue
        if hidden:
            yield Gap(hidden)
            hidden = 0
        yield ShownLine(line.how.value, line.pieces)
    if hidden:
        yield Gap(hidden)


def _is_changed(line: texts.DiffLine) -> bool:
    return any(piece.how is not texts.How.SAME for piece in line.pieces)
