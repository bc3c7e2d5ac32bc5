"""A notice as a sentence in the reader's language, on a page as in a mail."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.notifications.kinds import Kind
from services.texts import N_

logger = logging.getLogger(__name__)
UNSAYABLE = N_("이 알림의 내용을 보여 드릴 수 없어요.")


@dataclass(frozen=True)
class Words:
    """How one reader's language says things."""

    translate: Callable[[str], str]
    day: Callable[[date], str]
    days: Callable[[date, date], str]
    clock: Callable[[datetime], str]


def say(kind: Kind | None, facts: Mapping[str, str], words: Words) -> str:
    """A kind that this version does not know any more says itself in its facts. One that cannot be said does
    not keep the others from being read."""
    if kind is None:
        return facts.get("text", "")
    try:
        return _say(kind, facts, words)
    except (KeyError, TypeError, ValueError):
        logger.exception("a notice of kind %s does not fit its sentence", kind.code)
        return words.translate(UNSAYABLE)


def find_path(kind: Kind | None, facts: Mapping[str, str]) -> str:
    """Where a tap leads, empty for nowhere."""
    try:
        return kind.path % facts if kind else ""
    except (KeyError, TypeError, ValueError):
        return ""


def _say(kind: Kind, facts: Mapping[str, str], words: Words) -> str:
    said = {name: _say_fact(name, value, words) for name, value in facts.items()}
    from_on, until_on = facts.get("from_on", ""), facts.get("until_on", "")
    if from_on and until_on:
        said["days"] = words.days(date.fromisoformat(from_on), date.fromisoformat(until_on))
    sentence = words.translate(kind.sentence)
    return sentence % said


def _say_fact(name: str, value: str, words: Words) -> str:
    if name.endswith("_on"):
        return words.day(date.fromisoformat(value))
    if name.endswith("_at"):
        return words.clock(datetime.fromisoformat(value))
    return value
