"""One line that became another, told: numbers first, then the words that are different."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.manuals.texts.labels import LONGEST_LABEL, label_of, split_head
from services.manuals.texts.sentences import Say, Told
from services.manuals.texts.values import find_value_changes, is_value, ro, shorten
from services.manuals.texts.word_diff import How, diff_words

# What is as far apart as this is told by itself; of a line as short as this all of it is said.
APART, SHORT_LINE = 12, 14
_BOUNDS = " \t,.;:·/()"
_LOOSE = " ,;:·"


@dataclass(frozen=True)
class WordChange:
    """Whole words that became others; one side is empty where they came or went. `at` is their place in the
    new line."""

    old: str
    new: str
    at: int


def tell_line(old: str, new: str) -> Iterator[Told]:
    values = find_value_changes(old, new)
    head_old, rest_old = split_head(old)
    head_new, rest_new = split_head(new)
    if values:
        for value in values:
            yield tell_words(value.label, value.old, value.new, is_quoted=value.is_phrase)
    elif head_old and head_new and head_old != head_new and rest_old == rest_new:
        yield tell_words("", head_old, head_new)
    else:
        yield from _tell_changes(old, new)


def _tell_changes(old: str, new: str) -> Iterator[Told]:
    changes = find_word_changes(old, new)
    is_short = max(len(old), len(new)) <= SHORT_LINE
    for change in changes:
        label = label_of(new, change.at)
        if change.old and change.new:
            yield tell_words(label, change.old, change.new, is_quoted=not _are_values(change))
        elif is_short and len(changes) == 1:
            yield tell_words("", old, new)
        elif change.new:
            yield Say.ADDED, {"line": shorten(label or new, LONGEST_LABEL), "new": shorten(change.new)}
        else:
            yield Say.DROPPED, {"line": shorten(label or new, LONGEST_LABEL), "old": shorten(change.old)}


def tell_words(label: str, old: str, new: str, *, is_quoted: bool = True) -> Told:
    params = {"old": shorten(old), "new": shorten(new), "ro": ro(new)}
    if is_quoted:
        return (Say.NAMED_WORDS, {"what": label, **params}) if label else (Say.WORDS, params)
    return (Say.VALUE, {"what": label, **params}) if label else (Say.BARE_VALUE, params)


def _are_values(change: WordChange) -> bool:
    return is_value(change.old) and is_value(change.new)


def find_word_changes(old: str, new: str) -> list[WordChange]:
    """Whole words, those that are close together as one."""
    runs = _find_runs(old, new)
    found: list[WordChange] = []
    for (a, b), (c, d) in runs:
        a, c = _to_left(old, a, b, new, c, d)
        b, d = _to_right(old, a, b, new, c, d)
        found.append(WordChange(old[a:b].strip(_LOOSE), new[c:d].strip(_LOOSE), c))
    return [change for change in found if change.old != change.new]


_Run = tuple[tuple[int, int], tuple[int, int]]


def _find_runs(old: str, new: str) -> list[_Run]:
    """Where the lines differ, as places in both, with what little is the same between them."""
    runs: list[_Run] = []
    at_old = at_new = 0
    for piece in diff_words(old, new):
        size = len(piece.text)
        if piece.how is How.SAME:
            at_old, at_new = at_old + size, at_new + size
            continue
        gone, come = (size, 0) if piece.how is How.REMOVED else (0, size)
        if runs and at_new - runs[-1][1][1] < APART and at_old - runs[-1][0][1] < APART:
            (a, _), (c, _) = runs.pop()
        else:
            a, c = at_old, at_new
        at_old, at_new = at_old + gone, at_new + come
        runs.append(((a, at_old), (c, at_new)))
    return runs


def _to_left(old: str, a: int, b: int, new: str, c: int, d: int) -> tuple[int, int]:
    """The beginnings of the words that are cut by a difference."""
    cuts = any(part and part[0] not in _BOUNDS for part in (old[a:b], new[c:d]))
    while cuts and a and c and old[a - 1] == new[c - 1] and old[a - 1] not in _BOUNDS:
        a, c = a - 1, c - 1
    return a, c


def _to_right(old: str, a: int, b: int, new: str, c: int, d: int) -> tuple[int, int]:
    cuts = any(part and part[-1] not in _BOUNDS for part in (old[a:b], new[c:d]))
    while cuts and b < len(old) and d < len(new) and old[b] == new[d] and old[b] not in _BOUNDS:
        b, d = b + 1, d + 1
    return b, d
