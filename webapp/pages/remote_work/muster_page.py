"""Where people are, in words: the muster of a team."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from services.clock import SEOUL, local_day
from services.remote_work import muster
from services.texts import N_
from webapp.pages.leave.words import say_kind
from webapp.templating import format_clock, format_day

# A place's word, its tone and its icon.
PLACES: Mapping[muster.Place, tuple[str, str, str]] = {
    muster.Place.OFFICE: (N_("사무실"), "ok", "building-2"),
    muster.Place.OWN_TIME: (N_("재량근무"), "info", "hourglass"),
    muster.Place.HOME: (N_("재택"), "info", "laptop"),
    muster.Place.CENTRE: (N_("스마트워크센터"), "info", "network"),
    muster.Place.TRIP: (N_("출장"), "info", "map-pin"),
    muster.Place.TRAINING: (N_("교육"), "neutral", "book-open"),
    muster.Place.LEAVE: (N_("휴가"), "neutral", "flag"),
    muster.Place.FREE: (N_("집약근무로 쉬는 날"), "neutral", "house"),
    muster.Place.OFF: (N_("근무 시간 밖"), "neutral", "clock"),
}


@dataclass(frozen=True)
class PersonLine:
    """One person as a list shows her; `note` is until when, or what comes next today."""

    name: str
    about: str
    note: str
    is_me: bool


@dataclass(frozen=True)
class PlaceGroup:
    place: muster.Place
    word: str
    icon: str
    people: Sequence[PersonLine]


@dataclass(frozen=True)
class Tile:
    place: muster.Place
    word: str
    tone: str
    icon: str
    count: int


def list_tiles(counts: Mapping[muster.Place, int]) -> list[Tile]:
    """The places with somebody, and those that a team asks for first, with nobody too."""
    always = (muster.Place.OFFICE, muster.Place.HOME, muster.Place.TRIP, muster.Place.LEAVE)
    shown = [place for place in muster.Place if place in always or counts.get(place)]
    return [Tile(p, gettext(PLACES[p][0]), *PLACES[p][1:], counts.get(p, 0)) for p in shown]


def group_people(found: muster.Muster, my_id: int) -> list[PlaceGroup]:
    """By place; within one, as the unit has them: leads first, then by name."""
    has_units = len({each.person.unit_id for each in found.people}) > 1
    groups = []
    for place, (word, _, icon) in PLACES.items():
        here = [each for each in found.people if each.place is place]
        if here:
            lines = [_to_line(each, my_id, has_units=has_units, now=found.as_of) for each in here]
            groups.append(PlaceGroup(place, gettext(word), icon, lines))
    return groups


def say_counts(unit: muster.UnitCount) -> str:
    """`사무실 12 · 재택 5 · 휴가 2`."""
    return " · ".join(f"{gettext(PLACES[place][0])} {count}" for place, count in unit.counts.items())


def _to_line(each: muster.Whereabouts, my_id: int, *, has_units: bool, now: datetime) -> PersonLine:
    person = each.person
    about = [person.unit_name if has_units else "", person.title]
    return PersonLine(
        name=person.name,
        about=_join(about),
        note=_join([say_kind(each.leave_kind), _say_until(each.until_at, now), _say_later(each)]),
        is_me=person.id == my_id,
    )


def _say_until(until_at: datetime | None, now: datetime) -> str:
    """Until when: the time where it ends today, else the last day."""
    if until_at is None:
        return ""
    if local_day(until_at) == local_day(now):
        return gettext("%(time)s까지", time=format_clock(until_at))
    last_on = _last_day(until_at)
    if last_on == local_day(now):
        return gettext("오늘까지")
    return gettext("%(day)s까지", day=format_day(last_on))


def _last_day(until_at: datetime) -> date:
    """What ends at midnight ends with the day before."""
    local = until_at.astimezone(SEOUL)
    is_midnight = (local.hour, local.minute) == (0, 0)
    return date.fromordinal(local.date().toordinal() - 1) if is_midnight else local.date()


def _say_later(each: muster.Whereabouts) -> str:
    if each.later is None:
        return ""
    place, from_at = each.later
    return gettext("%(time)s부터 %(place)s", time=format_clock(from_at), place=gettext(PLACES[place][0]))


def _join(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
