"""What a query means: ideas, each with the wordings that the manuals may have for it.

A word is taken as it is where manuals know it; else without its ending, in its parts, as keys struck in the
wrong mode, as initials, as half typed, and at last as a slip of the finger.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from services.manuals.search.bits import Sets
from services.manuals.search.choosing import tokens_of
from services.manuals.search.hangul import show_keys, to_keys
from services.manuals.search.laws import LawAsked, read_law
from services.manuals.search.meaning import SYNONYM, Facts, Idea, Place, Wording, read_word
from services.manuals.search.models import LONGEST_WORD
from services.manuals.search.synonyms import find_meanings
from services.manuals.search.vocabulary import find_known, parts_of
from services.manuals.search.words import (
    KNOWN,
    SHORTEST_WORD,
    squeeze,
    stems,
    tidy,
    typed_words,
    without_articles,
)

MOST_WORDS = 12
_PART_OF_LAW = 0.4


@dataclass(frozen=True)
class Reading:
    """`phrase` is the query without spaces; `corrected` what it was taken for, where that is another word."""

    ideas: tuple[Idea, ...]
    law: LawAsked | None
    phrase: str
    corrected: str | None


def read_query(sets: Sets, text: str, institution_id: int | None) -> Reading:
    """Raises nothing: what has no words in it has no ideas. Leaves in `sets` what it has read."""
    law = read_law(tidy(text))
    typed = typed_words(without_articles(text) if law else text)[:MOST_WORDS]
    words = [word[: 2 * LONGEST_WORD] for word in typed]
    facts = _ask(sets, words, institution_id)
    ideas: list[Idea] = []
    taken: list[str] = []
    for at, word in enumerate(words):
        found = read_word(facts, word, Place(at, len(words)))
        ideas += [replace(idea, weight=idea.weight * _PART_OF_LAW) if law else idea for idea in found.ideas]
        taken.append(found.shown)
    before, after = " ".join(words).lower(), " ".join(taken)
    corrected = after if squeeze(after) != squeeze(before) and not law else None
    return Reading((*ideas, *_joined(facts, words)), law, squeeze(after), corrected)


def _joined(facts: Facts, words: list[str]) -> Iterable[Idea]:
    """Synonyms of several words: 가게 인수."""
    for group in _neighbours(words):
        for meaning in facts.meanings.get(squeeze("".join(group)).lower(), []) if len(group) > 1 else []:
            yield Idea((Wording((meaning,), SYNONYM),))


def _ask(sets: Sets, words: Collection[str], institution_id: int | None) -> Facts:
    forms = {form for word in words for form in _forms(word)}
    parts = {part for form in forms for part in parts_of(form)}
    joined = {squeeze("".join(group)).lower() for group in _neighbours(list(words))}
    asked = forms | parts | joined
    sets.load({*(KNOWN + word for word in asked), *tokens_of(forms)})
    meanings = find_meanings(sets.session, institution_id, forms | joined) if words else {}
    return Facts(sets, find_known(sets, asked), meanings)


def _forms(word: str) -> set[str]:
    """A word as it may have been meant, each without its endings."""
    small = word.lower()
    bases = {small, show_keys(word) if word.isascii() else to_keys(word)}
    return {cut for base in bases for cut in stems(base) if len(cut) >= SHORTEST_WORD}


def _neighbours(words: list[str]) -> Iterable[list[str]]:
    for length in (1, 2, 3):
        for at in range(len(words) - length + 1):
            yield words[at : at + length]
