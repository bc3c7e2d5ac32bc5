"""Passages of a manual, and how well each of them answers a question.

A word counts by its neighbouring letters, the more the fewer passages of the manual have them, and less where
the manual's name has them: all of its passages are about that. The weights were chosen on the questions of
`bench/manual_questions.jsonl`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from services.manuals.search import TIP
from services.manuals.tips.coverage import Asked, Word, to_small

# By word what it means as well, as editors say.
Meanings: TypeAlias = Mapping[str, Sequence[str]]

# A pair of letters, one of the manual's name, a verb's beginning, each times its rarity; a word as a whole.
PAIR, NAMED_PAIR, START, WHOLE = 0.5, 0.2, 1.0, 1.4
# It has what the question wants; its manual is the search's best.
WANTED, CLOSE = 3.5, 7.0
# A long passage says a word sooner than a short one.
LONG = -0.6
# What a section is for: lists of forms and of offices seldom say how something is done.
SECTIONS = {"process": 0.5, "contacts": -1.5, "materials": -0.8, TIP: 1.0}
STEP, HEADING = -1.5, -0.8
LONGEST_HEADING, LONGEST_BARE = 40, 25


@dataclass(frozen=True)
class Passage:
    """`small` is its text as words are looked for."""

    section: str
    text: str
    small: str


@dataclass(frozen=True)
class Weighed:
    """`share` is the part of the question that the passage and its manual's name say, from 0 to 1."""

    passage: Passage
    score: float
    share: float


def list_passages(body: str) -> list[Passage]:
    """The lines of an entry's body; a heading of a case stands before what happened."""
    lines = [(section, text) for section, _, text in (line.partition("\t") for line in body.split("\n"))]
    return [Passage(section, text, to_small(text)) for section, text in _with_headings(lines) if text]


def weigh(
    asked: Asked, meanings: Meanings, name: str, passages: Sequence[Passage], closeness: float
) -> list[Weighed]:
    """Each passage of one manual. `closeness`: how the search scored it against its best, from 0 to 1."""
    small = to_small(name)
    texts = [passage.small for passage in passages]
    said = [_weigh_word(word, meanings.get(word.text, ()), small, texts) for word in asked.words]
    found = []
    for at, passage in enumerate(passages):
        words = [word[at] for word in said]
        score = sum(worth for worth, _ in words) + CLOSE * closeness + _prior(passage)
        score += WANTED * asked.looks_answered(passage.text)
        found.append(Weighed(passage, score, asked.share([part for _, part in words])))
    return found


def _with_headings(lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(lines):
        section, text = lines[at]
        is_heading = len(text) <= LONGEST_HEADING and not text.endswith("다.")
        follows = lines[at + 1][1] if at + 1 < len(lines) and lines[at + 1][0] == section else ""
        is_case = section in ("tips", TIP) and is_heading and follows
        yield section, f"{text} {follows}" if is_case else text
        at += 2 if is_case else 1


def _prior(passage: Passage) -> float:
    is_bare = len(passage.text) < LONGEST_BARE and " · " not in passage.text
    prior = SECTIONS.get(passage.section, 0.0) + LONG * math.log(len(passage.text) + 10)
    return prior + STEP * (" → " in passage.text) + HEADING * is_bare


def _weigh_word(
    word: Word, meanings: Sequence[str], name: str, texts: Sequence[str]
) -> list[tuple[float, float]]:
    """What the word is worth in each text, and how much of it is said there or in the name, from 0 to 1: the
    best of what it means."""
    wordings = [_weigh_wording(word, name, texts)]
    wordings += [_weigh_wording(Word(meaning, word.weight), name, texts) for meaning in meanings]
    return [
        (max(worth for worth, _ in each), max(part for _, part in each))
        for each in zip(*wordings, strict=True)
    ]


def _weigh_wording(word: Word, name: str, texts: Sequence[str]) -> list[tuple[float, float]]:
    pairs = len(word.pairs) or 1
    named = sum(pair in name for pair in word.pairs) / pairs
    worths, counts = [0.0] * len(texts), [0] * len(texts)
    for pair in word.pairs:
        holders = [at for at, text in enumerate(texts) if pair in text]
        worth = word.weight * _rarity(len(holders), len(texts)) * (NAMED_PAIR if pair in name else PAIR)
        for at in holders:
            worths[at] += worth
            counts[at] += 1
    parts = [max(named, count / pairs) for count in counts]
    if word.start:
        holders = [at for at, text in enumerate(texts) if word.start.search(text)]
        worth = START * word.weight * _rarity(len(holders), len(texts))
    else:
        holders = [at for at, text in enumerate(texts) if counts[at] and word.text in text]
        worth = WHOLE * word.weight
    for at in holders:
        worths[at] += worth
        parts[at] = 1.0
    return list(zip(worths, parts, strict=True))


def _rarity(holders: int, all_: int) -> float:
    return math.log((all_ + 1) / (holders + 0.5))
