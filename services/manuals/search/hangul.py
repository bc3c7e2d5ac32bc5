"""Hangul as it is typed: the keys of the Korean two-set keyboard (dubeolsik), and initial consonants.

A word's keys are what a half-typed word begins with, what a slip of a finger changes by one, and what stands
on the screen when the keyboard is in the wrong mode: `여비` is `duql`. Shifted keys are capitals.
Source: KS X 5002.
"""

from itertools import pairwise

_FIRST, _COUNT = 0xAC00, 11_172
# In the order of Unicode; a final that is none comes first.
_INITIAL_KEYS = "r R s e E f a q Q t T d w W c z x v g"
_VOWEL_KEYS_IN_ORDER = "k o i O j p u P h hk ho hl y n nj np nl b m ml l"
_FINAL_KEYS = " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g"
_LETTER_KEYS = (
    f"r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g {_VOWEL_KEYS_IN_ORDER}"
)
_LETTERS_IN_ORDER = (
    "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
)
_INITIALS = _INITIAL_KEYS.split(" ")
_VOWELS = _VOWEL_KEYS_IN_ORDER.split(" ")
_FINALS = _FINAL_KEYS.split(" ")
_LETTERS = dict(zip(_LETTERS_IN_ORDER, _LETTER_KEYS.split(" "), strict=True))
_SHOWN = {keys: letter for letter, keys in _LETTERS.items()}
_VOWEL_KEYS = frozenset("koiOjpuPhynbml")
_CONSONANT_KEYS = frozenset("rRseEfaqQtTdwWczxvg")
# On this keyboard a shifted key without a letter of its own writes what the key alone does.
_SHIFTED = frozenset("QWERTOP")


def is_syllable(letter: str) -> bool:
    return 0 <= ord(letter) - _FIRST < _COUNT


def is_letter(letter: str) -> bool:
    """A consonant or a vowel that stands alone."""
    return letter in _LETTERS


def to_keys(word: str) -> str:
    """The keys that write a word; what is no Hangul stays."""
    return "".join(_keys_of(letter) for letter in word)


def to_initials(word: str) -> str:
    """The keys of the initial consonants of its syllables; what is no Hangul stays."""
    return "".join(_initial_of(letter) for letter in word)


def are_consonants(word: str) -> bool:
    return bool(word) and all(
        letter in _LETTERS and _LETTERS[letter][0] in _CONSONANT_KEYS for letter in word
    )


def show_keys(keys: str) -> str:
    """What the Korean keyboard writes when these keys are struck; what no key writes stays as it is."""
    typed = "".join(key if key in _SHIFTED else key.lower() for key in keys)
    parts = _split(typed)
    return "".join(_compose(part) for part in parts)


def _keys_of(letter: str) -> str:
    at = ord(letter) - _FIRST
    if 0 <= at < _COUNT:
        return _INITIALS[at // 588] + _VOWELS[at % 588 // 28] + _FINALS[at % 28]
    return _LETTERS.get(letter, letter)


def _initial_of(letter: str) -> str:
    at = ord(letter) - _FIRST
    return _INITIALS[at // 588] if 0 <= at < _COUNT else _LETTERS.get(letter, letter)


def _split(keys: str) -> list[str]:
    """Cuts keys into syllables: a consonant before a vowel begins a new one, as the keyboard does it."""
    starts = {0, len(keys)}
    for at, (one, other) in enumerate(pairwise(keys)):
        if one in _CONSONANT_KEYS and other in _VOWEL_KEYS:
            starts.add(at)
    marks = sorted(starts)
    return [keys[start:end] for start, end in pairwise(marks)]


def _compose(part: str) -> str:
    """One initial, its vowel and the longest final that there is; the rest letter by letter."""
    if part[:1] not in _INITIALS:
        return _letters(part)
    for vowel_end in (3, 2):
        vowel = part[1:vowel_end]
        if vowel not in _VOWELS or len(vowel) != vowel_end - 1:
            continue
        rest = part[vowel_end:]
        for length in (2, 1, 0):
            if rest[:length] in _FINALS and len(rest[:length]) == length:
                at = (_INITIALS.index(part[0]) * 21 + _VOWELS.index(vowel)) * 28 + _FINALS.index(
                    rest[:length]
                )
                return chr(_FIRST + at) + _letters(rest[length:])
    return _letters(part)


def _letters(keys: str) -> str:
    return "".join(_SHOWN.get(key, key) for key in keys)
