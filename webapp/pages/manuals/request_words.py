"""How a text that waits for a decision is said to whoever decides."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

from services.manuals import texts
from services.texts import N_
from webapp.pages.manuals.words import REASONS

LABELS: Mapping[str, str] = {
    "manual_title": N_("매뉴얼"),
    "manual_unit": N_("부서"),
    "manual_sections": N_("고친 부분"),
    "manual_reason": N_("고친 사유"),
    "manual_note": N_("설명"),
    "manual_change": N_("바뀐 내용"),
}
_VALUES: Mapping[str, Callable[[str], str]] = {
    "manual_reason": lambda code: gettext(REASONS[texts.Reason(code)][0]),
}


def say_line(label: str, value: str) -> tuple[str, str]:
    """A line of a request in the reader's words."""
    return gettext(LABELS.get(label, label)), _VALUES.get(label, str)(value)
