"""The words that manuals name themselves by: looked up as they are, half typed, mistyped, or by initials."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from services.manuals.search.bits import Sets
from services.manuals.search.hangul import to_initials, to_keys
from services.manuals.search.models import LONGEST_WORD, SearchWord
from services.manuals.search.words import KNOWN, SHORTEST_WORD, is_korean

MOST_FOUND = 200
MOST_GUESSES = 6
_AT_ONCE = 4 * MOST_GUESSES
_LAST = b"\x7f"
# The rows of the keyboard, for fingers that land beside the key.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR_KEY, _CASE, _OTHER_KEY = 0.6, 0.3, 1.0


@dataclass(frozen=True)
class Known:
    """A word, and how many manuals are known by it."""

    word: str
    uses: int


def find_known(sets: Sets, words: Iterable[str]) -> frozenset[str]:
    """Those of the words that manuals of the scope are known by."""
    asked = frozenset(words)
    sets.load(KNOWN + word for word in asked)
    return frozenset(word for word in asked if sets[KNOWN + word])


def parts_of(word: str) -> set[str]:
    """Everything within a Korean word that could be one, for words of four letters and more."""
    longest = min(len(word), LONGEST_WORD)
    if longest < 4 or not is_korean(word):
        return set()
    starts = range(longest - 1)
    return {word[at:end] for at in starts for end in range(at + SHORTEST_WORD, longest + 1)}


def complete(sets: Sets, keys: str) -> list[Known]:
    """Words that begin with these keys, the most used first, short ones before long ones."""
    return _best(sets, _look_up(sets, _BY_KEYS, keys), lambda known: len(known.word))


def find_initials(sets: Sets, initials: str) -> list[Known]:
    """Words with these initial consonants; whole words come before beginnings of longer ones."""
    found = _look_up(sets, _BY_INITIALS, initials)
    whole = [known for known in found if to_initials(known.word) == initials]
    longer = [known for known in found if to_initials(known.word) != initials]
    return [*_best(sets, whole), *_best(sets, longer)][:MOST_GUESSES]


def find_similar(sets: Sets, keys: str) -> list[tuple[Known, float]]:
    """Words that one or two slips of a finger turn into these keys, the nearest first.

    One slip leaves the beginning or the end of the word whole: both halves are looked up.
    """
    if len(keys) < 4:
        return []
    half = max(2, len(keys) // 2)
    lengths = {"least": len(keys) - 1, "most": len(keys) + 1}
    found = {*_look_up(sets, _LIKE_KEYS, keys[:half], **lengths)}
    found |= {*_look_up(sets, _LIKE_ENDS, keys[::-1][:half], **lengths)}
    allowed = 1.0 if len(keys) < 8 else 1.6
    away = {known: slips(to_keys(known.word), keys, allowed) for known in found}
    near = [(known, away[known]) for known in found if 0 < away[known] <= allowed]
    here = {known.word: known for known in _in_scope(sets, [known for known, _ in near])}
    ranked = [(here[known.word], distance) for known, distance in near if known.word in here]
    return sorted(ranked, key=lambda pair: (pair[1], -pair[0].uses, pair[0].word))[:MOST_GUESSES]


def slips(meant: str, typed: str, most: float) -> float:
    """How far what was typed is from what was meant, in keys; more than `most` where it is farther."""
    if abs(len(meant) - len(typed)) > most:
        return most + 1
    before_last: Sequence[float] = ()
    last: Sequence[float] = [float(at) for at in range(len(typed) + 1)]
    for row, one in enumerate(meant, start=1):
        current = [float(row)]
        for column, other in enumerate(typed, start=1):
            best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + _difference(one, other))
            if row > 1 and column > 1 and one == typed[column - 2] and meant[row - 2] == other:
                best = min(best, before_last[column - 2] + 1)
            current.append(best)
        if min(current) > most:
            return most + 1
        before_last, last = last, current
    return last[-1]


def _difference(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one.lower() == other.lower():
        return _CASE
    for row in _ROWS:
        at, beside = row.find(one.lower()), row.find(other.lower())
        if at >= 0 and beside >= 0 and abs(at - beside) == 1:
            return _NEAR_KEY
    return _OTHER_KEY


def _beginning_with(column: InstrumentedAttribute[bytes]) -> Select[str, int]:
    return (
        select(SearchWord.word, SearchWord.uses)
        .where(column >= bindparam("first"), column < bindparam("last"))
        .order_by(SearchWord.uses.desc(), SearchWord.keys)
        .limit(MOST_FOUND)
    )


def _of_like_length(words: Select[str, int]) -> Select[str, int]:
    """A slip makes a word longer or shorter by one key at most."""
    return words.where(func.length(SearchWord.keys).between(bindparam("least"), bindparam("most")))


_BY_KEYS, _BY_ENDS, _BY_INITIALS = map(
    _beginning_with, (SearchWord.keys, SearchWord.backwards, SearchWord.initials)
)
_LIKE_KEYS, _LIKE_ENDS = _of_like_length(_BY_KEYS), _of_like_length(_BY_ENDS)


def _best(sets: Sets, words: Sequence[Known], then: Callable[[Known], int] = lambda known: 0) -> list[Known]:
    """The most used in the scope, looked for among the most used of all."""

    def order(known: Known) -> tuple[int, int, str]:
        return -known.uses, then(known), known.word

    ranked, found = sorted(words, key=order), list[Known]()
    for start in range(0, len(ranked), _AT_ONCE):
        found += _in_scope(sets, ranked[start : start + _AT_ONCE])
        if len(found) >= MOST_GUESSES:
            break
    return sorted(found, key=order)[:MOST_GUESSES]


def _look_up(sets: Sets, words: Select[str, int], keys: str, **lengths: int) -> list[Known]:
    """The most used of all words that begin so, whosever they are."""
    first = keys.encode()
    asked = {"first": first, "last": first + _LAST, **lengths}
    return [Known(word, uses) for word, uses in sets.session.execute(words, asked)]


def _in_scope(sets: Sets, words: Sequence[Known]) -> list[Known]:
    """Those that manuals of the scope are known by, with how many of these: what others write is theirs."""
    sets.load(KNOWN + known.word for known in words)
    counted = ((known.word, sets[KNOWN + known.word].bit_count()) for known in words)
    return [Known(word, uses) for word, uses in counted if uses]
