"""The words of seats: states, parts of days, traits, and what a seat is called for those who listen."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext

from services.remote_work import seats
from services.texts import N_
from webapp.templating import format_clock, format_full_day

# A state of a booking: its word, tone and mark.
STATES: Mapping[str, tuple[str, str, str]] = {
    "offered": (N_("제안"), "warn", "exclamation"),
    "booked": (N_("예약"), "info", "clock"),
    "here": (N_("체크인"), "ok", "check"),
    "left": (N_("자리 비움"), "neutral", "log-out"),
    "cancelled": (N_("취소"), "neutral", "undo-2"),
    "released": (N_("풀림"), "warn", "hourglass"),
    "ended": (N_("끝남"), "neutral", "minus"),
}
SEAT_STATES: Mapping[str, str] = {
    "free": N_("비어 있음"),
    "taken": N_("찼음"),
    "mine": N_("내 자리"),
    "shut": N_("닫힘"),
}
FATES: Mapping[str, tuple[str, str, str]] = {
    "new": (N_("새 자리"), "info", "plus"),
    "changed": (N_("바뀜"), "ok", "pencil"),
    "same": (N_("그대로"), "neutral", "minus"),
    "failing": (N_("반영 못 함"), "bad", "x"),
}


def say_part(part: str) -> str:
    return str(gettext(seats.PART_WORDS[part]))


def say_traits(seat: seats.SeatDay) -> str:
    return ", ".join(str(gettext(seats.TRAITS[each])) for each in seat.seat.traits)


def say_seat_state(seat: seats.SeatDay, part: str) -> str:
    """What somebody who wants this part of the day needs to know of a seat."""
    if is_half(seat, part) and seat.free_half:
        return str(gettext("%(part)s만 비어 있음", part=say_part(seat.free_half)))
    return str(gettext(SEAT_STATES[seat.state]))


def is_half(seat: seats.SeatDay, part: str) -> bool:
    """Whether a seat is taken for the whole day that is wanted, and free for a half of it."""
    return seat.state == "taken" and part == "day" and seat.free_half is not None


def say_seat(seat: seats.SeatDay, part: str) -> str:
    """All of a seat in one line, for a link."""
    return ", ".join(filter(None, (seat.seat.label, say_seat_state(seat, part), say_traits(seat))))


def say_booking_time(booking: seats.BookingView) -> str:
    times = f"{format_clock(booking.starts_at)}–{format_clock(booking.ends_at)}"
    return f"{say_part(booking.part)} {times}"


def say_end(booking: seats.BookingView) -> str:
    """Why a booking is over, where that is not its person's own doing; or that she cancelled late."""
    if booking.why:
        return str(gettext(seats.WHY_WORDS[booking.why]))
    return str(gettext("기한을 넘겨 취소함")) if booking.is_late else ""


def say_line(label: str, value: str) -> tuple[str, str]:
    """A line of a booking that is put before a lead, in words."""
    names = {"on": gettext("날짜"), "part": gettext("시간"), "place": gettext("자리")}
    if label == "on":
        value = format_full_day(date.fromisoformat(value))
    return str(names.get(label, label)), say_part(value) if label == "part" else value
