"""The words of laws: what became of a file, and how a version stands on a day."""

from collections.abc import Mapping
from datetime import date

from services.laws import Fate, LawView, VersionView
from services.texts import N_

# What a page does; a text is replaced by `flask laws import --replace` alone.
FATES: Mapping[Fate, tuple[str, str, str]] = {
    Fate.NEW: (N_("새 판본"), "ok", "plus"),
    Fate.KNOWN: (N_("이미 있음"), "neutral", "minus"),
    Fate.REFUSED: (N_("가져올 수 없음"), "bad", "x"),
}
# How a version stands: its word, tone and icon.
STANDINGS: Mapping[str, tuple[str, str, str]] = {
    "held": (N_("시행 중"), "ok", "check"),
    "upcoming": (N_("시행 전"), "info", "clock"),
    "included": (N_("뒤 판본에 들어 있음"), "neutral", "history"),
    "past": (N_("지난 판본"), "neutral", "history"),
}


def standing_of(law: LawView, version: VersionView, on: date) -> tuple[str, str, str]:
    """How one of a law's versions stands on a day."""
    if version == law.in_force(on):
        return STANDINGS["held"]
    if version in law.upcoming(on):
        return STANDINGS["upcoming"]
    return STANDINGS["included" if version.in_force_on > on else "past"]
