"""A verdict in the reader's language: sentences with their facts in words, and the interval."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext

from services import audit
from services.audit import Check, Fact, Seen
from services.clock import SEOUL, from_millis, local_day
from services.texts import N_
from services.trips import BANDS_M
from webapp.pages.trips.words import say_duration, say_instant
from webapp.templating import format_clock, format_day, format_full_day

MINUTE_S = 60
MINUTE_MS = 60_000
DAY_S = 86_400
# The groups of a verdict's checks, by result, in the order in which an auditor reads them.
GROUPS = {"fail": "look", "note": "look", "pass": "proven", "cannot_verify": "unknown"}


def say_sentence(check: Check) -> tuple[str, str]:
    """The line of a check and what stands below it."""
    words, facts = audit.words_of(check), say_facts(check.facts)
    return gettext(words.sentence, **facts), gettext(words.detail, **facts) if words.detail else ""


def say_facts(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Each fact in words, under its name without the unit: `at_ms` is told as `at`."""
    return {name.rsplit("_", 1)[0] if _has_unit(name) else name: _say(name, facts[name]) for name in facts}


def say_at(at: datetime) -> str:
    """A day and a time to the minute, as official documents write them."""
    return f"{format_full_day(at)} {format_clock(at)}"


def say_seconds(seconds: int) -> str:
    """How long something is, in the two largest units that it has."""
    seconds = abs(seconds)
    if seconds < MINUTE_S:
        return gettext("%(seconds)s초", seconds=seconds)
    if seconds < DAY_S:
        return say_duration(timedelta(seconds=seconds))
    days, rest = divmod(seconds, DAY_S)
    return gettext("%(days)s일 %(hours)s시간", days=days, hours=rest // 3600)


def say_length(metres: int) -> str:
    """Never rounded: an error of 1,999 m is not one of 1 km."""
    return f"{metres // 1000} km" if metres and metres % 1000 == 0 else f"{metres:,} m"


def say_place(seen: Seen) -> str:
    """How near to which destination; empty without one."""
    if seen.destination is None:
        return ""
    if seen.band_m is None:
        return gettext("%(place)s에서 %(band)s 밖", place=seen.destination, band=say_length(BANDS_M[-1]))
    return gettext("%(place)s에서 %(band)s 안", place=seen.destination, band=say_length(seen.band_m))


def say_when(seen: Seen) -> str:
    """When it was made by the phone's own clock, as a list shows it."""
    at = from_millis(seen.captured_at_ms)
    return f"{format_day(at)} {format_clock(at)}"


def say_interval(seen: Seen) -> str:
    """What the picture of the interval shows, for those who do not see it."""
    words = {
        "after": _bound(seen.not_before_ms, N_("%(at)s 뒤")),
        "before": _bound(seen.not_after_ms, N_("%(at)s 전")),
    }
    told = " ".join(word for word in words.values() if word)
    if not told:
        return gettext("찍은 때의 범위를 알 수 없어요.")
    return gettext("이 증빙은 %(bounds)s에 만들어졌어요.", bounds=told)


def say_mark(at_ms: int | None, captured_at_ms: int, *, is_latest: bool = False) -> str:
    """A time under the picture: to the minute, with the day where it is not the capture's.

    The latest time is rounded up: cut off, it would tell more than is known.
    """
    if at_ms is None:
        return ""
    at, captured_at = from_millis(at_ms), from_millis(captured_at_ms)
    if is_latest and at_ms % MINUTE_MS:
        at += timedelta(milliseconds=MINUTE_MS - at_ms % MINUTE_MS)
    is_same_day = local_day(at) == local_day(captured_at)
    return format_clock(at) if is_same_day else f"{at.astimezone(SEOUL):%-m. %-d.} {format_clock(at)}"


def _bound(at_ms: int | None, sentence: str) -> str:
    return gettext(sentence, at=say_instant(from_millis(at_ms))) if at_ms is not None else ""


def _has_unit(name: str) -> bool:
    return name.endswith(("_ms", "_s", "_m"))


def _say(name: str, value: Fact) -> str:
    if value is None:
        return ""
    if name == "second":
        return gettext(audit.SECOND_NAMES[str(value)])
    if name == "by":
        return gettext(audit.CHECKER_NAMES.get(str(value), str(value)))
    if name == "rule":
        return gettext(audit.RULE_NAMES.get(str(value), str(value)))
    if isinstance(value, list):
        return ", ".join(gettext(audit.SIGNAL_NAMES[code]) for code in value)
    if isinstance(value, int):
        return _say_number(name, value)
    return value


def _say_number(name: str, value: int) -> str:
    if name == "at_ms":  # a bound: to the second, in which the ledger's heads are signed
        return say_instant(from_millis(value))
    if name.endswith("_ms"):
        return say_at(from_millis(value))
    if name.endswith("_s"):
        return say_seconds(value)
    if name.endswith("_m"):
        return say_length(value)
    return f"{value:,}"
