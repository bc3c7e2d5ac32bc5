"""Words of a text and of a query, and the tokens that an entry is found by.

A token is two neighbouring letters of a Korean word, or a whole word of Latin letters or digits. Before it
stands a mark for where it is: the title, a keyword, many times in the text; nothing for anywhere. Articles of
laws are tokens of their own: `§16`, `§7-7` (제7조의7). So words of two letters are found, and parts of
compounds, without a dictionary that would have to know them. A word that the entry is known by is a token as
a whole besides, marked `=`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from services.manuals.search.endings import ENDINGS
from services.manuals.search.models import LONGEST_WORD
from services.texts import compose

# No text has a token that begins so.
TITLE, KEYWORD, MANY, KNOWN = "!", "+", "~", "="
MARKS = frozenset((TITLE, KEYWORD, MANY, KNOWN))
MANY_TIMES = 3
SHORTEST_WORD = 2
# Texts say the same words again and again: a few megabytes save most of the work of putting them in.
_KEPT = 16_384
_RUN = re.compile(r"[가-힣]+|[a-z]+|[0-9]+")
_TYPED = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]+|[a-z]+|[0-9]+[가-힣]*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")
_ARTICLE = re.compile(r"제?\s*([0-9]{1,4})\s*조(?:\s*의\s*([0-9]{1,3}))?")
_CITED = re.compile(r"「([^」]{2,80})」")

# Those that are cut off in texts as well: what they leave is the word, whatever it is.
_SURE_ENDINGS = (
    "합니다",
    "됩니다",
    "입니다",
    "습니다",
    "에서는",
    "에서",
    "에게",
    "까지",
    "부터",
    "을",
    "를",
    "는",
)


def clean(text: str) -> str:
    """Composed, wide forms made narrow, without what nobody sees: as texts are kept."""
    return _show(compose(compose(text), "NFKC"))


def clean_lines(text: str) -> list[str]:
    """Each line cleaned, with single spaces, those without anything left out."""
    lines = compose(compose(text), "NFKC").splitlines()
    return [line for raw in lines if (line := " ".join(_show(raw).split()))]


def tidy(text: str) -> str:
    """In small letters besides."""
    return clean(text).lower()


def tidy_query(text: str, longest: int) -> str:
    """What somebody typed, on one line; letters that stand alone stay what the keyboard writes."""
    kept = compose(text[: 4 * longest])
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in kept)
    return " ".join(shown.split())[:longest].rstrip()


def typed_words(query: str) -> list[str]:
    """The words of a query as they were typed, capitals kept: a shifted key writes another consonant."""
    return _TYPED.findall(query)


def runs(text: str) -> list[str]:
    """Korean, Latin and numeric words of a tidied text."""
    return _RUN.findall(text)


def squeeze(text: str) -> str:
    return "".join(text.split())


def join(text: str) -> str:
    """A name without spaces and marks: `등·초본 발급` is 등초본발급."""
    return "".join(runs(tidy(text)))


def is_korean(word: str) -> bool:
    return "가" <= word[:1] <= "힣"


def pieces(word: str) -> list[str]:
    """The tokens of one word: its pairs of letters, or itself; of a number with its unit the number."""
    if not is_korean(word):
        return [(_NUMBER.match(word) or [word])[0][:LONGEST_WORD]]
    return [one + other for one, other in pairwise(word)]


def stems(word: str) -> Iterator[str]:
    """The word, and what is left of it without each ending that it may have."""
    yield word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_WORD:
            yield word[: -len(ending)]


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """The word without its longest ending, where two letters are left."""
    return next((cut for cut in stems(word) if cut != word), word)


def articles(text: str) -> list[tuple[str, int]]:
    """Articles that a text names, as tokens, with where they begin: 제16조 is `§16`."""
    found = _ARTICLE.finditer(text) if "조" in text else ()
    return [(f"§{m[1]}-{m[2]}" if m[2] else f"§{m[1]}", m.start()) for m in found]


def without_articles(text: str) -> str:
    return re.sub(_ARTICLE.pattern + r"(?:\s*제?\s*[0-9]+\s*[항호])*", " ", text)


def tokens(title: str, keywords: Sequence[str], lines: Sequence[str]) -> set[str]:
    """Everything that an entry is found by."""
    small = [line.lower() for line in lines]
    body: Counter[str] = Counter()
    for word, times in _count_words(small).items():
        for piece in _pieces_cut(word):
            body[piece] += times
    named = set(_name_pieces(title)), {pair for word in keywords for pair in _name_pieces(word)}
    found = {TITLE + pair for pair in named[0]} | {KEYWORD + pair for pair in named[1]}
    found |= {MANY + pair for pair, times in body.items() if times >= MANY_TIMES}
    found |= set(body) | named[0] | named[1]
    return found | {article for line in small for article, _ in articles(line)}


def own_words(title: str, keywords: Sequence[str], lines: Sequence[str]) -> set[str]:
    """The words that an entry is known by: of its title and keywords, with and without spaces between them,
    of the laws it cites, and what its text says again and again."""
    known: set[str] = set()
    for name in (title, *keywords):
        words = [stem_of_name(word) for word in runs(tidy(name))]
        for length in (1, 2, 3):
            known.update("".join(words[at : at + length]) for at in range(len(words) - length + 1))
    small = [line.lower() for line in lines]
    often: Counter[str] = Counter()
    for word, times in _count_words(small).items():
        if is_korean(word):
            often[stem(word)] += times
        elif word.isalpha():
            known.add(word)
    known.update(squeeze(law) for line in small if "「" in line for law in _CITED.findall(line))
    known.update(word for word, times in often.items() if times >= SHORTEST_WORD)
    return {word for word in known if SHORTEST_WORD <= len(word) <= LONGEST_WORD and not word.isdigit()}


def stem_of_name(word: str) -> str:
    """A name's words lose only a joining particle: 신청과 여비."""
    return word[:-1] if len(word) > SHORTEST_WORD and word[-1] in "과와의을를" else word


def _count_words(lines: Iterable[str]) -> Counter[str]:
    return Counter(chain.from_iterable(map(runs, lines)))


def _show(composed: str) -> str:
    if composed.isprintable():
        return composed
    return "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in composed)


def _pieces_of(text: str) -> Iterator[str]:
    for word in runs(text):
        yield from _pieces_cut(word)


@lru_cache(_KEPT)
def _pieces_cut(word: str) -> tuple[str, ...]:
    return tuple(pieces(_cut(word)))


def _name_pieces(name: str) -> Iterator[str]:
    """Across spaces and marks as well: names are searched for without them."""
    yield from _pieces_of(tidy(name))
    yield from _pieces_of(join(name))


def _cut(word: str) -> str:
    for ending in _SURE_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_WORD:
            return word[: -len(ending)]
    return word
