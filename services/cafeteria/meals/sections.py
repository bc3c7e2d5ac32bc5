"""The words of a menu that are no dishes: other meals, titles, notices, closed days, days with a name."""

import re
from enum import StrEnum

from services.texts import tidy_line


class Section(StrEnum):
    """What a row or a column holds: lunch is what is read."""

    LUNCH = "lunch"
    OTHER_MEAL = "other_meal"
    NOTE = "note"
    IGNORED = "ignored"


_LUNCH = re.compile(r"^[<\[(【]?\s*(중식|점심|오찬|lunch)\s*(메뉴|식사)?\s*[>\])】]?\s*[:：]?$", re.I)
_OTHER = re.compile(
    r"^[<\[(【]?\s*(조식|석식|아침|저녁|야식|간식|breakfast|dinner)\s*(메뉴|식사)?\s*[>\])】]?\s*[:：]?$",
    re.I,
)
_ROLES = {
    Section.NOTE: ("비고", "특이사항", "참고", "행사", "note"),
    Section.IGNORED: (
        "날짜", "일자", "요일", "구분", "열량", "칼로리", "kcal", "영양", "단백질", "나트륨", "원산지",
        "date", "day",
    ),
    Section.LUNCH: (
        "메뉴", "식단", "중식", "점심", "밥", "국", "주식", "주찬", "부찬", "반찬", "김치", "후식", "일품",
        "menu", "lunch", "알레르기",
    ),
    Section.OTHER_MEAL: ("조식", "석식", "아침", "저녁", "breakfast", "dinner"),
}  # fmt: skip
_NOTICE = re.compile(
    r"^(※|\*|주\)|\(주\)|▶|●?\s*알림|안내|문의|원산지|알레르기\s*(유발|정보|표시)|영양)"
    r"|변경될\s*수|바뀔\s*수|사정에\s*따라|맛있게\s*드|이용\s*(시간|안내)|식사\s*시간|운영\s*시간|배식\s*시간"
)
_TITLE = re.compile(
    r"식단|메뉴|주간|월간|차림|구내식당|(?<!\d)\d{1,2}\s*주차?|(?<!\d)\d{1,2}\s*월|^\d{4}\s*년|^작성|^담당|^결재|영양사|조리"
)
_NUTRITION = re.compile(
    r"^(열량|에너지|칼로리|단백질|지방|나트륨|탄수화물|당류|kcal)\b|^[\d.,\s]+(kcal|㎉|칼로리|cal|g|mg)"
    r"(\s*[/·,]\s*[\d.,]+\s*(kcal|g|mg))*$|^\d+$|^\d{3,}\.\d+$|^\d,\d{3}$", re.I,
)  # fmt: skip
_CLOSED = re.compile(
    r"휴무|휴점|휴업|휴관|미운영|운영\s*(안|없|하지)|배식\s*(안|없|하지)|쉽니다|쉬어요|쉬는\s*날|공휴일|휴일|연휴|대체\s*휴"
    r"|^(설날|추석|신정|구정|개천절|한글날|성탄절|크리스마스|어린이날|현충일|광복절|삼일절|3[.·]1절|석가탄신일"
    r"|부처님\s*오신\s*날|근로자의\s*날|노동절|제헌절|선거일|임시공휴일)"
)
_NAMED_DAY = re.compile(r"^\W*(특식|.{0,12}(데이|day|의\s*날|없는\s*날|하는\s*날|생일상))\W*$", re.I)
_SPECIAL = re.compile(r"^[\[(<【★☆◆\s]*특식[\])>】★☆◆\s]*[:：\-]?\s*(?=\S)")
_NOTHING = re.compile(r"^[\-–—·.xX○\s/]*$|^(없음|미정|해당\s*없음)$")
LONGEST_CLOSED = 24


def find_section(text: str) -> Section | None:
    """The meal that a label opens."""
    line = tidy_line(text)
    if _LUNCH.match(line):
        return Section.LUNCH
    return Section.OTHER_MEAL if _OTHER.match(line) else None


def find_role(text: str) -> Section | None:
    """What the title of a column says about it."""
    word = re.sub(r"[\s()\[\]:：]", "", text).lower()
    return next((role for role, words in _ROLES.items() if word in words), None)


def is_notice(text: str) -> bool:
    """A remark about the whole menu: 식단은 변경될 수 있습니다."""
    return bool(_NOTICE.search(tidy_line(text)))


def is_title(text: str) -> bool:
    return bool(_TITLE.search(tidy_line(text)))


def is_nutrition(text: str) -> bool:
    return bool(_NUTRITION.match(tidy_line(text)))


def is_nothing(text: str) -> bool:
    """A dash in an empty cell."""
    return bool(_NOTHING.match(tidy_line(text)))


def is_closed(text: str) -> bool:
    """A day without lunch: 휴무, 추석 연휴."""
    line = tidy_line(text)
    return len(line) <= LONGEST_CLOSED and bool(_CLOSED.search(line))


def is_named_day(text: str) -> bool:
    """A day with a name of its own: 특식, 채식의 날."""
    return bool(_NAMED_DAY.match(tidy_line(text)))


def take_special(text: str) -> tuple[str, str]:
    """`[특식] 갈비찜` as the dish, and the word before it."""
    found = _SPECIAL.match(text)
    return (text[found.end() :], "특식") if found else (text, "")
