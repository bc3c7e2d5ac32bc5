"""The words of meetings: answers and states as people say them."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext

from services import meetings
from services.clock import SEOUL
from services.texts import N_
from webapp.templating import format_clock, format_day, format_full_day

# An answer's word and its tone, in the order in which they are shown.
ANSWERS: Mapping[str, tuple[str, str]] = {
    meetings.COMING: (N_("가요"), "ok"),
    meetings.TEN_MINUTES: (N_("10분 뒤"), "info"),
    meetings.CANNOT: (N_("못 가요"), "bad"),
}
SILENT = (N_("아직 답 없음"), "neutral")
GROUPS: Mapping[str, tuple[str, str]] = {**ANSWERS, meetings.SILENT: SILENT}
STATES: Mapping[str, tuple[str, str]] = {
    "running": (N_("모이는 중"), "warn"),
    "open": (N_("열린 회의"), "info"),
    "cancelled": (N_("취소한 회의"), "neutral"),
    "closed": (N_("회의록 마감"), "ok"),
}
STARTS: Mapping[int, str] = {0: N_("지금 바로"), 10: N_("10분 뒤"), 30: N_("30분 뒤"), 60: N_("1시간 뒤")}


def start_options() -> list[tuple[str, str]]:
    return [(str(minutes), gettext(STARTS[minutes])) for minutes in meetings.STARTS_IN_MIN]


def say_start(starts_at: datetime, now: datetime) -> str:
    """`15:30` today, with its day on others."""
    is_today = starts_at.astimezone(SEOUL).date() == now.astimezone(SEOUL).date()
    return format_clock(starts_at) if is_today else f"{format_day(starts_at)} {format_clock(starts_at)}"


def say_instant(at: datetime) -> str:
    """As documents write it: `2026. 9. 29. 15:20`."""
    return f"{format_full_day(at)} {format_clock(at)}"
