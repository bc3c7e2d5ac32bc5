"""Signs in a capture's context that something may not be what it seems. None of them is a verdict.

A browser cannot exclude a false position; these are the traces that careless ones leave. Each is named, and a
person decides. The context is JSON that the phone wrote: every value in it is a claim of that phone. Members:

    started_at       when the tap began, milliseconds since 1970 by the phone's clock
    wall_ms          how long the tap took by that clock, monotonic_ms by one that nobody can set
    zone_offset_min  what JavaScript's getTimezoneOffset() gives: Korea is -540
    visible          whether the page stayed in front; automation: whether a program drives the browser
    fixes            [{at, lat, lon, accuracy, altitude?, heading?, speed?}, ...] as the browser gave them
"""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeAlias

from services.trips.evidence import Payload
from services.trips.geo import Point, distance_m

Context: TypeAlias = Mapping[str, Any]

KOREA_OFFSET_MIN: Final = -540
STALE_FIX_MS: Final = 10_000
CLOCK_JUMP_MS: Final = 2_000
FASTEST_WITHIN_TAP_M_S: Final = 90
STEADY_FIXES: Final = 5
STEADY_SPAN_MS: Final = 4_000
SATELLITE_ACCURACY_M: Final = 20
SAME_PLACE_M: Final = 1.0
NEAR_E7: Final = 4_000  # 44 m to the north, less to the east: nobody is too fast for that within a second


class Fix(NamedTuple):
    at: float
    point: Point
    accuracy: float
    altitude: float | None


class Tap(NamedTuple):
    """What a context says, as far as it is possible, beside where the payload says the tap was."""

    own: Point
    fixes: Sequence[Fix]
    started_at: float | None
    wall_ms: float | None
    monotonic_ms: float | None
    zone_offset_min: float | None
    was_hidden: bool
    is_automated: bool


def read_context(data: bytes) -> Context | None:
    """The context's JSON object, or None when the bytes are no JSON object."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def find_signals(context: Context, payload: Payload) -> list[str]:
    """The names of the signs that are there, in the order of `SIGNALS`."""
    tap = _read(context, payload)
    return [name for name, is_there in SIGNALS.items() if is_there(tap)]


def _read(context: Context, payload: Payload) -> Tap:
    fixes = context.get("fixes")
    return Tap(
        own=Point(payload.lat_e7, payload.lon_e7),
        fixes=[fix for value in fixes if (fix := _to_fix(value))] if isinstance(fixes, list) else [],
        started_at=_number(context.get("started_at")),
        wall_ms=_number(context.get("wall_ms")),
        monotonic_ms=_number(context.get("monotonic_ms")),
        zone_offset_min=_number(context.get("zone_offset_min")),
        was_hidden=context.get("visible") is False,
        is_automated=context.get("automation") is True,
    )


def _to_fix(value: object) -> Fix | None:
    """The fix, if its four numbers are there and possible."""
    if not isinstance(value, dict):
        return None
    at, accuracy = _number(value.get("at")), _number(value.get("accuracy"))
    lat, lon = _number(value.get("lat")), _number(value.get("lon"))
    if at is None or accuracy is None or lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    return Fix(at, Point.from_degrees(lat, lon), accuracy, _number(value.get("altitude")))


def _number(value: object) -> float | None:
    """A number of a possible size: JSON's NaN, infinities and thousand-digit integers are none."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e15:
        return None
    return value


def _is_steady(tap: Tap) -> bool:
    """A receiver's fixes always jitter a little; typed ones do not.

    One fix that the browser hands out again and again has one instant, and is no sign.
    """
    fixes = list({fix.at: fix for fix in tap.fixes}.values())
    if len(fixes) < STEADY_FIXES or fixes[-1].at - fixes[0].at < STEADY_SPAN_MS:
        return False
    if max(fix.accuracy for fix in fixes) > SATELLITE_ACCURACY_M:
        return False
    return len({(fix.point, fix.accuracy, fix.altitude) for fix in fixes}) == 1


def _is_too_exact(tap: Tap) -> bool:
    return any(fix.accuracy < 1 for fix in tap.fixes)


def _is_abroad(tap: Tap) -> bool:
    return tap.zone_offset_min is not None and tap.zone_offset_min != KOREA_OFFSET_MIN


def _has_clock_jumped(tap: Tap) -> bool:
    """Whether the two clocks disagree about how long the tap took."""
    if tap.wall_ms is None or tap.monotonic_ms is None:
        return False
    return abs(tap.wall_ms - tap.monotonic_ms) > CLOCK_JUMP_MS


def _has_jumped(tap: Tap) -> bool:
    return any(_speed_m_s(a, b) > FASTEST_WITHIN_TAP_M_S for a, b in pairwise(tap.fixes))


def _speed_m_s(a: Fix, b: Fix) -> float:
    """The speed that takes even the nearest points of the two circles together; 0 for what is near."""
    if abs(a.point.lat_e7 - b.point.lat_e7) < NEAR_E7 and abs(a.point.lon_e7 - b.point.lon_e7) < NEAR_E7:
        return 0.0
    surely = distance_m(a.point, b.point) - a.accuracy - b.accuracy
    return max(0.0, surely) / max(1.0, abs(b.at - a.at) / 1000)


def _is_stale(tap: Tap) -> bool:
    started = tap.started_at
    return started is not None and any(fix.at < started - STALE_FIX_MS for fix in tap.fixes)


def _differs_from_fixes(tap: Tap) -> bool:
    """Whether the payload's position is none of those that the browser gave."""
    if not tap.fixes or any(fix.point == tap.own for fix in tap.fixes):
        return False
    return all(distance_m(tap.own, fix.point) > SAME_PLACE_M for fix in tap.fixes)


SIGNALS: Final[Mapping[str, Callable[[Tap], bool]]] = {
    "automation": lambda tap: tap.is_automated,
    "no_jitter": _is_steady,
    "too_exact": _is_too_exact,
    "foreign_zone": _is_abroad,
    "clock_jumped": _has_clock_jumped,
    "page_hidden": lambda tap: tap.was_hidden,
    "position_jumped": _has_jumped,
    "stale_fix": _is_stale,
    "differs_from_fixes": _differs_from_fixes,
}
