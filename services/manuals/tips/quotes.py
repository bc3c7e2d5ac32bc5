"""A passage as it stands in a manual, with the words of the question marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.manuals.search import Piece
from services.manuals.tasks import ManualView

LONGEST_QUOTE = 240


@dataclass(frozen=True)
class Quote:
    """A passage; `section` is one of the manual's, or `tip`. `pieces` are its text with the words marked,
    `share` is the part of the question that it says, from 0 to 1."""

    manual: ManualView
    section: str
    text: str
    pieces: Sequence[Piece]
    score: float
    share: float


def cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def mark(text: str, words: Sequence[str]) -> Sequence[Piece]:
    """The text in pieces, the words of the question marked."""
    small = text.lower()
    spans: list[tuple[int, int]] = []
    for word in sorted(words, key=len, reverse=True):
        at = small.find(word)
        while at >= 0:
            if all(at + len(word) <= low or high <= at for low, high in spans):
                spans.append((at, at + len(word)))
            at = small.find(word, at + len(word))
    found: list[Piece] = []
    last = 0
    for start, end in sorted(spans):
        found += [Piece(text[last:start]), Piece(text[start:end], is_marked=True)]
        last = end
    return tuple(piece for piece in (*found, Piece(text[last:])) if piece.text)
