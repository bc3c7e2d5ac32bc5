"""What the lobby shows: the level alone, said in both languages at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale, gettext

from services.cafeteria import Crowd
from services.clock import local_day
from webapp.pages.cafeteria.crowd_words import crowd_words, find_view, say_age
from webapp.pages.cafeteria.words import LEVEL_WORDS

LANGUAGES = ("ko", "en")
AGES = ("just_now", "minutes_ago", "hours_ago", "days_ago")


@dataclass(frozen=True)
class LobbyFace:
    """All that may be said in one language; the first one also has the marks of the levels."""

    language: str
    levels: Mapping[str, tuple[str, str]]
    views: Mapping[str, str]
    words: Mapping[str, str]
    age: str
    has_marks: bool


@dataclass(frozen=True)
class LobbyPage:
    id: int
    name: str
    on: date
    view: str
    facts: Mapping[str, Any]
    faces: Sequence[LobbyFace]


def make_lobby_page(crowd: Crowd, at: datetime) -> LobbyPage:
    """No wait, no number of persons, no source: what everybody may know."""
    return LobbyPage(
        id=crowd.id,
        name=crowd.name,
        on=local_day(at),
        view=find_view(crowd, at),
        facts={
            "state": crowd.state,
            "level": crowd.level,
            "as_of": crowd.as_of.isoformat() if crowd.as_of else None,
            "stale_after_s": crowd.stale_after_s,
        },
        faces=list(_make_faces(crowd, at)),
    )


def _make_faces(crowd: Crowd, at: datetime) -> Iterator[LobbyFace]:
    for language in LANGUAGES:
        with force_locale(language):
            words = crowd_words()
            yield LobbyFace(
                language=language,
                levels={level: (gettext(word), tone) for level, (word, tone) in LEVEL_WORDS.items()},
                views=_name_views(),
                words={name: words[name] for name in AGES},
                age=say_age(crowd.as_of, at) if crowd.as_of else "",
                has_marks=language == LANGUAGES[0],
            )


def _name_views() -> dict[str, str]:
    return {
        "stale": gettext("오래된 값이라 알 수 없어요"),
        "unread": gettext("지금은 알 수 없어요"),
        "before": gettext("배식 전"),
        "after": gettext("배식 끝"),
        "closed": gettext("오늘은 쉬어요"),
        "old": gettext("연결을 기다려요"),
    }
