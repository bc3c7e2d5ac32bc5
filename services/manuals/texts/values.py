"""Numbers with their units in a line, and how a change of one is told: `제출 기한 5일에서 7일로`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from services.manuals.texts.labels import clause_after, ends_clause, label_of

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNITS = (
    "제곱킬로미터|제곱미터|킬로미터|센티미터|밀리미터|미터|킬로그램|그램|근무시간|근무일|영업일|업무일|퍼센트|개월|주일|주년|시간"
    "|인분|가구|세대|년차|학년|호봉|단계|등급|만\\s?원|천\\s?원|원|일|월|년|분|초|시|%|명|건|회|부|통|장|매|세|살|조|항|호|층|점|차"
    "|급|주|배|번|개|쪽|종|곳|대|권|필지|달|평|도|℃|㎡|㎞|km|kg|㎏|m|g|만|천|억"
)
_ONE = "|".join(
    (
        r"제\d+조(?:의\d+)?(?:제\d+항)?(?:제\d+호(?:의\d+)?)?(?:[가-하]목)?",
        r"제\d+[항호](?:의\d+)?(?:서식)?",
        r"(?:별표|별지)\s\d+(?:의\d+)?",
        r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{4}\.\s?\d{1,2}\.(?:\s?\d{1,2}\.)?",
        r"\d{2,4}-\d{3,4}-\d{4}|\d{4}-\d{4}",
        r"\d{4}\s?년\s?\d{1,2}\s?월(?:\s?\d{1,2}\s?일)?|\d{1,2}\s?월\s?\d{1,2}\s?일",
        r"[월화수목금토일]요일",
        r"(?:(?:오전|오후)\s?)?\d{1,2}\s?시(?!간)(?:\s?\d{1,2}\s?분|\s?반)?|\d{1,2}:\d{2}",
        r"\d+분의\s?\d+",
        r"\d+\s?시간\s?\d+\s?분|\d+\s?년\s?\d+\s?개월",
        rf"{_NUMBER}\s?억(?:\s?{_NUMBER}\s?(?:천만|백만|만|천)?)?\s?원?|{_NUMBER}\s?(?:천만|백만|십만|만|천)\s?원",
        rf"{_NUMBER}(?:\s?(?:{_UNITS}))?",
    )
)
# One of them, or from one to another: `09:00~18:00`.
VALUE = re.compile(rf"(?:{_ONE})(?:\s?[~∼～]\s?(?:{_ONE}))?")
# So close together they are told in one sentence.
NEAR = 12
LONGEST_NAME = 24
_FINAL_CONSONANTS, _FINAL_RIEUL = 28, 8
_DIGIT_SOUNDS = {
    "0": "ㅇ",
    "1": "ㄹ",
    "2": "",
    "3": "ㅁ",
    "4": "",
    "5": "",
    "6": "ㄱ",
    "7": "ㄹ",
    "8": "ㄹ",
    "9": "",
}


@dataclass(frozen=True)
class ValueChange:
    """One number that became another, or several that stand side by side; `label` is what stands before.

    `is_phrase` where other words are between them or, for want of a label, behind.
    """

    label: str
    old: str
    new: str
    is_phrase: bool = False


def find_value_changes(old: str, new: str) -> list[ValueChange] | None:
    """Where two lines differ in numbers alone; None where they differ in something else."""
    if VALUE.sub("\x00", old) != VALUE.sub("\x00", new):
        return None
    pairs = zip(VALUE.finditer(old), VALUE.finditer(new), strict=True)
    changed = [(a, b) for a, b in pairs if a[0] != b[0]]
    return [_tell(old, new, group) for group in _group(new, changed)]


_Pair = tuple[re.Match[str], re.Match[str]]


def _group(line: str, changed: list[_Pair]) -> Iterator[list[_Pair]]:
    group = changed[:1]
    for (_, before), pair in pairwise(changed):
        between = line[before.end() : pair[1].start()]
        if len(between) > NEAR or ends_clause(between):
            yield group
            group = []
        group.append(pair)
    if group:
        yield group


def _tell(old: str, new: str, group: list[_Pair]) -> ValueChange:
    (first, first_new), (last, last_new) = group[0], group[-1]
    inner = _letters_before(new, first_new.start())
    before = old[first.start() - inner : last.end()].strip()
    after = new[first_new.start() - inner : last_new.end()].strip()
    label = label_of(new, first_new.start() - inner)
    if not label and len(group) == 1 and (behind := clause_after(new, last_new.end())):
        return ValueChange("", f"{before}{behind}", f"{after}{behind}", is_phrase=True)
    return ValueChange(label, before, after, is_phrase=len(group) > 1)


def _letters_before(line: str, at: int) -> int:
    """A number within a word is a part of its name: `정부24`."""
    start = at
    while start and at - start < LONGEST_NAME and line[start - 1].isalnum():
        start -= 1
    return at - start


def is_value(words: str) -> bool:
    return bool(VALUE.fullmatch(words))


def ro(words: str) -> str:
    """The particle 로 or 으로 that follows these words."""
    last = next((letter for letter in reversed(words) if letter.isalnum() or letter in "%원㎡㎞"), "")
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % _FINAL_CONSONANTS
        return "로" if final in (0, _FINAL_RIEUL) else "으로"
    sound = _DIGIT_SOUNDS.get(last, "")
    return "으로" if sound in ("ㅇ", "ㅁ", "ㄱ") else "로"


def shorten(words: str, letters: int = 40) -> str:
    words = " ".join(words.split())
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"
