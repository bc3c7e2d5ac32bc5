"""The words of trips: codes of the services as people say them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext

from services.clock import SEOUL
from services.texts import N_
from services.trips import BANDS_M, Nearest, length_in_words
from webapp.templating import format_clock, format_full_day

VEHICLES: Mapping[str, str] = {
    "none": N_("도보"),
    "public_transport": N_("대중교통"),
    "official": N_("관용차"),
    "assigned": N_("전용차"),
    "own": N_("자가용"),
    "passenger": N_("동승"),
}
# A state's word and its tone.
STATES: Mapping[str, tuple[str, str]] = {
    "running": (N_("출장 중"), "info"),
    "planned": (N_("예정"), "ok"),
    "waiting": (N_("결재 대기"), "warn"),
    "over": (N_("마친 출장"), "neutral"),
    "refused": (N_("반려됨"), "bad"),
    "cancelled": (N_("취소함"), "neutral"),
}
LABELS: Mapping[str, str] = {
    "purpose": N_("목적"),
    "period": N_("기간"),
    "destination": N_("목적지"),
    "vehicle": N_("교통편"),
    "companions": N_("동행"),
}
CAUTIONS: Mapping[str, str] = {
    "already_started": N_("이미 시작했거나 지난 출장이에요."),
    "overlaps": N_("같은 때에 본인이나 동행의 다른 출장이 있어요."),
    "destination_without_point": N_("위치를 정하지 않은 목적지가 있어요."),
}


def vehicle_options() -> list[tuple[str, str]]:
    return [(code, gettext(words)) for code, words in VEHICLES.items()]


def say_line(label: str, value: str) -> tuple[str, str]:
    """A line of an approval, as it was put before the lead, in the reader's words."""
    words = gettext(VEHICLES[value]) if label == "vehicle" and value in VEHICLES else value
    return gettext(LABELS[label]) if label in LABELS else label, words


def say_distance(metres: float) -> str:
    """`48 m` or `1.2 km`: for the person whose distance it is."""
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{round(metres)} m"


def say_band(nearest: Nearest) -> str:
    """What may stand on paper and before others: how near, never how far exactly."""
    place = nearest.destination.name
    if nearest.band_m is None:
        return gettext("%(place)s에서 %(band)s 밖", place=place, band=length_in_words(BANDS_M[-1]))
    return gettext("%(place)s에서 %(band)s 안", place=place, band=length_in_words(nearest.band_m))


def say_duration(duration: timedelta) -> str:
    minutes = max(0, int(duration.total_seconds()) // 60)
    if minutes < 60:
        return gettext("%(minutes)s분", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if not minutes:
        return gettext("%(hours)s시간", hours=hours)
    return gettext("%(hours)s시간 %(minutes)s분", hours=hours, minutes=minutes)


def say_period(starts_at: datetime, ends_at: datetime) -> str:
    """`2026. 11. 24. 13:00 ~ 18:00`; the second day is named where it is another one."""
    first, last = format_full_day(starts_at), format_full_day(ends_at)
    until = format_clock(ends_at) if first == last else f"{last} {format_clock(ends_at)}"
    return f"{first} {format_clock(starts_at)} ~ {until}"


def say_instant(at: datetime) -> str:
    """A day and a time to the second: `2026. 11. 24. 15:02:31`, `24 Nov 2026 15:02:31`."""
    return f"{format_full_day(at)} {at.astimezone(SEOUL):%H:%M:%S}"
