"""The line of a text that says most of what was asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.manuals.search.choosing import Weighed
from services.manuals.search.laws import LawAsked, cites
from services.manuals.search.meaning import Idea, Wording

# Of two lines that say the same, the one that tells how the work is done is shown.
SECTIONS = {
    "process": 1.15,
    "overview": 1.0,
    "tips": 1.05,
    "tip": 1.05,
    "materials": 0.95,
    "contacts": 0.8,
    "laws": 0.7,
}
# A long line says a word sooner than a short one.
_LONG, _MOST_PLACES = 1_600, 80
_CITATION = Wording(("「",))


@dataclass(frozen=True)
class BestLine:
    """From where to where it goes, its section before a tab; what it says of the ideas, and how well it cites
    the law that was asked for, 0 to 1. All is 0 where no line says anything."""

    start: int = 0
    end: int = 0
    value: float = 0.0
    cited: float = 0.0


def find_best_line(
    body: str, ideas: Sequence[Weighed], law: LawAsked | None, section: str | None
) -> BestLine:
    """Of equal lines the first. Only lines in which a word stands are looked at."""
    values: dict[int, float] = {}
    for each in ideas:
        for start, weight in _lines_of(body, each.idea).items():
            values[start] = values.get(start, 0.0) + each.worth * weight
    if law:
        for start in _lines_with(body, _CITATION):
            values.setdefault(start, 0.0)
    best = BestLine()
    for start in sorted(values):
        line = _judge(body, start, values[start], law, section)
        if line and (line.cited, line.value) > (best.cited, best.value):
            best = line
    return best


def _judge(body: str, start: int, value: float, law: LawAsked | None, section: str | None) -> BestLine | None:
    end = body.find("\n", start)
    end = len(body) if end < 0 else end
    where = body[start : body.find("\t", start)]
    if section and where != section:
        return None
    cited = cites(body[start:end], law) if law else 0.0
    worth = value * SECTIONS.get(where, 1.0) * (1 - min(end - start, _LONG / 4) / _LONG)
    return BestLine(start, end, worth, cited)


def _lines_of(body: str, idea: Idea) -> dict[int, float]:
    """Where the lines begin that say an idea, with the weight of the best wording there."""
    found: dict[int, float] = {}
    for wording in idea.wordings:
        for start in _lines_with(body, wording):
            found[start] = max(found.get(start, 0.0), wording.weight)
    return found


def _lines_with(body: str, wording: Wording) -> Iterator[int]:
    first, *others = wording.words
    at = body.find(first)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        start, end = body.rfind("\n", 0, at) + 1, body.find("\n", at)
        end = len(body) if end < 0 else end
        said = body.find("\t", start)
        if at > said and all(body.find(word, said, end) >= 0 for word in others):
            yield start
        at = body.find(first, end if at > said else at + 1)
