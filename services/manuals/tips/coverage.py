"""What somebody asks, taken apart: its words, without what only makes it a question, and how much of them a
text says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from services.manuals.search.words import is_korean, pieces, runs, stem, tidy
from services.manuals.tips.wants import ASKS_HOW_MUCH, WANTS

MOST_WORDS = 16
# What words count: names of things, names of what is done (신청하다), other verbs, words of one letter.
NAME, DEED, VERB, LETTER = 1.0, 0.8, 0.5, 0.5

# Words of asking: what is wanted, but not about what. The first are beginnings of such words.
_ASKING_STARTS = re.compile(
    r"얼마|며칠|몇|어떻|어떡|어쩌|어디|어느|언제|누구|누가|무엇|무슨|뭐|뭘|왜|알려|궁금|가능|필요|싶|되나|되는|되면|되요|되죠|됩니"
    r"|될까|돼|하나|하면|하는|하죠|한다|합니|할까|해야|해요|해도|했|있나|있는|있을|있어|있죠|없나|없이|없어(?!지)|인가|인데|인지|대해"
    r"|대한|관련|우리|저희|지금|혹시|그리고|그냥|그럼|정도|주세|주나|주죠|제가|저는|나는|나요|나오|이거|그거|이에요|예요"
)
_ASKING = re.compile(
    r"방법|경우|안에|이내|이내에|까지|부터|문의|질문|업무|기한|기간|시간|하루|다시|같은|어떤|같이|전에|후에|뒤에|나서|사람|다음"
    r"|아직|다른|데로|중에|때는|그게|이게|자기|건지|뭐부터"
)
# Endings of verbs: what a word with one says is often said otherwise.
_VERB_ENDS = re.compile(
    r"(?:으려면|려면|려는데|다는데|라는데|하나요|되나요|인가요|나요|까요|는가요|가요|어요|아요|네요|래요|달래요|죠|니까|는지|은지"
    r"|을지|으면|면|라면|는데|은데|던데|다가|다고|라고|냐고|[받타하되오가]고"
    r"|[아어여해와워줘돼져겨려러켜쳐셔봐둬꿔춰써꺼떠커했됐왔갔났](?:요|야|도|서))$"
)
# Spoken ones, which no text of an office has.
_SPOKEN = re.compile(r"(?<=..)(?:들?한테서?|이랑|랑|밖에|말고)(?:는|도)?$")
_SURE_PARTICLES = ("을", "를", "은", "는", "에")
_ONE_LETTER = re.compile(r"([가-힣])(?:이|가|을|를|은|는|에|에서|로|으로|도|만|의|과|와)?")
_EMPTY_LETTERS = frozenset("그이저안못더좀잘또다수것거건때데중전후뒤내제몇요게걸네예참왜뭐뭘한두세일")
_FIRST, _FINALS, _OF_INITIAL, _PAST = 0xAC00, 28, 588, 20


@dataclass(frozen=True)
class Word:
    """`start` is how the forms of a verb begin, or a word of a single letter."""

    text: str
    weight: float = NAME
    start: re.Pattern[str] | None = None

    @cached_property
    def pairs(self) -> Sequence[str]:
        """Its neighbouring letters; a number as a whole."""
        return pieces(self.text) if len(self.text) > 1 or not is_korean(self.text) else ()

    def said_in(self, text: str) -> float:
        """How much of it a text in small letters says, from 0 to 1."""
        if self.start and self.start.search(text):
            return 1.0
        return sum(pair in text for pair in self.pairs) / len(self.pairs) if self.pairs else 0.0


@dataclass(frozen=True)
class Asked:
    """A question taken apart. `known` is where it may be answered, in small letters: what stands there says
    what is a word's ending and what is part of it."""

    text: str
    known: str = ""

    @cached_property
    def words(self) -> Sequence[Word]:
        found: dict[str, Word] = {}
        for written in runs(tidy(self.text)):
            word = None if _ASKING_STARTS.match(written) else _read(written, self.known)
            if word and not _ASKING.fullmatch(word.text):
                found.setdefault(word.text, word)
        return tuple(islice(found.values(), MOST_WORDS))

    @cached_property
    def wants(self) -> Sequence[re.Pattern[str]]:
        """What an answer to it has: a time limit, an amount, an office, a form."""
        return tuple(answer for asking, answer in WANTS if asking.search(self.text))

    def looks_answered(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.wants)

    @property
    def asks_how_much(self) -> bool:
        return bool(ASKS_HOW_MUCH.search(self.text))

    def share(self, said: Sequence[float]) -> float:
        """The part of the question that is said, when so much is said of each of its words."""
        whole = sum(word.weight for word in self.words)
        return sum(word.weight * part for word, part in zip(self.words, said, strict=True)) / (whole or 1.0)

    def share_in(self, text: str) -> float:
        small = to_small(text)
        return self.share([word.said_in(small) for word in self.words])


def to_small(text: str) -> str:
    """As words are looked for: 인계·인수서 is what others call 인계인수서."""
    return text.lower().replace("·", "")


def _read(written: str, known: str) -> Word | None:
    if not is_korean(written):
        return Word(written)
    written = _SPOKEN.sub("", written)
    cut = _VERB_ENDS.sub("", written)
    if cut not in ("", written) and not _is_whole(written, cut, known):
        is_deed = len(cut) > 1 and written[len(cut)] in "하해했되돼됐"
        return Word(cut, DEED) if is_deed else _read_verb(cut)
    one = _ONE_LETTER.fullmatch(written)
    if one and (len(written) != 2 or written.endswith(_SURE_PARTICLES) or (known and written not in known)):
        letter = one[1]
        start = re.compile(f"(?<![가-힣]){letter}")
        return None if letter in _EMPTY_LETTERS else Word(letter, LETTER, start)
    cut = stem(written)
    return Word(written if _is_whole(written, cut, known) else cut)


def _is_whole(word: str, cut: str, known: str) -> bool:
    """An ending is one only where the word stands without it as well: 국민신문고, 건축허가."""
    is_sure = word[len(cut) :] in _SURE_PARTICLES
    return not is_sure and 0 < known.count(word) == known.count(cut)


def _read_verb(cut: str) -> Word | None:
    noun = stem(cut) if len(cut) > 2 else cut
    if noun != cut and cut[-1] in "하되했됐":
        return Word(noun, DEED)
    if _final_of(cut[-1]) == _PAST:
        cut = cut[:-1] + chr(ord(cut[-1]) - _PAST)
    if len(cut) > 1 and cut[-1] in "아어여":
        cut = cut[:-1]
    return Word(cut, VERB, _begin(cut)) if len(cut) > 1 or _final_of(cut) else None


def _begin(root: str) -> re.Pattern[str]:
    """A root that ends in a vowel loses it in some forms: 버리 begins 버려 and 버린, 먹 only 먹어."""
    if _final_of(root[-1]):
        return re.compile(f"(?<![가-힣]){root}(?=[가-힣])")
    first = ord(root[-1]) - (ord(root[-1]) - _FIRST) % _OF_INITIAL
    return re.compile(f"(?<![가-힣]){root[:-1]}[{chr(first)}-{chr(first + _OF_INITIAL - 1)}]")


def _final_of(syllable: str) -> int:
    """Which final consonant it has; 0 for none. Source: Unicode, Hangul syllable composition."""
    return (ord(syllable) - _FIRST) % _FINALS
