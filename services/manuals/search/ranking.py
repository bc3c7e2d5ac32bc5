"""Scores of the manuals that were chosen, from their texts: the same arithmetic over both databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.manuals.search.choosing import Weighed
from services.manuals.search.laws import LawAsked
from services.manuals.search.lines import find_best_line
from services.manuals.search.meaning import Idea, Wording

# What an idea is worth in a title, as a whole keyword or a part of one, in the text, and in one line with
# the others; tuned on the odd lines of the judgments alone (docs/search.md).
TITLE, TITLE_SHARE, KEYWORD, KEYWORD_PART, BODY, LINE, PHRASE, LAW = 1.2, 1.2, 1.2, 0.6, 1.1, 1.3, 0.8, 6.0
HALF_TIMES, COVERAGE = 4.0, 1.2


@dataclass(frozen=True)
class Text:
    """An entry as it is scored. `names` are the title and the keywords without spaces, a line each; `small`
    is the body in small letters, with its letters where they are in the body."""

    manual_id: int
    unit_id: int
    updated_on: date
    title: str
    names: str
    body: str
    small: str


@dataclass(frozen=True)
class Ranked:
    """`section` and `passage` are the best line of the text; None and empty where only names fit."""

    text: Text
    score: float
    section: str | None
    passage: str
    why: str


def to_small(body: str, ideas: Sequence[Weighed]) -> str:
    """In small letters, where an idea has letters of which there are capitals."""
    words = (word for each in ideas for wording in each.idea.wordings for word in wording.words)
    if all(word == word.upper() for word in words):
        return body
    small = body.lower()
    # A few letters of the world are longer when they are small: then capitals are not found in this text.
    return small if len(small) == len(body) else body


def rank(
    text: Text, ideas: Sequence[Weighed], law: LawAsked | None, phrase: str, section: str | None
) -> Ranked | None:
    """None for a manual that says nothing of what was asked for, in the section asked for if there is one."""
    whole = sum(each.worth for each in ideas)
    places = [(each.worth, *_place(text, each.idea)) for each in ideas]
    said = sum(worth for worth, value, _ in places if value)
    best = find_best_line(text.small, ideas, law, section)
    if (not said and not best.cited) or (section and best.end == 0):
        return None
    score = sum(worth * value for worth, value, _ in places)
    score += LINE * best.value + _phrase(text.names, phrase) * PHRASE * whole
    score *= (said / whole) ** COVERAGE if whole else 1.0
    score += LAW * best.cited
    why = max(((value, why) for _, value, why in places), default=(0.0, "text"))[1]
    where, _, passage = text.body[best.start : best.end].partition("\t")
    return Ranked(text, score, where or None, passage, "law" if best.cited else why)


def _place(text: Text, idea: Idea) -> tuple[float, str]:
    """The best that any wording is worth, and where it stands."""
    return max(_place_of(text, wording) for wording in idea.wordings)


def _place_of(text: Text, wording: Wording) -> tuple[float, str]:
    title, keyword = _named(text.names, wording.words)
    times = min(map(text.small.count, wording.words))
    body = BODY * times / (times + HALF_TIMES)
    why = "title" if title else "keyword" if keyword else "text"
    return wording.weight * (title + keyword + body), why


def _named(names: str, words: Sequence[str]) -> tuple[float, float]:
    """What it is worth in the title, and in a keyword."""
    if not all(word in names for word in words):
        return 0.0, 0.0
    title, *keywords = names.split("\n")
    joined = "".join(words)
    named = keyword = 0.0
    if all(word in title for word in words):
        named = TITLE + TITLE_SHARE * min(1.0, len(joined) / len(title))
    if joined in keywords:
        keyword = KEYWORD
    elif any(all(word in each for word in words) for each in keywords):
        keyword = KEYWORD_PART
    return named, keyword


def _phrase(names: str, phrase: str) -> float:
    if len(phrase) < 3 or phrase not in names:
        return 0.0
    return 1.0 if phrase in names.partition("\n")[0] else 0.8
