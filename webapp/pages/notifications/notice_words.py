"""Notices in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from services.notice_kinds import KINDS
from services.notifications import NoticeView
from webapp.templating import format_clock, format_day, format_days


@dataclass(frozen=True)
class NoticeLine:
    """A notice as lists show it; `path` is where a tap leads, empty for nowhere."""

    view: NoticeView
    sentence: str
    path: str
    icon: str


def say_notice(notice: NoticeView) -> NoticeLine:
    """A kind that this version does not know any more says itself in its facts."""
    kind = KINDS.get(notice.kind)
    if kind is None:
        return NoticeLine(notice, notice.facts.get("text", ""), "", "bell")
    facts = {name: _say_fact(name, value) for name, value in notice.facts.items()}
    from_on, until_on = (notice.facts.get(name, "") for name in ("from_on", "until_on"))
    if from_on and until_on:
        facts["days"] = format_days(date.fromisoformat(from_on), date.fromisoformat(until_on))
    return NoticeLine(notice, str(gettext(kind.sentence, **facts)), kind.path % notice.facts, kind.icon)


def _say_fact(name: str, value: str) -> str:
    if name.endswith("_on"):
        return format_day(date.fromisoformat(value))
    if name.endswith("_at"):
        return format_clock(datetime.fromisoformat(value))
    return value
