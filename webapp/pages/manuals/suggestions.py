"""Manuals that fit what somebody is doing now: `manuals/_suggestions.html` takes what `list_suggested` gives.

The facts come from where they are known: trips from `services.trips`, today's plan from the remote day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import trips
from services.clock import local_day
from services.errors import NotFound
from services.manuals import suggestions
from services.remote_work import days
from webapp.context import current_person, now

MOST, MOST_LINES = 4, 3
LONGEST_SAID = 40
TRIP_PATH = re.compile(r"/trips/([0-9a-f]{16})(?:/|$)")
# What a page of the product is about, in the words that manuals use, by the beginning of its address.
PAGES: Sequence[tuple[str, str]] = (
    ("/trips", "출장 여비 정산"),
    ("/hours", "유연근무"),
    ("/remote-work/hours", "유연근무"),
    ("/remote-work/seats", "스마트워크센터 재택근무"),
    ("/remote-work", "재택근무"),
    ("/cafeteria", "구내식당"),
    ("/leave", "휴가 연가"),
    ("/approvals", "전결 결재 문서"),
    ("/me/consent", "위치정보 동의"),
    ("/audit", "감사 여비"),
    ("/meetings", "회의"),
    ("/handovers", "업무 인계인수"),
)


@dataclass(frozen=True)
class Suggested:
    """One line: the manual and why it is here, in the reader's language."""

    manual_id: int
    title: str
    unit_name: str
    why: str
    reason: str


def list_suggested(session: Session, path: str = "/", most: int = MOST) -> list[Suggested]:
    """What fits this person now; `path` is the page that she is on."""
    staff_id = current_person().staff_id
    topics = [*_trip_of(session, path), *_topic_of(path), *_list_trips(session), *_list_plans(session)]
    doing = suggestions.Doing(staff_id, [*dict.fromkeys(topics)])
    found = suggestions.suggest(session, doing, now(), most)
    return [
        Suggested(
            one.manual_id, one.title, one.unit_name, one.why.value, gettext(one.sentence, **dict(one.facts))
        )
        for one in found
    ]


def _trip_of(session: Session, path: str) -> list[suggestions.Topic]:
    """What the trip is for on whose page she is, though it be long ago or far ahead."""
    match = TRIP_PATH.match(path)
    if match is None:
        return []
    try:
        trip = trips.get_trip(session, bytes.fromhex(match[1]), current_person().staff_id)
    except NotFound:
        return []
    return [suggestions.Topic(suggestions.Why.TRIP, trip.purpose, _short(trip.purpose))]


def _list_trips(session: Session) -> list[suggestions.Topic]:
    """Of trips that run or come within the next days: what they are for, and that they are settled."""
    today = local_day(now())
    found = []
    for trip in trips.list_open_trips(session, current_person().staff_id, now())[:2]:
        if (local_day(trip.starts_at) - today).days <= 2:
            said = _short(trip.purpose)
            found += [
                suggestions.Topic(suggestions.Why.TRIP, trip.purpose, said),
                suggestions.Topic(suggestions.Why.TRIP, "출장 여비 정산", said),
            ]
    return found


def _list_plans(session: Session) -> list[suggestions.Topic]:
    """The lines of today's plan at home."""
    today = local_day(now())
    held = days.list_days(session, [current_person().staff_id], today, today)
    lines = [line.text for day in held for line in days.list_lines(session, day.plan_id)]
    return [suggestions.Topic(suggestions.Why.PLAN, line, _short(line)) for line in lines[:MOST_LINES]]


def _topic_of(path: str) -> list[suggestions.Topic]:
    words = next((words for start, words in PAGES if path.startswith(start)), "")
    return [suggestions.Topic(suggestions.Why.PAGE, words)] if words else []


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1]}…"
