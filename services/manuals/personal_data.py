"""What in a text looks like somebody's personal data: a warning for who writes, never a verdict.

Only the text is looked at, nobody is looked up. A masked number (`900101-1******`) is none, nor is a
placeholder (`010-0000-0000`, 홍길동). Not found: a name without a title, a role or an age beside it, and what
is spelt out in words.
Source: 개인정보 보호법 제2조제1호, 제24조, 제24조의2; 주민등록법 시행규칙 제2조 (check digit).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.texts import N_

MOST_FOUND = 50


class DataKind(StrEnum):
    RESIDENT = "resident"
    PASSPORT = "passport"
    LICENCE = "licence"
    CARD = "card"
    ACCOUNT = "account"
    MOBILE = "mobile"
    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    NAME = "name"


DATA_WORDS = {
    DataKind.RESIDENT: N_("주민등록번호나 외국인등록번호"),
    DataKind.PASSPORT: N_("여권번호"),
    DataKind.LICENCE: N_("운전면허번호"),
    DataKind.CARD: N_("카드번호"),
    DataKind.ACCOUNT: N_("계좌번호"),
    DataKind.MOBILE: N_("휴대전화 번호"),
    DataKind.PHONE: N_("전화번호"),
    DataKind.MAIL: N_("전자우편 주소"),
    DataKind.ADDRESS: N_("집 주소"),
    DataKind.NAME: N_("사람 이름"),
}
# The law lets nobody keep these here, whoever agrees; they are refused and not only warned of.
NEVER_KEPT = frozenset({DataKind.RESIDENT, DataKind.PASSPORT, DataKind.LICENCE, DataKind.CARD})


@dataclass(frozen=True)
class Finding:
    """From one letter of the text to another, and how it may be shown: never the whole of it again."""

    kind: DataKind
    start: int
    end: int
    shown: str


_RESIDENT = re.compile(r"(?<!\d)(\d{6})\s?[-–—]?\s?([0-9]\d{6})(?!\d)")
_PASSPORT = re.compile(r"(?<![A-Za-z\d])[MSRODmsrod](?:\d{8}|\d{3}[A-Za-z]\d{4})(?![A-Za-z\d])")
_LICENCE = re.compile(r"(?<![\d-])(1[1-9]|2[0-8])-\d{2}-\d{6}-\d{2}(?![\d-])")
_CARD = re.compile(
    r"(?<![\d-])\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{2,4}(?![\d-])|(?<!\d)3\d{3}[- ]\d{6}[- ]\d{5}(?!\d)"
)
_BANKS = (
    "은행|계좌|농협|수협|신협|새마을금고|우체국|국민|신한|우리|하나|기업|카카오뱅크|토스뱅크|케이뱅크|예금주"
)
_ACCOUNT = re.compile(rf"(?:{_BANKS})[^\n\d]{{0,20}}(\d{{2,6}}(?:-\d{{2,6}}){{1,4}}|\d{{10,14}})(?![\d-])")
_MOBILE = re.compile(r"(?<![\d-])(?:\+82[- ]?|0)1[016789][-. )]{0,2}\d{3,4}[-. ]?\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\d-])\(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70)\)?[-. ]{1,2}\d{3,4}[-. ]\d{4}(?!\d)")
_MAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")
_ADDRESS = re.compile(
    r"[가-힣0-9]{1,12}(?:로|길)\s?\d{1,4}(?:-\d{1,4})?(?:번길\s?\d{1,4}(?:-\d{1,4})?)?[, ]{1,2}"
    r"(?:[가-힣A-Za-z0-9]{0,12}\s?\d{1,4}동\s?)?(?:지하\s?)?\d{1,4}호"
    r"|[가-힣]{1,8}(?:동|리|가)\s?\d{1,4}(?:-\d{1,4})?번지(?:\s?\d{1,4}호)?"
    r"|[가-힣A-Za-z0-9]{2,14}(?:아파트|빌라|오피스텔|맨션|주택)\s?\d{1,4}동\s?\d{1,4}호"
)
# The common ones: of the others more are the beginning of a word than of a name.
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차우구민진나엄원천방공"
_TITLES = (
    "주무관|사무관|서기관|팀장|과장|국장|실장|계장|동장|면장|읍장|주사보|주사|서기보|서기|주임|대리|부장|"
    "차장|사원|대표|사장|선생|선생님|민원인|신청인|님|씨"
)
# A car park (공영주차장) is no deputy head of a department.
_NAME = re.compile(
    rf"(?<![가-힣])(?![가-힣]{{2}}주차장)([{_SURNAMES}][가-힣]{{2}})\s?(?:{_TITLES})(?![가-힣]*(?:팀|과)\b)"
)
_WITH_AGE = re.compile(
    rf"(?<![가-힣])([{_SURNAMES}][가-힣]{{2}})\s?\(\s?(?:만\s?)?(?:\d{{1,3}}세|남|여)\s?[,)]"
)
_SHORT_NAME = re.compile(rf"(?<![가-힣])([{_SURNAMES}][가-힣]{{1,2}})\s?씨(?![가-힣])")
_AFTER_ROLE = re.compile(
    rf"(?:민원인|신청인|세대주|대표자|예금주|성명|이름|담당자)\s?[:：]?\s?([{_SURNAMES}][가-힣]{{2}})(?![가-힣])"
)
# Words of three letters that begin as a surname does, and stand before a title without being a name.
_NO_NAMES = frozenset(
    [
        "홍길동",
        "김공무",
        "이용자",
        "신청인",
        "민원인",
        "구청장",
        "고객님",
        "전임자",
        "이하는",
        "주민센",
        "정보화",
        "기획관",
        "조사관",
        "서무팀",
        "주무팀",
        "인사팀",
        "선임자",
        "신규자",
        "인수자",
        "인계자",
        "관리자",
        "책임자",
        "명의자",
        "연락처",
        "유관과",
        "소관과",
        "해당과",
        "원하는",
        "이때는",
        "정해진",
        "이름은",
        "성명은",
        "문의는",
        "전화로",
        "방문한",
        "제출한",
        "신청한",
        "지정한",
        "지원한",
        "임용된",
        "안내한",
        "주관과",
        "지도과",
        "여비를",
        "공무원",
        "이사장",
        "부서장",
        "기관장",
        "소속장",
        "대표자",
        "방문자",
        "신고자",
        "신청자",
        "제출자",
        "이해관",
        "전담할",
        "우리과",
        "현업의",
        "주요한",
        "기존의",
        "지금의",
        "도로과",
        "주택과",
        "안전과",
        "문화과",
        "복지과",
        "건축과",
        "세무과",
        "회계과",
        "총무과",
        "기획과",
        "위생과",
        "환경과",
        "장애인",
        "유가족",
        "문화재",
    ]
)
_NO_NAME_ENDS = "팀과실계청읍면의를은는이가을로에도한된할여며게"


def find_personal_data(text: str, *, phones: bool = True) -> list[Finding]:
    """What looks like personal data, in the order of the text, without overlaps, fifty at most.

    `phones` False leaves out numbers of desks: a section that lists offices is made of them.
    """
    kinds = [kind for kind in _FINDERS if phones or kind is not DataKind.PHONE]
    found: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for kind in kinds:
        for start, end in _FINDERS[kind](text):
            if all(end <= low or high <= start for low, high in taken):
                taken.append((start, end))
                found.append(Finding(kind, start, end, _mask(kind, text[start:end])))
    return sorted(found, key=lambda finding: finding.start)[:MOST_FOUND]


def never_kept(findings: Sequence[Finding]) -> list[Finding]:
    """Those that are refused whoever confirms them."""
    return [finding for finding in findings if finding.kind in NEVER_KEPT]


def _mask(kind: DataKind, text: str) -> str:
    """Enough to find the place again: the first letters, and stars."""
    kept = 1 if kind is DataKind.NAME else 3
    shown = [c if index < kept or not c.isalnum() else "*" for index, c in enumerate(text)]
    return "".join(shown)


def _find_residents(text: str) -> Iterator[tuple[int, int]]:
    for match in _RESIDENT.finditer(text):
        if _is_birth(match[1], match[2][0]):
            yield match.span()


def _is_birth(six: str, sign: str) -> bool:
    """Whether the digits are a day on which somebody may have been born. The check digit is not asked for:
    numbers that were given out since October 2020 have none."""
    century = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900}.get(sign, 2000)
    try:
        date(century + int(six[:2]), int(six[2:4]), int(six[4:]))
    except ValueError:
        return False
    return True


def _find_cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(set(digits)) > 1 and _passes_luhn(digits):
            yield match.span()


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(d) * (2 if index % 2 else 1) for index, d in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _find_accounts(text: str) -> Iterator[tuple[int, int]]:
    for match in _ACCOUNT.finditer(text):
        if 10 <= len(re.sub(r"\D", "", match[1])) <= 16:
            yield match.span(1)


def _find_numbers(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Without those that are all zeros or count up: they stand for a number."""

    def find(text: str) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(text):
            tail = re.sub(r"\D", "", match[0])[-8:]
            if len(set(tail)) > 1 and tail not in ("12345678", "00001234", "12341234"):
                yield match.span()

    return find


def _find_names(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_NAME, _AFTER_ROLE, _SHORT_NAME, _WITH_AGE):
        for match in pattern.finditer(text):
            name = match[1]
            is_name = name not in _NO_NAMES and (len(name) == 2 or name[-1] not in _NO_NAME_ENDS)
            if is_name:
                yield match.span(1)


def _find_all(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda text: (match.span() for match in pattern.finditer(text))


# What is surer comes first and keeps its place: a card's digits are no account's.
_FINDERS: dict[DataKind, Callable[[str], Iterator[tuple[int, int]]]] = {
    DataKind.RESIDENT: _find_residents,
    DataKind.LICENCE: _find_all(_LICENCE),
    DataKind.PASSPORT: _find_all(_PASSPORT),
    DataKind.MOBILE: _find_numbers(_MOBILE),
    DataKind.CARD: _find_cards,
    DataKind.ACCOUNT: _find_accounts,
    DataKind.PHONE: _find_numbers(_PHONE),
    DataKind.MAIL: _find_all(_MAIL),
    DataKind.ADDRESS: _find_all(_ADDRESS),
    DataKind.NAME: _find_names,
}
