"""An article taken apart: paragraphs, items and subitems, what each says, and whether two say the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from services.laws.places import SUBITEMS, Place, Span

_CIRCLES = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
_PARAGRAPH = re.compile(f"^([{_CIRCLES}])")
_ITEM = re.compile(r"^(\d{1,3})(?:의(\d{1,2}))?\.(?!\d)")
_SUBITEM = re.compile(rf"^([{SUBITEMS}])\.")
_POINT = re.compile(r"^\d{1,2}\)")
# When a part was changed says nothing about what it says: <개정 2026.5.19>, [본조신설 2020.1.2].
_HISTORY = re.compile(
    r"<(?:개정|신설|전문개정|타법개정|제목개정)[^<>]*>"
    r"|\[(?:본조신설|전문개정|제목개정|종전|시행일|본호신설|본항신설|단순위헌|헌법불합치)[^\[\]]*\]"
)
_BOX = re.compile(r"^\s*(?:[\u2500-\u257f]|\||\+-)")


class Level(StrEnum):
    TEXT = "text"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    SUBITEM = "subitem"
    POINT = "point"
    BOX = "box"


@dataclass(frozen=True)
class Line:
    """One line of an article, the place that it belongs to, and how deep it stands."""

    place: Place
    level: Level
    text: str


@dataclass(frozen=True)
class Saying:
    """What an article says, the parts of it under their places, the article itself among them.

    `leads` is what stands in each part before its own parts begin: what an item says it says of that.
    """

    parts: Mapping[Place, str]
    leads: Mapping[Place, str]

    def find(self, place: Place) -> str | None:
        return self.parts.get(place)

    def lead_to(self, place: Place) -> str:
        """What stands before a part in all that it is a part of: 다음 각 호의 사항을 신청해야 한다."""
        lines = []
        while place != place.whole_article:
            place = place.whole_article if place == _paragraph_of(place) else place.widen()
            lines.append(self.leads.get(place, ""))
        return "\n".join(line for line in reversed(lines) if line)

    def find_with_lead(self, place: Place) -> str | None:
        """A part with what leads to it; None where there is no such part."""
        text = self.parts.get(place)
        lead = self.lead_to(place) if text is not None else ""
        return f"{lead}\n{text}" if lead else text


def read_lines(place: Place, text: str) -> list[Line]:
    """The lines of an article, each with its place. What follows a line without a mark belongs to it."""
    return list(_read_lines(place.whole_article, text))


def _read_lines(article: Place, text: str) -> Iterator[Line]:
    at, level = article, Level.TEXT
    for line in text.split("\n"):
        if found := _PARAGRAPH.match(line):
            at, level = replace(article, paragraph=_CIRCLES.index(found[1]) + 1), Level.PARAGRAPH
        elif found := _ITEM.match(line):
            whole = replace(article, paragraph=at.paragraph)
            at = replace(whole, item=int(found[1]), item_branch=int(found[2] or 0))
            level = Level.ITEM
        elif at.item and (found := _SUBITEM.match(line)):
            at, level = replace(at, subitem=found[1]), Level.SUBITEM
        elif _BOX.match(line):
            yield Line(at, Level.BOX, line)
            continue
        elif _POINT.match(line):
            level = Level.POINT
        yield Line(at, level, line)


def read_saying(place: Place, heading: str, text: str) -> Saying:
    """Each part with all below it: a paragraph holds its items, the article its heading and everything."""
    article = place.whole_article
    parts: dict[Place, list[str]] = {article: [heading] if heading else []}
    leads: dict[Place, list[str]] = {}
    for line in read_lines(article, text):
        at = line.place
        leads.setdefault(at, []).append(line.text)
        for _ in range(4):
            parts.setdefault(at, []).append(line.text)
            if at == article:
                break
            at = article if at == _paragraph_of(at) else at.widen()
    return Saying(*({at: "\n".join(lines) for at, lines in each.items()} for each in (parts, leads)))


def _paragraph_of(place: Place) -> Place:
    return Place(place.article, place.branch, place.paragraph)


def strip_history(text: str) -> str:
    """Without the notes of when what was changed."""
    return _HISTORY.sub("", text)


def bare(text: str) -> str:
    """What is compared: without notes of changes and without spaces."""
    return "".join(strip_history(text).split())


def digest_of(heading: str, text: str) -> bytes:
    """The SHA-256 of what an article says, alike for two that differ in spaces and notes of changes alone."""
    return sha256(f"{bare(heading)}\n{bare(text)}".encode()).digest()


def place_in(sayings: Sequence[Saying], place: Place) -> Place:
    """The narrowest part around a cited place that any of these has."""
    while place != place.whole_article and not any(place in saying.parts for saying in sayings):
        place = place.widen()
    return place


def is_within(span: Span, article: Place) -> bool:
    """Whether an article stands in a cited range, both ends among it."""
    last = span.until or span.place
    return span.place.whole_article <= article.whole_article <= last.whole_article
