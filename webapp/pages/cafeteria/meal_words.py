"""What meals are called in sentences: allergens, why somebody does not come, what becomes of a day's menu."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from services import absences, cafeteria
from services.cafeteria import MenuFate
from services.texts import N_

FATES: Mapping[MenuFate, str] = {
    MenuFate.NEW: N_("새로 넣음"),
    MenuFate.REPLACES: N_("지금 것을 바꿈"),
    MenuFate.SAME: N_("그대로"),
    MenuFate.LEFT_OUT: N_("저장 안 함"),
}
FATE_TONES = {
    MenuFate.NEW: "ok",
    MenuFate.REPLACES: "info",
    MenuFate.SAME: "neutral",
    MenuFate.LEFT_OUT: "bad",
}
FATE_ICONS = {
    MenuFate.NEW: "plus",
    MenuFate.REPLACES: "pencil",
    MenuFate.SAME: "check",
    MenuFate.LEFT_OUT: "x",
}


def say_allergens(numbers: Sequence[int]) -> str:
    """Numbers as words: 대두, 밀, 돼지고기."""
    return ", ".join(gettext(cafeteria.ALLERGENS[number]) for number in numbers)


def allergen_words() -> Mapping[int, str]:
    """All of them by their numbers."""
    return {number: gettext(word) for number, word in cafeteria.ALLERGENS.items()}


def say_away(away: Mapping[str, int]) -> list[tuple[str, int]]:
    """The kinds of absence with how many, those that the product does not name by their own word."""
    return [(gettext(absences.KIND_WORDS.get(kind, kind)), count) for kind, count in away.items()]
