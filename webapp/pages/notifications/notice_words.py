"""Notices in the reader's language."""

from dataclasses import dataclass

from flask_babel import gettext

from services.notice_kinds import KINDS
from services.notifications import NoticeView, Words, find_path, say
from webapp.templating import format_clock, format_day, format_days


@dataclass(frozen=True)
class NoticeLine:
    """A notice as lists show it; `path` is where a tap leads, empty for nowhere."""

    view: NoticeView
    sentence: str
    path: str
    icon: str


WORDS = Words(lambda sentence: str(gettext(sentence)), format_day, format_days, format_clock)


def say_notice(notice: NoticeView) -> NoticeLine:
    kind = KINDS.get(notice.kind)
    sentence = say(kind, notice.facts, WORDS)
    return NoticeLine(notice, sentence, find_path(kind, notice.facts), kind.icon if kind else "bell")
