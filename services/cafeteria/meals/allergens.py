"""The foods that must be named because people are allergic to them, by their usual numbers, 1 to 19.

Source: 식품 등의 표시기준 (알레르기 유발물질); the numbers are those that Korean menus print behind a dish.
"""

import re
from collections.abc import Mapping

from services.texts import N_

ALLERGENS: Mapping[int, str] = {
    1: N_("난류"),
    2: N_("우유"),
    3: N_("메밀"),
    4: N_("땅콩"),
    5: N_("대두"),
    6: N_("밀"),
    7: N_("고등어"),
    8: N_("게"),
    9: N_("새우"),
    10: N_("돼지고기"),
    11: N_("복숭아"),
    12: N_("토마토"),
    13: N_("아황산류"),
    14: N_("호두"),
    15: N_("닭고기"),
    16: N_("쇠고기"),
    17: N_("오징어"),
    18: N_("조개류(굴·전복·홍합)"),
    19: N_("잣"),
}
# What menus also call them; each word stands for a number.
_SPELLINGS = {
    "알류": 1, "달걀": 1, "계란": 1, "콩": 5, "소고기": 16, "굴": 18, "전복": 18, "홍합": 18, "조개": 18,
    "조개류": 18,
}  # fmt: skip
_NUMBERS = {word: number for number, word in ALLERGENS.items()} | _SPELLINGS
_CIRCLED = {chr(ord("①") + at): at + 1 for at in range(20)}
CIRCLED = "".join(_CIRCLED)
_PARTS = re.compile(rf"\d+|[{CIRCLED}]|[^\W\d{CIRCLED}]+")


def read_allergens(text: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """What a list such as `5.6.10`, `⑤⑥` or `난류,대두` names: the numbers, and those that stand for nothing.

    None for what is no such list: a place of origin, a weight, a remark.
    """
    numbers = [_number_of(part) for part in _PARTS.findall(text)]
    if not numbers or None in numbers:
        return None
    found = sorted({number for number in numbers if number is not None})
    known = tuple(number for number in found if number in ALLERGENS)
    return known, tuple(number for number in found if number not in ALLERGENS)


def _number_of(part: str) -> int | None:
    if part in _CIRCLED:
        return _CIRCLED[part]
    if part.isascii() and part.isdigit():
        return int(part) if len(part) <= 2 else None
    return _NUMBERS.get(part)
