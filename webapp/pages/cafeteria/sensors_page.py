"""Sensors as their manager reads them: when each was last heard, how its clock goes, what it has to send."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext

from services.cafeteria import SensorView
from services.clock import local_day
from webapp.templating import format_clock, format_day

JUST_NOW = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)
CLOCK_IS_FINE_S = 60
# A shell fills in the time and a number of its own: it can be tried at any hour, and again.
EXAMPLE = """\
now=$(date -u +%Y-%m-%dT%H:%M:%SZ) id=$(od -An -N16 -tx1 /dev/urandom | tr -dc 0-9a-f)
curl -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' --data @- {url} <<END
{{"sent_at": "$now", "readings": [{{"id": "$id", "kind": "queue", "value": 12, "measured_at": "$now"}}]}}
END"""


@dataclass(frozen=True)
class SensorLine:
    """`clock` is empty for a clock that is right, and for a sensor that never told its time."""

    sensor: SensorView
    seen: str
    clock: str


def make_line(sensor: SensorView, now: datetime) -> SensorLine:
    return SensorLine(sensor, say_seen(sensor.last_seen_at, now), say_clock(sensor.clock_offset_s))


def make_example(base_url: str, cafeteria_id: int, key: str) -> str:
    """A call that works as it stands, for whoever sets the sensor up."""
    return EXAMPLE.format(key=key, url=f"{base_url}/api/v1/cafeterias/{cafeteria_id}/readings")


def say_seen(at: datetime | None, now: datetime) -> str:
    if at is None:
        return gettext("아직 보낸 적이 없어요")
    if now - at < JUST_NOW:
        return gettext("방금 보냄")
    if now - at < AN_HOUR:
        return gettext("%(count)s분 전에 보냄", count=(now - at) // JUST_NOW)
    if local_day(at) == local_day(now):
        return gettext("오늘 %(time)s에 보냄", time=format_clock(at))
    return gettext("%(day)s %(time)s에 보냄", day=format_day(at), time=format_clock(at))


def say_clock(offset_s: int | None) -> str:
    """By how much its clock is wrong, in the largest unit that says it."""
    if offset_s is None or abs(offset_s) <= CLOCK_IS_FINE_S:
        return ""
    length = say_length(abs(offset_s))
    if offset_s > 0:
        return gettext("시계가 %(length)s 빨라요. 받을 때 바로잡아요.", length=length)
    return gettext("시계가 %(length)s 늦어요. 받을 때 바로잡아요.", length=length)


def say_length(seconds: int) -> str:
    minutes = round(seconds / 60)
    if minutes < 60:
        return gettext("약 %(count)s분", count=minutes)
    if minutes < 48 * 60:
        return gettext("약 %(count)s시간", count=round(minutes / 60))
    return gettext("약 %(count)s일", count=round(minutes / (24 * 60)))
