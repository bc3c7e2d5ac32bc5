"""What is asked of search, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

PAGE_LINES = 10


@dataclass(frozen=True)
class Query:
    """What somebody typed and where to look. `institution_id` None: all institutions of the database.

    `section` is a section of the manual or `tip`; `page` counts from 1.
    """

    text: str
    institution_id: int | None
    unit_id: int | None = None
    section: str | None = None
    page: int = 1


@dataclass(frozen=True)
class Piece:
    """A piece of an excerpt; marked where it is what was searched for."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class Hit:
    """`section` is where the passage stands; `why` is `title`, `keyword`, `law` or `text`."""

    manual_id: int
    title: Sequence[Piece]
    unit_id: int
    section: str | None
    excerpt: Sequence[Piece]
    score: float
    why: str
    updated_on: date

    @property
    def title_text(self) -> str:
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True)
class Results:
    """`total` counts the manuals that fit. `corrected` says what was searched for instead of what was typed,
    where that was not a word: the wrong keyboard, a slip, initials. `missing` are words of the query that no
    manual says: whatever was found fits the others only."""

    hits: Sequence[Hit]
    total: int
    page: int
    pages: int
    corrected: str | None
    took_ms: float
    missing: Sequence[str] = ()
