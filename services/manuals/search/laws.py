"""Laws in queries and in texts: `민원처리법 19조` means 「민원 처리에 관한 법률」 제19조."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.manuals.search.words import articles, squeeze

_PARAGRAPH = re.compile(r"[0-9]\s*조(?:\s*의\s*[0-9]+)?\s*제?\s*([0-9]+)\s*항")
_CITED = re.compile(r"「([^」]{2,80})」")
_LOWER = ("시행규칙", "시행령")
_KINDS = re.compile(r"(법|법률|규정|규칙|령|조례)$")


@dataclass(frozen=True)
class LawAsked:
    """`name` as typed without spaces, empty where only an article was; `token` such as `§16`."""

    name: str
    token: str
    paragraph: str | None

    @property
    def number(self) -> str:
        """Of the article, without its branch."""
        return self.token[1:].partition("-")[0]


def read_law(text: str) -> LawAsked | None:
    """The first article that a query names."""
    found = articles(text)
    if not found:
        return None
    token, at = found[0]
    words = text[:at].split()
    last = next((n for n in range(len(words), 0, -1) if _KINDS.search(words[n - 1])), 0)
    paragraph = _PARAGRAPH.search(text)
    return LawAsked(squeeze("".join(words[:last])), token, paragraph[1] if paragraph else None)


def cited(line: str) -> Iterator[tuple[str, str, str]]:
    """Law without spaces, article token, and what follows it, for each citation of a line."""
    marks = list(_CITED.finditer(line))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(line)
        rest = line[mark.end() : end]
        for token, start in articles(rest):
            yield squeeze(mark[1]), token, rest[start:]


def likeness(name: str, title: str) -> float:
    """0 where a law is not called so for short; up to 1 where it is called exactly so.

    A short name has letters of the title in their order, and is of the same level: law, decree or rule.
    """
    if not name:
        return 0.3
    if [name.endswith(level) for level in _LOWER] != [title.endswith(level) for level in _LOWER]:
        return 0.0
    if name == title:
        return 1.0
    if name in title:
        return 0.6 + 0.3 * len(name) / len(title)
    if title.find(name[:2]) < 0:
        return 0.0
    at = title.find(name[:2])
    for letter in name:
        at = title.find(letter, at) + 1
        if at <= 0:
            return 0.0
    return 0.5 + 0.3 * len(name) / len(title)


def cites(line: str, law: LawAsked) -> float:
    """How well a line cites what was asked for, 0 to 1."""
    best = 0.0
    if law.number not in line:
        return best
    for title, token, rest in cited(line):
        if token != law.token:
            continue
        fit = likeness(law.name, title)
        if fit and law.paragraph and f"제{law.paragraph}항" not in rest[:20]:
            fit *= 0.6
        best = max(best, fit)
    return best
