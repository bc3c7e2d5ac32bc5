"""Dishes as menus write them: a name, and the allergens behind it in one of many forms."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.cafeteria.meals.allergens import CIRCLED, read_allergens
from services.texts import tidy_line

LONGEST_DISH = 60
# Beyond this nothing is a dish, whatever stands in brackets behind it, and patterns would take minutes.
LONGEST_WRITTEN = 400
MOST_DISHES = 30
# Fewer words of one line may well be one dish: 치즈 함박 스테이크.
WORDS_OF_A_LIST = 4


@dataclass(frozen=True)
class Dish:
    """`allergens` are the numbers that stand on the menu; none means that it says nothing about them."""

    name: str
    allergens: tuple[int, ...] = ()

    def __str__(self) -> str:
        numbers = ".".join(map(str, self.allergens))
        return f"{self.name}({numbers})" if numbers else self.name


@dataclass(frozen=True)
class ReadDish:
    """A dish, numbers behind it that stand for no allergen, and whether its name still holds numbers that
    look like a list of them."""

    dish: Dish
    unknown: tuple[int, ...] = ()
    has_odd_numbers: bool = False


_BULLET = re.compile(r"^(?:[-–•▪◦ㆍ·*○●■□▶☆★✓.,]+\s*|\d{1,2}[.)]\s+)+")
# Numbers at the end that no bracket holds: 계란찜1,2 · 된장국 5.6. · 두부조림⑤⑥
_NUMBER = rf"(?:1\d|[1-9]|[{CIRCLED}])"
_BARE = re.compile(
    rf"(?<=[^\d\s.,])\s*(?P<list>{_NUMBER}(?:\s*[.,·/]?\s*(?<!\d)(?={_NUMBER}){_NUMBER})*)[.,]?$"
)
_BRACKET = re.compile(r"\s*[(\[（［{]([^()\[\]（）［］{}]*)[)\]）］}]")
# A bracket that also says something else: (5.6.16, 호주산) · (국내산, 5.9)
_LEADING = re.compile(
    rf"^\s*(?P<list>{_NUMBER}(?:\s*[.,·]?\s*(?<!\d)(?={_NUMBER}){_NUMBER})*)\s*[.,·/;]\s*(?=[^\W\d])"
)
_TRAILING = re.compile(rf"(?<=[^\W\d])\s*[,;:/]\s*(?P<list>{_NUMBER}(?:\s*[.,·]\s*{_NUMBER})*)\s*$")
_ODD_NUMBERS = re.compile(rf"(?<!\d)\d{{1,2}}[.,·]\d{{1,2}}(?!\d)|^\d{{1,2}}\s*[/월]|[{CIRCLED}]")
_ALLERGENS_ALONE = re.compile(rf"[(\[（]?\s*{_NUMBER}(?:\s*[.,·/]?\s*{_NUMBER})*[.,]?\s*[)\]）]?$")
# A comma between numbers belongs to a list of allergens, any other one parts two dishes.
_PARTING = re.compile(r"[\n\r;、，|]|,(?!\s*\d{1,2}(?:\D|$))|(?<![\d①-⑲]),|\s{2,}|\t|\s/\s")
_RICE = re.compile(r"\s*(\S*밥)\s+(\S.*)$", re.S)
_AFTER_ALLERGENS = re.compile(rf"(?<=[\d.{CIRCLED}][)\]）])\s+(?=\S)|(?<=[{CIRCLED}])\s+(?=[^\s{CIRCLED}])")


def split_dishes(text: str) -> tuple[list[str], bool]:
    """The dishes of a cell or a line, still as text; whether single spaces had to part them."""
    parts = [piece for part in _part(text) for piece in _cut_line(part)]
    found = [stripped for part in parts if (stripped := _BULLET.sub("", tidy_line(part)).strip(" ,."))]
    if len(found) == 1 and not _BRACKET.search(found[0]) and len(found[0].split()) >= WORDS_OF_A_LIST:
        return found[0].split(), True
    return found, False


def read_dish(text: str) -> ReadDish:
    """A dish with its allergens taken out of the name; what else stands in brackets stays in it."""
    if len(text) > LONGEST_WRITTEN:
        return ReadDish(Dish(tidy_line(text)))
    found = _Found()
    name = _BRACKET.sub(found.take_bracket, tidy_line(text)).strip()
    bare = _BARE.search(name)
    if bare and found.take(bare["list"]):
        name = name[: bare.start()].rstrip()
    name = name.strip(" ,")
    known, unknown = tuple(sorted(found.known)), tuple(sorted(found.unknown))
    return ReadDish(Dish(name, known), unknown, bool(_ODD_NUMBERS.search(name)))


class _Found:
    """The numbers that one dish's lists have named so far."""

    def __init__(self) -> None:
        self.known: set[int] = set()
        self.unknown: set[int] = set()

    def take(self, written: str) -> bool:
        found = read_allergens(written)
        if found is None:
            return False
        self.known.update(found[0])
        self.unknown.update(found[1])
        return True

    def take_bracket(self, match: re.Match[str]) -> str:
        """What stays of a bracket: nothing, what it says beside numbers, or all of it.

        One word that is also an allergen, 미역국(쇠고기), counts as one and stays in the name.
        """
        inside = match[1].strip()
        if self.take(inside):
            return f"({inside})" if inside.isalpha() else ""
        for pattern in (_LEADING, _TRAILING):
            mixed = pattern.search(inside)
            if mixed and self.take(mixed["list"]):
                return f"({(inside[: mixed.start()] + inside[mixed.end() :]).strip()})"
        return match[0]


def find_allergens_alone(text: str) -> tuple[int, ...] | None:
    """The allergens of a cell that holds nothing else: they belong to the dish before it."""
    line = tidy_line(text)
    is_list = _ALLERGENS_ALONE.match(line) and not (line.isascii() and line.isdigit())
    found = read_allergens(line) if is_list else None
    return found[0] if found and not found[1] else None


def find_main_dishes(dishes: Iterable[Dish]) -> list[str]:
    """The names that a day is remembered by: not rice, soup, kimchi and what comes with every lunch."""
    names = [dish.name for dish in dishes]
    return [name for name in names if not _SIDE.search(name)] or names[:1]


def to_dishes(stored: Sequence[Sequence[object]]) -> tuple[Dish, ...]:
    """From the pairs that the database keeps."""
    return tuple(Dish(str(name), tuple(numbers)) for name, numbers in stored)  # type: ignore[arg-type]


_SIDE = re.compile(
    r"(밥|죽|국|탕|찌개|전골|김치|깍두기|석박지|겉절이|나물|무침|샐러드|주스|우유|요구르트|과일|숭늉|차)$"
)


def _cut_line(text: str) -> list[str]:
    """Cuts a line of dishes behind their allergens; the rice before the first of them has none."""
    pieces = _AFTER_ALLERGENS.split(text)
    rice = _RICE.match(pieces[0]) if len(pieces) > 1 else None
    return [rice[1], rice[2], *pieces[1:]] if rice else pieces


def _part(text: str) -> list[str]:
    """Cuts at what parts dishes, outside brackets only."""
    pieces, depth, begun = [], 0, 0
    for match in re.finditer(rf"[(\[（［]|[)\]）］]|{_PARTING.pattern}", text):
        mark = match[0]
        if mark in "([（［":
            depth += 1
        elif mark in ")]）］":
            depth = max(depth - 1, 0)
        elif depth == 0 or "\n" in mark:
            pieces.append(text[begun : match.start()])
            begun, depth = match.end(), 0
    return [*pieces, text[begun:]]
