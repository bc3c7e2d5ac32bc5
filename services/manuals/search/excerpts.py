"""The passage that is shown: cut to a few lines of a phone, with what was searched for marked."""

import re
from collections.abc import Iterable, Sequence

from services.manuals.search.meaning import Idea
from services.manuals.search.results import Piece

LONGEST_EXCERPT = 120
_BEFORE = 30


def words_of(ideas: Iterable[Idea], law_marks: Sequence[str] = ()) -> list[str]:
    """What is marked, long words before the short ones that they hold."""
    words = {word for idea in ideas for wording in idea.wordings for word in wording.words}
    return sorted({*words, *law_marks}, key=lambda word: (-len(word), word))


def mark(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text in pieces, with the marked ones where the words stand; spaces within a word do not matter."""
    if not words or not text:
        return (Piece(text),) if text else ()
    pattern = "|".join(r"\s?".join(map(re.escape, word)) for word in words)
    pieces, done = [], 0
    for found in re.finditer(pattern, text, re.IGNORECASE):
        if found.start() > done:
            pieces.append(Piece(text[done : found.start()]))
        pieces.append(Piece(found[0], True))
        done = found.end()
    if done < len(text):
        pieces.append(Piece(text[done:]))
    return tuple(pieces)


def cut(line: str, words: Sequence[str]) -> str:
    """At most so many letters of a line, around the first word."""
    if len(line) <= LONGEST_EXCERPT:
        return line
    small = line.lower()
    places = [at for word in words if (at := small.find(word)) >= 0]
    start = max(0, min(places, default=0) - _BEFORE)
    start = min(start, len(line) - LONGEST_EXCERPT)
    part = line[start : start + LONGEST_EXCERPT].strip()
    return f"{'…' if start else ''}{part}{'…' if start + LONGEST_EXCERPT < len(line) else ''}"
