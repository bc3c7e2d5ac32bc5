"""The best few of all manuals that fit, from the bits alone: without reading a single text."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from services.manuals.search.bits import add, meet, top
from services.manuals.search.laws import LawAsked
from services.manuals.search.meaning import Idea, Wording
from services.manuals.search.words import KEYWORD, MANY, TITLE, pieces

# What a token is worth by where it stands, and how finely scores are told apart.
_PLACES = ((TITLE, 14), (KEYWORD, 12), (MANY, 7), ("", 4))
_FINENESS = 3


@dataclass(frozen=True)
class Weighed:
    """An idea, the manuals that say it in any way, and what it is worth: the rarer, the more."""

    idea: Idea
    said_in: int
    worth: float


@dataclass(frozen=True)
class Choice:
    """The manuals that fit, and the binary digits of their scores."""

    fitting: int
    score: Sequence[int]

    def best(self, after: int, most: int) -> int:
        """The next so many after the best so many: parts never overlap."""
        return top(self.score, self.fitting, after + most) & ~top(self.score, self.fitting, after)


def tokens_of(words: Iterable[str]) -> set[str]:
    """What says where each of these words stands."""
    return {mark + piece for word in words for piece in pieces(word) for mark, _ in _PLACES}


def weigh(sets: Mapping[str, int], ideas: Iterable[Idea], all_: int) -> list[Weighed]:
    """Each idea once. `all_`: how many manuals there are."""
    found = {idea: _said_anyhow(sets, idea) for idea in ideas}
    return [
        Weighed(idea, said_in, idea.weight * _rarity(said_in.bit_count(), all_))
        for idea, said_in in found.items()
    ]


def choose(sets: Mapping[str, int], ideas: Sequence[Weighed], law: LawAsked | None, within: int) -> Choice:
    score: list[int] = []
    fitting = 0
    for weighed in ideas:
        fitting |= weighed.said_in
        _add_idea(score, sets, weighed)
    if law:
        cited = sets.get(law.token, 0)
        fitting |= cited
        add(score, cited, round(40 * _FINENESS))
    return Choice(fitting & within, score)


def _rarity(found: int, all_: int) -> float:
    """How much a word tells; 0.3 and more, for one that stands in every manual tells something, too."""
    return max(0.3, math.log((all_ + 1) / (found + 0.5)))


def _said_anyhow(sets: Mapping[str, int], idea: Idea) -> int:
    found = 0
    for wording in idea.wordings:
        found |= _said_in(sets, wording)
    return found


def _said_in(sets: Mapping[str, int], wording: Wording) -> int:
    return meet(sets, chain.from_iterable(pieces(word) for word in wording.words))


def _add_idea(score: list[int], sets: Mapping[str, int], weighed: Weighed) -> None:
    """Each manual gets the best that any wording is worth in any place, once."""
    graded: list[tuple[float, int]] = []
    for wording in weighed.idea.wordings:
        needed = [piece for word in wording.words for piece in pieces(word)]
        for mark, value in _PLACES:
            if found := meet(sets, (mark + piece for piece in needed)):
                graded.append((value * wording.weight, found))
    done = 0
    for best, some in sorted(graded, reverse=True):
        add(score, some & ~done, max(1, round(best * weighed.worth * _FINENESS)))
        done |= some
