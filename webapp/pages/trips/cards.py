"""A trip as a card shows it: its state in words, how far it has come, when it counts more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext

from services.clock import local_day
from services.trips import TripView, find_hour_line
from webapp.pages.trips.words import STATES, say_duration
from webapp.templating import format_clock

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Track:
    """How far a trip has come, from 0 to 1; `label` says the picture in words."""

    done: float
    label: str
    marks: Sequence[tuple[float, str]]


@dataclass(frozen=True)
class TripCard:
    """`progress` is what stands beside the state: how long already, or how long until."""

    trip: TripView
    state: str
    word: str
    tone: str
    progress: str
    track: Track | None

    @property
    def href(self) -> str:
        return f"/trips/{self.trip.id.hex()}"


def make_card(trip: TripView, now: datetime) -> TripCard:
    state = trip.state(now)
    word, tone = STATES[state]
    track = _track(trip, now) if state == "running" else None
    return TripCard(trip, state, gettext(word), tone, _progress(trip, state, now), track)


def group_cards(trips: Sequence[TripView], now: datetime) -> dict[str, list[TripCard]]:
    """By what matters first: running, waiting, planned (the next first), over (the last first)."""
    cards = [make_card(trip, now) for trip in trips]
    groups = {
        name: [card for card in cards if card.state == name] for name in ("running", "waiting", "planned")
    }
    for group in groups.values():
        group.sort(key=lambda card: card.trip.starts_at)
    return groups | {"over": [card for card in cards if card.state in ("over", "refused", "cancelled")]}


def _progress(trip: TripView, state: str, now: datetime) -> str:
    if state == "running":
        return gettext("%(duration)s째", duration=say_duration(now - trip.starts_at))
    if state in ("planned", "waiting") and trip.starts_at - now < ONE_DAY:
        return gettext("%(duration)s 뒤 시작", duration=say_duration(trip.starts_at - now))
    return ""


def _track(trip: TripView, now: datetime) -> Track:
    whole = trip.ends_at - trip.starts_at
    done = (now - trip.starts_at) / whole
    label = gettext(
        "%(start)s부터 %(end)s까지 가운데 %(percent)s%%",
        start=format_clock(trip.starts_at),
        end=format_clock(trip.ends_at),
        percent=round(done * 100),
    )
    return Track(done, label, _marks(trip, whole))


def _marks(trip: TripView, whole: timedelta) -> list[tuple[float, str]]:
    """The start, and the line after which a trip counts more; several days have no such line."""
    marks = [(0.0, format_clock(trip.starts_at))]
    line = find_hour_line(local_day(trip.starts_at))
    at = timedelta(hours=line.hours) / whole if line else 1.0
    if line and whole <= ONE_DAY and 0.2 < at < 0.95:
        marks.append((at, gettext("%(hours)s시간", hours=line.hours)))
    return marks
