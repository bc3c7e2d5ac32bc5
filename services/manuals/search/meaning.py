"""What one word of a query may mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.manuals.search import vocabulary
from services.manuals.search.bits import Sets, meet
from services.manuals.search.compounds import cut_compound, cut_loosely
from services.manuals.search.endings import EMPTY
from services.manuals.search.hangul import are_consonants, is_syllable, show_keys, to_keys
from services.manuals.search.vocabulary import Known, find_known, parts_of
from services.manuals.search.words import KNOWN, SHORTEST_WORD, pieces, stems

VAGUE, SYNONYM, COMPLETED, INITIALS, LONGER, SLIP, PARTS = 0.45, 0.9, 0.85, 0.95, 0.8, 0.95, 0.8


@dataclass(frozen=True)
class Wording:
    """Words that together say an idea."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Idea:
    """One thing that is asked for. `weight` is below 1 for a word that may be none of the subject's."""

    wordings: tuple[Wording, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Meaning:
    """The ideas of a word, and the word that it was taken for."""

    ideas: tuple[Idea, ...]
    shown: str


@dataclass(frozen=True)
class Facts:
    """What the database says about all words of a query at once."""

    sets: Sets
    known: frozenset[str]
    meanings: Mapping[str, Sequence[str]]

    def is_known(self, word: str) -> bool:
        """Of a guess as well, which `known` holds only where it was typed."""
        return bool(self.sets.get(KNOWN + word))

    def is_said(self, word: str) -> bool:
        return bool(meet(self.sets, pieces(word)))


@dataclass(frozen=True)
class Place:
    """The place of a word in its query."""

    at: int
    words: int

    @property
    def may_be_half(self) -> bool:
        """Only the last word is still being typed, and whole sentences are typed to their end."""
        return self.at == self.words - 1 and self.words <= 3

    @property
    def is_sentence(self) -> bool:
        """There an unknown word is rather a verb or an ending than a name."""
        return self.words > 2

    def may_be_slip(self, word: str) -> bool:
        """In a sentence, endings of short words would be taken for slips."""
        return len(word) > SHORTEST_WORD or not self.is_sentence


def read_word(facts: Facts, word: str, place: Place) -> Meaning:
    small = word.lower()
    if small in EMPTY:
        return Meaning((), small)
    if small[0].isdigit():
        return Meaning((_plain(list(stems(small))[-1], VAGUE),), small)
    if small.isascii():
        return _read_latin(facts, word, place)
    if are_consonants(word):
        return _read_initials(facts, word)
    if not all(is_syllable(letter) for letter in word):
        return _read_half(facts, word)
    if len(word) < SHORTEST_WORD:
        return _read_half(facts, word) if place.words == 1 else Meaning((), word)
    return _read_korean(facts, word, place)


def _read_latin(facts: Facts, word: str, place: Place) -> Meaning:
    """A word of Latin letters, or Korean that was typed in the wrong mode."""
    small, meant = word.lower(), show_keys(word)
    if small in facts.known:
        return Meaning((_plain(small),), small)
    if are_consonants(meant) and len(meant) >= SHORTEST_WORD:
        found = _read_initials(facts, meant)
    elif all(is_syllable(letter) for letter in meant) and len(meant) >= SHORTEST_WORD:
        found = _read_korean(facts, meant, place)
    else:
        found = _read_half(facts, meant)
    if not found.ideas or _is_lost(facts, found):
        return Meaning((_plain(small),), small)
    return replace(found, shown=_likeliest(facts, found))


def _likeliest(facts: Facts, found: Meaning) -> str:
    """What keys in the wrong mode were meant to write: rather a word that is known than one that is not."""
    words = [wording.words for idea in found.ideas for wording in idea.wordings if len(found.ideas) == 1]
    if found.shown in facts.known or not words or len(words) < 2:
        return found.shown
    return "".join(words[1]) if words[0] == (found.shown,) else found.shown


def _read_initials(facts: Facts, word: str) -> Meaning:
    keys = to_keys(word)
    if keys in facts.known:
        return Meaning((_plain(keys),), keys)
    found = vocabulary.find_initials(facts.sets, keys) if len(word) >= SHORTEST_WORD else []
    if not found:
        return Meaning((_plain(word),), word)
    weights = [INITIALS if len(known.word) == len(word) else LONGER for known in found]
    return _of_guesses(facts, word, zip(found, weights, strict=True))


def _read_half(facts: Facts, word: str) -> Meaning:
    """A word whose last syllable is not whole, or whose final consonant is the next syllable's first."""
    keys = to_keys(word)
    if keys in facts.known:
        return Meaning((_plain(keys),), keys)
    found = vocabulary.complete(facts.sets, keys)
    return _of_guesses(facts, word, [(known, COMPLETED) for known in found])


def _read_korean(facts: Facts, word: str, place: Place) -> Meaning:
    form = next((cut for cut in stems(word) if cut in facts.known or cut in facts.meanings), None)
    if form is not None:
        return Meaning((_with_synonyms(facts, form, 1.0),), word)
    if to_keys(word) in facts.known:
        return Meaning((_plain(to_keys(word)),), to_keys(word))
    parts = _cut(facts, word)
    similar = _slipped(facts, word) if place.may_be_slip(word) else []
    if parts:
        return _read_parts(facts, word, parts, similar)
    said = next((cut for cut in stems(word) if facts.is_said(cut)), None)
    guesses = _merge(similar, _completed(facts, word, place))
    if said is None and guesses:
        return _of_guesses(facts, word, guesses)
    if said is None and (loose := cut_loosely(word, facts.known)):
        return _read_loosely(facts, word, loose)
    is_doubtful = place.is_sentence or (said is not None and len(word) > SHORTEST_WORD)
    idea = _with_synonyms(facts, said or word, VAGUE if is_doubtful else 1.0)
    if not guesses:
        return Meaning((idea,), word)
    # It stands within other words perhaps, and means what it looks like.
    more = tuple(Wording((known.word,), weight) for known, weight in guesses)
    return Meaning((Idea((*idea.wordings, *more)),), word)


def _merge(*lists: Sequence[tuple[Known, float]]) -> list[tuple[Known, float]]:
    """Each word once, with the best weight that it has; the likeliest first."""
    best: dict[Known, float] = {}
    for known, weight in (pair for some in lists for pair in some):
        best[known] = max(weight, best.get(known, 0.0))
    return sorted(best.items(), key=lambda pair: (-pair[1], -pair[0].uses, pair[0].word))


def _completed(facts: Facts, word: str, place: Place) -> list[tuple[Known, float]]:
    if not place.may_be_half:
        return []
    return [(known, COMPLETED) for known in vocabulary.complete(facts.sets, to_keys(word))]


def _read_parts(
    facts: Facts, word: str, parts: Sequence[str], similar: Sequence[tuple[Known, float]]
) -> Meaning:
    if not similar:
        return Meaning(tuple(_with_synonyms(facts, part, 1.0) for part in parts), word)
    guesses = (Wording((known.word,), weight) for known, weight in similar)
    return Meaning((Idea((Wording(tuple(parts)), *guesses)),), word)


def _cut(facts: Facts, word: str) -> tuple[str, ...]:
    """Its parts, with one letter left over at most, or an ending."""
    whole = cut_compound(word, facts.known, left_over=1)
    return whole or next((parts for cut in stems(word) if (parts := cut_compound(cut, facts.known))), ())


def _slipped(facts: Facts, word: str) -> list[tuple[Known, float]]:
    found = vocabulary.find_similar(facts.sets, to_keys(word))
    return [(known, SLIP - 0.15 * distance) for known, distance in found]


def _read_loosely(facts: Facts, word: str, parts: Sequence[str]) -> Meaning:
    if word in facts.meanings:
        return Meaning((_with_synonyms(facts, word, 1.0),), word)
    ideas = (
        _with_synonyms(facts, part, 1.0) if part in facts.known else _plain(part, VAGUE) for part in parts
    )
    return Meaning(tuple(ideas), word)


def _of_guesses(facts: Facts, word: str, guesses: Iterable[tuple[Known, float]]) -> Meaning:
    """Each guess as a whole, and the best of them in its parts."""
    some = list(guesses)
    if not some:
        return Meaning((_plain(word),), word)
    best, weight = some[0]
    parts = cut_compound(best.word, find_known(facts.sets, parts_of(best.word)) - {best.word})
    wordings = [Wording((known.word,), value) for known, value in some]
    if len(parts) > 1:
        wordings.append(Wording(parts, weight * PARTS))
    return Meaning((Idea(tuple(wordings)),), best.word)


def _with_synonyms(facts: Facts, word: str, weight: float) -> Idea:
    parts = cut_compound(word, facts.known - {word})
    wordings = [Wording((word,))]
    if len(parts) > 1:
        wordings.append(Wording(parts, PARTS))
    wordings += [Wording((meaning,), SYNONYM) for meaning in facts.meanings.get(word, [])]
    return Idea(tuple(wordings), 1.0 if len(wordings) > 1 else weight)


def _is_lost(facts: Facts, found: Meaning) -> bool:
    return not any(
        all(facts.is_known(word) or facts.is_said(word) for word in wording.words)
        for idea in found.ideas
        for wording in idea.wordings
    )


def _plain(word: str, weight: float = 1.0) -> Idea:
    return Idea((Wording((word,)),), weight)
