"""Compounds that are written without a space: 불법현수막과태료 is 불법현수막 and 과태료."""

from collections.abc import Container

_SHORTEST = 2
_LEFT_OVER_COSTS = 3


def cut_compound(word: str, known: Container[str], left_over: int = 0) -> tuple[str, ...]:
    """The parts that manuals know, the longest that there are; empty where it is not made of them.

    `left_over` letters may be no part: a joining letter or an ending.

    Raises nothing; a word of n letters is looked at n*n times.
    """
    best: list[tuple[int, tuple[str, ...]] | None] = [(0, ())]
    for end in range(1, len(word) + 1):
        best.append(_best_to(word, end, best, known))
    found = best[-1]
    if found is None or len(word) - sum(map(len, found[1])) > left_over:
        return ()
    return found[1]


def cut_loosely(word: str, known: Container[str]) -> tuple[str, ...]:
    """The parts, of which one at the beginning or at the end is not known; empty where no part is."""
    for length in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
        if word[:length] in known:
            return word[:length], word[length:]
        if word[-length:] in known:
            return word[:-length], word[-length:]
    return ()


def _best_to(
    word: str, end: int, best: list[tuple[int, tuple[str, ...]] | None], known: Container[str]
) -> tuple[int, tuple[str, ...]] | None:
    choices = []
    before = best[end - 1]
    if before is not None:
        choices.append((before[0] - _LEFT_OVER_COSTS, before[1]))
    for start in range(end - _SHORTEST + 1):
        before, part = best[start], word[start:end]
        if before is not None and part in known:
            choices.append((before[0] + len(part) ** 2, (*before[1], part)))
    return max(choices, key=lambda choice: choice[0], default=None)
