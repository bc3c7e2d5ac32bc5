"""What search is given of a manual, and what it keeps of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from services.manuals.search.models import LONGEST_TITLE, SearchEntry
from services.manuals.search.words import KNOWN, clean, clean_lines, join, own_words, tokens

TIP = "tip"
_BETWEEN_KEYWORDS = "\n"


@dataclass(frozen=True)
class Passage:
    """Plain text of a section of the manual (`services.manuals.sections`), or of a reader's tip (`tip`)."""

    section: str
    text: str


@dataclass(frozen=True)
class Entry:
    """A manual as it is published, whole: what is put again replaces what was there."""

    manual_id: int
    institution_id: int
    unit_id: int
    title: str
    keywords: Sequence[str]
    passages: Sequence[Passage]
    updated_on: date


@dataclass(frozen=True)
class Kept:
    """An entry as it is kept: what it is found by follows from it alone."""

    title: str
    keywords: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]

    @cached_property
    def tokens(self) -> set[str]:
        said = tokens(self.title, self.keywords, [text for _, text in self.lines])
        return said | {KNOWN + word for word in self.words}

    @cached_property
    def words(self) -> set[str]:
        return own_words(self.title, self.keywords, [text for _, text in self.lines])


def to_row(entry: Entry) -> dict[str, object]:
    lines = [f"{passage.section}\t{line}" for passage in entry.passages for line in clean_lines(passage.text)]
    keywords = [word for raw in entry.keywords if (word := " ".join(clean(raw).split()))]
    title = " ".join(clean(entry.title).split())[:LONGEST_TITLE]
    return {
        "manual_id": entry.manual_id,
        "institution_id": entry.institution_id,
        "unit_id": entry.unit_id,
        "title": title,
        "keywords": _BETWEEN_KEYWORDS.join(keywords),
        "names": "\n".join(map(join, (title, *keywords))),
        "body": "\n".join(lines),
        "updated_on": entry.updated_on,
    }


def read_kept(title: str, keywords: str, body: str) -> Kept:
    lines = (line.partition("\t") for line in body.split("\n") if line)
    named = tuple(keywords.split(_BETWEEN_KEYWORDS)) if keywords else ()
    return Kept(title, named, tuple((section, text) for section, _, text in lines))


def read_row(row: SearchEntry) -> Kept:
    return read_kept(row.title, row.keywords, row.body)
