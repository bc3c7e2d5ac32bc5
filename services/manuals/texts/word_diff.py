"""The textual difference: what was taken out and what was put in, word by word, within lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[0-9][0-9,.]*|[A-Za-z]+|[가-힣]+|.")
# Both comparisons leave `autojunk` on: what stands in a hundredth of a long text pairs up beside others
# alone. Without it ten thousand lines of one kind would cost minutes.
# Beyond this a line is told as a whole: comparing words costs their product.
MOST_WORDS = 2_000


class How(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    how: How
    text: str


@dataclass(frozen=True)
class DiffLine:
    """A line of the text; `how` is `SAME` also where only some pieces of it changed."""

    how: How
    pieces: tuple[Piece, ...]


def diff_texts(old: str, new: str) -> list[DiffLine]:
    """Two texts as one, line by line; lines that answer each other are compared word by word."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    lines: list[DiffLine] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            lines += [DiffLine(How.SAME, (Piece(How.SAME, line),)) for line in before[a:b]]
        else:
            lines += _diff_block(before[a:b], after[c:d])
    return lines


def diff_words(old: str, new: str) -> list[Piece]:
    """Two lines as one, word by word."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Piece(How.REMOVED, old), Piece(How.ADDED, new)]
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(How.SAME, "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece(How.REMOVED, "".join(before[a:b])))
        if d > c:
            pieces.append(Piece(How.ADDED, "".join(after[c:d])))
    return pieces


def _diff_block(before: Sequence[str], after: Sequence[str]) -> list[DiffLine]:
    """Lines that stand in each other's place, paired in their order where they are alike."""
    lines: list[DiffLine] = []
    for index in range(max(len(before), len(after))):
        old = before[index] if index < len(before) else None
        new = after[index] if index < len(after) else None
        if old is not None and new is not None and _is_alike(old, new):
            lines.append(DiffLine(How.SAME, tuple(diff_words(old, new))))
            continue
        if old is not None:
            lines.append(DiffLine(How.REMOVED, (Piece(How.REMOVED, old),)))
        if new is not None:
            lines.append(DiffLine(How.ADDED, (Piece(How.ADDED, new),)))
    return lines


def _is_alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old[:MOST_WORDS], new[:MOST_WORDS], autojunk=False)
    return matcher.real_quick_ratio() > 0.5 and matcher.quick_ratio() > 0.5
