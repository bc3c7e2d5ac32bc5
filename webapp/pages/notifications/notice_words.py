"""Notices in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext

from services.notice_kinds import KINDS
from services.notifications import NoticeView, Topic, Words, find_path, say
from webapp.templating import format_clock, format_day, format_days


@dataclass(frozen=True)
class NoticeLine:
    """A notice as lists show it; `path` is where a tap leads, empty for nowhere.

    `ids` are those of all that it stands for, its own first.
    """

    view: NoticeView
    sentence: str
    path: str
    icon: str
    ids: Sequence[int]


WORDS = Words(lambda sentence: str(gettext(sentence)), format_day, format_days, format_clock)


def say_notice(notice: NoticeView) -> NoticeLine:
    kind = KINDS.get(notice.kind)
    sentence = say(kind, notice.facts, WORDS)
    icon = kind.icon if kind else "bell"
    return NoticeLine(notice, sentence, find_path(kind, notice.facts), icon, [notice.id])


def say_notices(notices: Iterable[NoticeView]) -> list[NoticeLine]:
    """The same of the same thing is one line, where the newest stands. Of one's own account each is told."""
    lines: dict[tuple[object, ...], NoticeLine] = {}
    for line in map(say_notice, notices):
        kind = KINDS.get(line.view.kind)
        is_account = kind is not None and kind.topic is Topic.ACCOUNT
        key = (line.sentence, line.path, line.view.id if is_account else None)
        known = lines.get(key)
        lines[key] = replace(known, ids=[*known.ids, *line.ids]) if known else line
    return list(lines.values())
